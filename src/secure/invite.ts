/**
 * Invites: 32 random bytes in a link (`wire/invite.ts`). Both browsers mix them into the handshake, so whoever finishes
 * it had the link: such a session verifies itself. The server sees only the room, from which the secret does not follow.
 */
import { wipe, type Bytes } from '../wire/bytes.js';
import { INVITE_SECRET_LENGTH } from '../wire/invite.js';
import { deriveBytes, importSecret } from './kdf.js';
import { KEY_LENGTH, ROOM_LENGTH } from './suite.js';

export interface InviteKeys {
  /** 16 bytes, public: names the invite. */
  readonly room: Bytes;
  /** 32 bytes, secret: goes into the handshake. */
  readonly psk: Bytes;
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
