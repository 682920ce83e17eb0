/**
 * Chunks of files: what one message of the `files` channel looks like. Only shapes; `secure/stream.ts` seals and opens.
 *
 *     chunk  20  lane(1) transfer(16) attempt(4) index(4)  ciphertext+tag
 */
import { DMError } from '../errors.js';
import { concat, u32, type Bytes } from './bytes.js';
import { MAX_FRAME_LENGTH } from './frames.js';

const CHUNK = 0x20;
const LANE_FILES = 1;
const HEADER_LENGTH = 26;
const TAG_LENGTH = 16;

/** Bytes of a transfer's id. */
export const TRANSFER_ID_LENGTH = 16;
/** Plaintext bytes of every chunk but the last: a whole frame then has 65,536. */
export const CHUNK_LENGTH = MAX_FRAME_LENGTH - HEADER_LENGTH - TAG_LENGTH;

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

/** How many chunks a file of `size` bytes has: an empty one has one. Throws `too-large` beyond 2^32-1. */
export function chunkCount(size: number): number {
  const count = Math.max(1, Math.ceil(size / CHUNK_LENGTH));
  if (!Number.isSafeInteger(size) || size < 0 || count > 0xffffffff) {
    throw new DMError('too-large', 'a file of this size cannot be sent');
  }
  return count;
}

/** The 26 bytes in front of a chunk's ciphertext. */
export const chunkHeader = ({ id, attempt }: Transfer, index: number): Bytes =>
  concat(Uint8Array.of(CHUNK, LANE_FILES), id, u32(attempt), u32(index));

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
