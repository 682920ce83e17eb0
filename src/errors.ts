/**
 * Errors with a stable code. A code is what a program acts on and what a locale translates; the message is for
 * the developer. Messages never carry user data (texts, names, ids, addresses, SDP).
 */

/** Every code this library can raise. The words a person sees for each stand in `components/locales`. */
export const DM_ERROR_CODES = [
  /** An option, attribute or argument is missing or has a value outside its range. */
  'bad-config',
  /** The call does not fit the current state (for example `accept()` without a request). */
  'bad-state',
  /** Something that the other side or the server sent does not parse. Dropped; nothing else is affected. */
  'bad-message',
  /** The page has no secure context, no WebCrypto or no WebRTC. */
  'unsupported',
  /** The connection to the introducing server is gone or could not be made. */
  'signaling-lost',
  /** The server refused who we say we are (no token, bad token, expired token, origin not allowed). */
  'unauthorized',
  /** The server, or the other person's block list, does not let this pair talk. */
  'forbidden',
  /** Too many requests; try later. */
  'rate-limited',
  /** A message, frame or file is over the size cap. */
  'too-large',
  /** The other person has no page open. Both must be online. */
  'peer-offline',
  /** No direct or relayed route between the two browsers. */
  'no-route',
  /** The same, and this site has no relay (TURN server) for such networks. */
  'no-relay',
  /** The same, and the site's relay does not answer from here: often a network that blocks UDP. */
  'relay-unreachable',
  /** The browser offers no network address at all: it is offline, or a policy, an extension or a VPN blocks WebRTC. */
  'webrtc-blocked',
  /** The route between the two browsers broke. */
  'link-lost',
  /** Nobody answered in time. */
  'timed-out',
  /** The other side sent bytes that break the protocol. */
  'protocol',
  /** Keys, words or an invite do not match: somebody may be in the middle. */
  'mismatch',
  /** Too much is waiting to be sent. */
  'queue-full',
  /** The session ended before this was done. */
  'ended',
] as const;

export type DMErrorCode = (typeof DM_ERROR_CODES)[number];

export class DMError extends Error {
  override readonly name = 'DMError';

  constructor(
    readonly code: DMErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** True when `value` is a `DMError`, of the given code if one is given. Works across copies of this library. */
  static is(value: unknown, code?: DMErrorCode): value is DMError {
    return value instanceof Error && value.name === 'DMError' && (!code || (value as DMError).code === code);
  }
}
