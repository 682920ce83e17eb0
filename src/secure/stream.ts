/**
 * File chunks: STREAM (Hoang, Reyhanitabar, Rogaway, Vizár; CRYPTO 2015) in the layout of Tink's AES-GCM-HKDF streaming.
 * The index and a last-chunk flag are in the nonce, so a chunk that is missing, repeated, moved or cut off fails. Each
 * attempt, also each resumption, has a key of its own: a file that changed meanwhile can never reuse a nonce.
 */
import { DMError } from '../errors.js';
import { concat, u32, wipe, type Bytes } from '../wire/bytes.js';
import { importAesKey, open, seal } from './aead.js';
import { label, TAG_LENGTH } from './suite.js';

const PREFIX_LENGTH = 7;
const KEY_LENGTH = 32;
const HEADER_LENGTH = 26;
const CHUNK = 0x20;
const LANE_FILES = 1;

/** Bytes of a transfer's id. */
export const TRANSFER_ID_LENGTH = 16;
/** Plaintext bytes of every chunk but the last: a whole frame then has 65,536. */
export const CHUNK_LENGTH = 65_536 - HEADER_LENGTH - TAG_LENGTH;

export interface StreamKeys {
  readonly key: CryptoKey;
  /** 7 bytes. */
  readonly noncePrefix: Bytes;
}

/** One attempt of one transfer. */
export interface Transfer {
  /** 16 bytes. */
  readonly id: Bytes;
  readonly attempt: number;
}

export interface ChunkFrame {
  readonly transfer: Transfer;
  readonly index: number;
  /** The 26 bytes in front: additional data. */
  readonly header: Bytes;
  readonly sealed: Bytes;
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

/** How many chunks a file of `size` bytes has: an empty one has one. Throws `too-large` beyond 2^32-1. */
export function chunkCount(size: number): number {
  const count = Math.max(1, Math.ceil(size / CHUNK_LENGTH));
  if (!Number.isSafeInteger(size) || size < 0 || count > 0xffffffff) {
    throw new DMError('too-large', 'a file of this size cannot be sent');
  }
  return count;
}

const chunkHeader = ({ id, attempt }: Transfer, index: number): Bytes =>
  concat(Uint8Array.of(CHUNK, LANE_FILES), id, u32(attempt), u32(index));

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

/** `null` for anything that is not one frame of the file lane. */
export function parseChunk(frame: Bytes): ChunkFrame | null {
  const length = frame.length - HEADER_LENGTH - TAG_LENGTH;
  if (length < 0 || length > CHUNK_LENGTH || frame[0] !== CHUNK || frame[1] !== LANE_FILES) return null;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  return {
    transfer: { id: frame.slice(2, 2 + TRANSFER_ID_LENGTH), attempt: view.getUint32(18) },
    index: view.getUint32(22),
    header: frame.slice(0, HEADER_LENGTH),
    sealed: frame.slice(HEADER_LENGTH),
  };
}

/**
 * The plaintext of the chunk that is expected next, or `null` if this is not exactly that one: another index, another
 * place of the end, changed bytes. The caller has looked up the keys by `transfer`.
 */
export const openChunk = (keys: StreamKeys, chunk: ChunkFrame, index: number, last: boolean): Promise<Bytes | null> =>
  chunk.index === index
    ? open(keys.key, chunkNonce(keys.noncePrefix, index, last), chunk.header, chunk.sealed)
    : Promise.resolve(null);
