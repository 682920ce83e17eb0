/**
 * ICE candidates as strings (RFC 8839 section 5.1), as far as two browsers need them.
 *
 * The address has to be an IP address or the mDNS name of a browser. Any other name would make this browser ask the
 * DNS for something the other person chose, which tells them who we are even where only a TURN server should.
 */

/** Longest candidate in UTF-16 units; real ones have about 150. */
export const MAX_CANDIDATE_LENGTH = 512;

const IPV4 = String.raw`(?:\d{1,3}\.){3}\d{1,3}`;
const IPV6 = String.raw`(?=[^ ]*:)[\da-fA-F:]{2,39}(?:${IPV4})?`;
/** RFC 8828 section 3.1.2.2 and draft-ietf-mmusic-mdns-ice-candidates: a version 4 UUID. */
const MDNS = String.raw`[\da-fA-F]{8}(?:-[\da-fA-F]{4}){3}-[\da-fA-F]{12}\.local`;
const ADDRESS = `(?:${IPV4}|${IPV6}|${MDNS})`;
const CANDIDATE = new RegExp(
  [
    String.raw`^candidate:[\w+/]{1,32} [12] (?:udp|tcp) \d{1,10} ${ADDRESS} \d{1,5} typ (host|srflx|prflx|relay)`,
    String.raw`(?: raddr ${ADDRESS} rport \d{1,5})?`,
    // Extensions in pairs: tcptype, generation, ufrag, network-id, network-cost.
    String.raw`(?: (?!raddr|rport)[\w-]{1,32} [\w+/.-]{1,256})*$`,
  ].join(''),
  'i',
);

/** A candidate, or the empty string, which says that there are no more. */
export const isCandidate = (candidate: string): boolean =>
  candidate === '' || (candidate.length <= MAX_CANDIDATE_LENGTH && CANDIDATE.test(candidate));

/** Whether it is an address of a TURN server. */
export const isRelayCandidate = (candidate: string): boolean =>
  CANDIDATE.exec(candidate)?.[1]?.toLowerCase() === 'relay';

/** `raddr` of a relay candidate is our own public address; the other side does not need it. */
export const withoutRelatedAddress = (candidate: string): string =>
  candidate.replace(/ raddr \S+ rport \d+/i, ' raddr 0.0.0.0 rport 0');
