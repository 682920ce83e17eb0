/**
 * Signaling steps as text, and back, strictly: what reaches WebRTC has exactly the shape we expect. By the time a step
 * gets here it is authenticated, so this guards against a malicious peer, not against the server.
 */
import type { LinkSignal } from './link.js';

/** Longest SDP in UTF-16 units; a data-only description has about 1,000. */
export const MAX_SDP_LENGTH = 16_384;
export const MAX_CANDIDATE_LENGTH = 1_024;

const FINGERPRINT = /^a=fingerprint:(\S+) (\S+)\r?$/gm;

export const serializeLinkSignal = (signal: LinkSignal): string => JSON.stringify(signal);

export function parseLinkSignal(text: string): LinkSignal | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { type, sdp, candidate, sdpMid, sdpMLineIndex } = value as Record<string, unknown>;
  switch (type) {
    case 'offer':
    case 'answer':
      return typeof sdp === 'string' && isDataDescription(sdp) ? { type, sdp } : null;
    case 'candidate':
      if (typeof candidate !== 'string' || !isCandidate(candidate)) return null;
      if (sdpMid !== null && (typeof sdpMid !== 'string' || sdpMid.length > 16)) return null;
      if (sdpMid === null && sdpMLineIndex === null) return null;
      if (sdpMLineIndex !== null && (typeof sdpMLineIndex !== 'number' || !Number.isInteger(sdpMLineIndex)))
        return null;
      return { type, candidate, sdpMid, sdpMLineIndex };
    default:
      return null;
  }
}

/**
 * One data section and nothing else, and exactly one distinct SHA-256 fingerprint: Firefox accepts a connection when
 * any of several matches, so a second one would be a back door.
 */
function isDataDescription(sdp: string): boolean {
  if (sdp.length > MAX_SDP_LENGTH || !sdp.startsWith('v=0')) return false;
  const sections = sdp.match(/^m=/gm)?.length ?? 0;
  const data = /^m=application \d+ (?:UDP|TCP)\/DTLS\/SCTP webrtc-datachannel\r?$/m.test(sdp);
  const fingerprints = new Set(
    [...sdp.matchAll(FINGERPRINT)].map(([, hash, value]) => `${hash} ${value}`.toUpperCase()),
  );
  const [fingerprint = ''] = fingerprints;
  return (
    sections === 1 && data && fingerprints.size === 1 && /^SHA-256 (?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/.test(fingerprint)
  );
}

const isCandidate = (candidate: string): boolean =>
  candidate.length <= MAX_CANDIDATE_LENGTH && /^(?:candidate:[\x20-\x7e]*)?$/.test(candidate);
