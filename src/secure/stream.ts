/**
 * File chunks: STREAM (Hoang, Reyhanitabar, Rogaway, Vizár; CRYPTO 2015) in the layout of Tink's AES-GCM-HKDF streaming.
 * The index and a last-chunk flag are in the nonce, so a chunk that is missing, repeated, moved or cut off fails. Each
 * attempt, also each resumption, has a key of its own: a file that changed meanwhile can never reuse a nonce.
 */
import { concat, u32, wipe, type Bytes } from '../wire/bytes.js';
import { chunkHeader, type ChunkFrame, type Transfer } from '../wire/chunks.js';
import { importAesKey, open, seal } from './aead.js';
import { label } from './suite.js';

const PREFIX_LENGTH = 7;
const KEY_LENGTH = 32;
export interface StreamKeys {
  readonly key: CryptoKey;
  /** 7 bytes. */
  readonly noncePrefix: Bytes;
}

/**
 * `K ‖ P` of any secret, salt and info, 32 and 7 bytes. Tink derives K the same way and sends a random P; here both sides
 * derive P too.
 */
export async function deriveStreamKeys(secret: Bytes, salt: Bytes, info: Bytes): Promise<StreamKeys> {
  const hkdf = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
  const bits = await crypto.subtle.deriveBits(
    { name: 'HKDF', hash: 'SHA-256', salt, info },
    hkdf,
    (KEY_LENGTH + PREFIX_LENGTH) * 8,
  );
  const bytes = new Uint8Array(bits);
  const key = await importAesKey(bytes.slice(0, KEY_LENGTH));
  const noncePrefix = bytes.slice(KEY_LENGTH);
  wipe(bytes);
  return { key, noncePrefix };
}

/** `fileKey`: 32 random bytes, told inside a record. `salt`: the file salt of the sender's direction, 32 bytes. */
export const transferKeys = (fileKey: Bytes, salt: Bytes, { id, attempt }: Transfer): Promise<StreamKeys> =>
  deriveStreamKeys(fileKey, salt, concat(label('stream'), id, u32(attempt)));

/** 12 bytes: prefix, index, last flag. */
export const chunkNonce = (noncePrefix: Bytes, index: number, last: boolean): Bytes =>
  concat(noncePrefix, u32(index), Uint8Array.of(last ? 1 : 0));

/** The frame of one chunk. Several may be sealed at a time. */
export async function sealChunk(
  keys: StreamKeys,
  transfer: Transfer,
  index: number,
  last: boolean,
  plaintext: Bytes,
): Promise<Bytes> {
  const header = chunkHeader(transfer, index);
  return concat(header, await seal(keys.key, chunkNonce(keys.noncePrefix, index, last), header, plaintext));
}

/**
 * The plaintext of the chunk that is expected next, or `null` if this is not exactly that one: another index, another
 * place of the end, changed bytes. The caller has looked up the keys by `transfer`.
 */
export const openChunk = (keys: StreamKeys, chunk: ChunkFrame, index: number, last: boolean): Promise<Bytes | null> =>
  chunk.index === index
    ? open(keys.key, chunkNonce(keys.noncePrefix, index, last), chunk.header, chunk.sealed)
    : Promise.resolve(null);
