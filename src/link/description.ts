/**
 * Session descriptions (SDP, RFC 8866) of a connection with data channels and nothing else (RFC 8841).
 *
 * What reaches the browser is made of lines that we know, whatever the other side has written. Two of them would
 * otherwise be doors: a second `fingerprint` (Firefox accepts a connection when any of several matches), and
 * `identity` (Firefox loads a script from the host named there).
 */
import { isCandidate } from './candidate.js';

/** Longest description in UTF-16 units; a browser's has about 600, and 100 more for each candidate in it. */
export const MAX_DESCRIPTION_LENGTH = 16_384;

/** Attributes that mean something for a data channel, and those of both browsers that mean nothing. */
const ATTRIBUTES: ReadonlySet<string> = new Set([
  'candidate',
  'end-of-candidates',
  'extmap-allow-mixed',
  'fingerprint',
  'group',
  'ice-options',
  'ice-pwd',
  'ice-ufrag',
  'max-message-size',
  'mid',
  'msid-semantic',
  'sctp-port',
  'sendrecv',
  'setup',
]);

const LINE = /^[a-z]=[\x20-\x7e]*$/;
/** Version, origin, name, time, address, section: the rest has no meaning here, or (`k=`) none any more. */
const KNOWN_LINE = /^(?:[vostm]=|c=IN IP[46] [\da-fA-F.:]+$)/;
const MEDIA = /^m=application \d{1,5} (?:UDP|TCP)\/DTLS\/SCTP webrtc-datachannel$/;
const FINGERPRINT = /^a=fingerprint:sha-256 ((?:[\dA-F]{2}:){31}[\dA-F]{2})$/i;

/**
 * The description without the lines that we do not know, or `null`: too long, not line by line printable ASCII, other
 * than one data section, a fingerprint that is not SHA-256, more than one of them, or a candidate of another shape.
 */
export function parseDescription(sdp: string): string | null {
  if (sdp.length > MAX_DESCRIPTION_LENGTH || !sdp.endsWith('\r\n')) return null;
  const lines = sdp.slice(0, -2).split('\r\n');
  if (lines[0] !== 'v=0' || !lines.every((line) => LINE.test(line))) return null;

  const media = lines.filter((line) => line.startsWith('m='));
  if (media.length !== 1 || !MEDIA.test(media[0] as string)) return null;

  const known = lines.filter((line) => KNOWN_LINE.test(line) || ATTRIBUTES.has(attributeName(line)));
  const fingerprints = known.filter((line) => attributeName(line) === 'fingerprint');
  const distinct = new Set(fingerprints.map((line) => FINGERPRINT.exec(line)?.[1]?.toUpperCase()));
  if (distinct.size !== 1 || distinct.has(undefined)) return null;

  const candidates = known.filter((line) => attributeName(line) === 'candidate');
  if (!candidates.every((line) => isCandidate(line.slice('a='.length)))) return null;
  return known.map((line) => `${line}\r\n`).join('');
}

/** `fingerprint` of `a=fingerprint:sha-256 …`; empty for a line that is no attribute. */
const attributeName = (line: string): string => /^a=([^:]*)/.exec(line)?.[1] ?? '';
