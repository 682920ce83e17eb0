/**
 * `party://host[/party]`: the relay as PartyServer rooms, one for each person (server/worker). It speaks the relay's own
 * protocol; only the address is another for each person.
 */
import { DMError } from '../errors.js';
import { toBase64url, utf8 } from '../wire/bytes.js';

const DEFAULT_PARTY = 'mailbox';
/** Where a page on this machine may speak without TLS. */
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/;

/**
 * The room of a person: base64url of SHA-256 of the user id, 43 letters. Addresses end up in logs, and user ids do not
 * always fit into one.
 */
export async function roomOf(user: string): Promise<string> {
  return toBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(user))));
}

/** @throws DMError `bad-config` for what is no `host[/party]` */
export function partyUrl(address: string): (self: string) => Promise<string> {
  const [, host = '', party = DEFAULT_PARTY] = /^\/\/([^/?#@]+)(?:\/([a-z0-9-]+))?\/?$/.exec(address) ?? [];
  const base = `${LOOPBACK.test(host) ? 'ws' : 'wss'}://${host}/parties/${party}/`;
  if (!host || !URL.canParse(base)) throw new DMError('bad-config', 'signaling: expected party://<host>[/<party>]');
  return async (self) => base + (await roomOf(self));
}
