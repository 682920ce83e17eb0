/** Relay-only: no address of ours leaves, whatever the browser gathers (RFC 8828 mode 4, enforced once more by us). */
import type { LinkSignal } from './link.js';

const isRelay = (candidate: string): boolean => / typ relay(?: |$)/.test(candidate);

/** The step without any candidate that is not a TURN server's, or `null` if nothing is left of it. */
export function relayOnly(signal: LinkSignal): LinkSignal | null {
  if (signal.type === 'candidate') {
    return isRelay(signal.candidate) ? { ...signal, candidate: withoutRelatedAddress(signal.candidate) } : null;
  }
  const lines = signal.sdp.split(/\r?\n/).filter((line) => !line.startsWith('a=candidate:') || isRelay(line));
  return { ...signal, sdp: lines.map(withoutRelatedAddress).join('\r\n') };
}

/** `raddr` of a relay candidate is our own public address; ICE does not need it (RFC 8839 section 5.1). */
const withoutRelatedAddress = (line: string): string => line.replace(/ raddr \S+ rport \d+/, ' raddr 0.0.0.0 rport 0');
