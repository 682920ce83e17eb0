/**
 * Frames: what one message of the `messages` channel looks like. Only shapes; the secure layer decides what is true.
 *
 *     confirm  01  mac(32)
 *     resume   02  received(8)  mac(32)
 *     signal   03  a sealed signal of a reconnect (`signals.ts`), which the server would carry otherwise
 *     record   10  lane(1) epoch(2) counter(8)  ciphertext+tag
 */
import { concat, u16, u64, type Bytes } from './bytes.js';

const CONFIRM = 0x01;
const RESUME = 0x02;
const SIGNAL = 0x03;
const RECORD = 0x10;
const MAC_LENGTH = 32;
const RECORD_HEADER_LENGTH = 12;
/** The smallest padded plaintext and a tag. */
const MIN_RECORD_LENGTH = RECORD_HEADER_LENGTH + 256 + 16;
/** No frame is longer, in bytes: what every SCTP stack takes. */
export const MAX_FRAME_LENGTH = 65_536;
/** Header and tag of a record, and the kind and length in front of its body, taken off. In bytes. */
export const MAX_BODY_LENGTH = MAX_FRAME_LENGTH - RECORD_HEADER_LENGTH - 16 - 5;

/** Record lanes: ordinary messages; the one farewell of an epoch. Files have frames of their own. */
export const LANE = { messages: 0, farewell: 2 } as const;

export interface RecordFrame {
  readonly type: 'record';
  readonly lane: number;
  readonly epoch: number;
  readonly counter: number;
  /** The 12 bytes in front: additional data of the encryption. */
  readonly header: Bytes;
  readonly sealed: Bytes;
}

export type Frame =
  | { readonly type: 'confirm'; readonly mac: Bytes }
  | { readonly type: 'resume'; readonly received: number; readonly mac: Bytes }
  | RecordFrame;

export const recordHeader = (lane: number, epoch: number, counter: number): Bytes =>
  concat(Uint8Array.of(RECORD, lane), u16(epoch), u64(counter));

export const confirmFrame = (mac: Bytes): Bytes => concat(Uint8Array.of(CONFIRM), mac);

export const resumeFrame = (received: number, mac: Bytes): Bytes => concat(Uint8Array.of(RESUME), u64(received), mac);

export const signalFrame = (sealed: Bytes): Bytes => concat(Uint8Array.of(SIGNAL), sealed);

/** The sealed signal in a frame that carries one, else `null`. It goes to the line, not to the channel. */
export const sealedSignalIn = (frame: Uint8Array): Bytes | null => (frame[0] === SIGNAL ? frame.slice(1) : null);

/** `null` for anything that is not exactly one frame for the channel. */
export function parseFrame(bytes: Uint8Array): Frame | null {
  if (bytes.length === 0 || bytes.length > MAX_FRAME_LENGTH) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  switch (bytes[0]) {
    case CONFIRM:
      return bytes.length === 1 + MAC_LENGTH ? { type: 'confirm', mac: bytes.slice(1) } : null;
    case RESUME: {
      if (bytes.length !== 9 + MAC_LENGTH) return null;
      const received = readU64(view, 1);
      return received === null ? null : { type: 'resume', received, mac: bytes.slice(9) };
    }
    case RECORD: {
      if (bytes.length < MIN_RECORD_LENGTH) return null;
      const counter = readU64(view, 4);
      if (counter === null) return null;
      return {
        type: 'record',
        lane: view.getUint8(1),
        epoch: view.getUint16(2),
        counter,
        header: bytes.slice(0, RECORD_HEADER_LENGTH),
        sealed: bytes.slice(RECORD_HEADER_LENGTH),
      };
    }
    default:
      return null;
  }
}

/** `null` above 2^53 - 1. By halves, because a BigInt costs more than the rest of the frame. */
function readU64(view: DataView, at: number): number | null {
  const value = view.getUint32(at) * 2 ** 32 + view.getUint32(at + 4);
  return Number.isSafeInteger(value) ? value : null;
}
