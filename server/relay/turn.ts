/**
 * Time-limited TURN credentials, as coturn checks them with `use-auth-secret` (draft-uberti-behave-turn-rest-00): the
 * user name is an expiry time and an id, the password a MAC over it. No password is ever in a page's code.
 */
import { utf8 } from '../../src/wire/bytes.js';

export interface TurnOptions {
  /** `turn:host:3478?transport=udp`, `turns:…`, also `stun:…`. */
  readonly urls: readonly string[];
  /** coturn's `static-auth-secret`. */
  readonly secret: string;
  /** Seconds. Default one hour. */
  readonly lifetime?: number;
}

export interface IceAnswer {
  /** For `RTCConfiguration.iceServers`. */
  readonly iceServers: readonly {
    readonly urls: readonly string[];
    readonly username: string;
    readonly credential: string;
  }[];
  /** Seconds for which they can be used. */
  readonly lifetime: number;
}

/** @param now milliseconds since the epoch */
export async function iceAnswer(
  { urls, secret, lifetime = 3_600 }: TurnOptions,
  user: string,
  now: number,
): Promise<IceAnswer> {
  const username = `${Math.floor(now / 1_000) + lifetime}:${user}`;
  // SHA-1 is what coturn speaks; as a MAC for an hour it is not what fails.
  const key = await crypto.subtle.importKey('raw', utf8(secret), { name: 'HMAC', hash: 'SHA-1' }, false, ['sign']);
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', key, utf8(username)));
  const credential = btoa(String.fromCharCode(...mac));
  return { iceServers: [{ urls, username, credential }], lifetime };
}
