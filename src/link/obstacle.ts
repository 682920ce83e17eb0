/** Why there is no route, as far as a browser can tell from the addresses that it found for itself. */
import type { DMErrorCode } from '../errors.js';
import type { LinkOptions } from './link.js';

export type Obstacle = Extract<DMErrorCode, 'no-route' | 'no-relay' | 'relay-unreachable' | 'webrtc-blocked'>;

/** @param found types of our own candidates: host, srflx, relay (RFC 8839 section 5.1) */
export function obstacleTo(
  found: ReadonlySet<string>,
  { iceServers = [], iceTransportPolicy }: Pick<LinkOptions, 'iceServers' | 'iceTransportPolicy'>,
): Obstacle {
  if (found.has('relay')) return 'no-route';
  // Where only a relay may be used, no other address is looked for.
  if (found.size === 0 && iceTransportPolicy !== 'relay') return 'webrtc-blocked';
  return iceServers.some(hasRelay) ? 'relay-unreachable' : 'no-relay';
}

const hasRelay = ({ urls }: RTCIceServer): boolean => [urls].flat().some((url) => /^turns?:/i.test(url));
