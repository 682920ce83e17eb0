/**
 * Time-limited TURN credentials, as coturn checks them with `use-auth-secret` (draft-uberti-behave-turn-rest-00): the
 * user name is an expiry time and an id, the password a MAC over it. No password is ever in a page's code.
 */
import { createHmac } from 'node:crypto';

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
export function iceAnswer({ urls, secret, lifetime = 3_600 }: TurnOptions, user: string, now: number): IceAnswer {
  const username = `${Math.floor(now / 1_000) + lifetime}:${user}`;
  // SHA-1 is what coturn speaks; as a MAC key for an hour it is not what fails.
  const credential = createHmac('sha1', secret).update(username).digest('base64');
  return { iceServers: [{ urls, username, credential }], lifetime };
}
