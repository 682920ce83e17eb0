/**
 * Signaling steps as text, and back, strictly: what reaches WebRTC has exactly the shape we expect. By the time a step
 * gets here it is authenticated, so this guards against a malicious peer, not against the server.
 */
import { isCandidate } from './candidate.js';
import { parseDescription } from './description.js';
import type { LinkSignal } from './link.js';

export const serializeLinkSignal = (signal: LinkSignal): string => JSON.stringify(signal);

/** The step, or `null` for anything that is none. Descriptions come without the lines that we do not know. */
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
    case 'answer': {
      const description = typeof sdp === 'string' ? parseDescription(sdp) : null;
      return description === null ? null : { type, sdp: description };
    }
    case 'candidate':
      if (typeof candidate !== 'string' || !isCandidate(candidate)) return null;
      if (!isMid(sdpMid) || !isOnlySection(sdpMLineIndex)) return null;
      return sdpMid === null && sdpMLineIndex === null ? null : { type, candidate, sdpMid, sdpMLineIndex };
    default:
      return null;
  }
}

/** RFC 5888 section 4: a token; browsers count from `0`. */
const isMid = (value: unknown): value is string | null =>
  value === null || (typeof value === 'string' && /^[\w-]{1,16}$/.test(value));

/** A description has one section, so it is the first. */
const isOnlySection = (value: unknown): value is 0 | null => value === null || value === 0;
