/**
 * Invites: a link whose fragment holds 32 random bytes. Both browsers mix them into the handshake, so whoever finishes
 * it had the link: such a session verifies itself. The server sees only the room, from which the secret does not follow.
 */
import { fromBase64url, fromUtf8, toBase64url, utf8, wipe, type Bytes } from '../wire/bytes.js';
import { deriveBytes, importSecret } from './kdf.js';
import { KEY_LENGTH, ROOM_LENGTH } from './suite.js';

export const INVITE_SECRET_LENGTH = 32;

export interface InviteKeys {
  /** 16 bytes, public: names the invite. */
  readonly room: Bytes;
  /** 32 bytes, secret: goes into the handshake. */
  readonly psk: Bytes;
}

export interface InviteLink {
  /** 32 bytes. */
  readonly secret: Bytes;
  /** User id of the person who invites. */
  readonly inviter: string;
}

/** `secret`: 32 random bytes; anything shorter would be guessable and is not accepted. Wiped here. */
export async function deriveInvite(secret: Bytes): Promise<InviteKeys> {
  if (secret.length !== INVITE_SECRET_LENGTH) throw new RangeError(`expected 32 bytes, got ${secret.length}`);
  const key = await importSecret(secret);
  wipe(secret);
  const none = new Uint8Array();
  const [room, psk] = await Promise.all([
    deriveBytes(key, none, 'room', ROOM_LENGTH),
    deriveBytes(key, none, 'psk', KEY_LENGTH),
  ]);
  return { room, psk };
}

/** The link: the page's own address with the invite as its fragment, which browsers send to no server. */
export function inviteUrl(page: string, { secret, inviter }: InviteLink): string {
  const url = new URL(page);
  url.hash = `dm=1.${toBase64url(secret)}.${toBase64url(utf8(inviter))}`;
  return url.href;
}

/** `null` for a fragment that is no invite of ours. */
export function parseInvite(fragment: string): InviteLink | null {
  const [, secretText = '', inviterText = ''] = /^#?dm=1\.([\w-]{43})\.([\w-]{2,700})$/.exec(fragment) ?? [];
  const secret = fromBase64url(secretText);
  const inviter = fromUtf8(fromBase64url(inviterText) ?? new Uint8Array());
  if (secret?.length !== INVITE_SECRET_LENGTH || !inviter || inviter.length > 128) return null;
  return { secret, inviter };
}
