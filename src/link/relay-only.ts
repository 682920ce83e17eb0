/** Relay-only: no address of ours leaves, whatever the browser gathers (RFC 8828 mode 4, enforced once more by us). */
import { isRelayCandidate, withoutRelatedAddress } from './candidate.js';
import type { LinkSignal } from './link.js';

/** The step without any address that is not a TURN server's, or `null` if nothing is left of it. */
export function relayOnly(signal: LinkSignal): LinkSignal | null {
  if (signal.type === 'candidate') {
    return isRelayCandidate(signal.candidate)
      ? { ...signal, candidate: withoutRelatedAddress(signal.candidate) }
      : null;
  }
  const lines = signal.sdp.split(/\r?\n/).filter((line) => !isCandidateLine(line) || isRelayCandidate(line.slice(2)));
  return { ...signal, sdp: lines.map(withoutAddress).join('\r\n') };
}

const isCandidateLine = (line: string): boolean => /^a=candidate:/i.test(line);

/** `c=` and `o=` name an address that nothing uses once candidates are exchanged (RFC 8839 section 4.2.1.2). */
function withoutAddress(line: string): string {
  if (isCandidateLine(line)) return withoutRelatedAddress(line);
  return /^[co]=/.test(line) ? line.replace(/IN IP[46] \S+$/, 'IN IP4 0.0.0.0') : line;
}
