/**
 * Sealed signaling steps, their shapes: SDP and candidates travel in them.
 *
 *     opening    01  m3 or m4  counter(4)  ciphertext+tag        the first one of each side
 *     signal     02  counter(4)  ciphertext+tag
 *     reconnect  03  epoch(2) attempt(4) counter(4)  ciphertext+tag
 *     lost       04  epoch(2) counter(4)  ciphertext(4)+tag       B asks A to make another link
 *
 * Everything in front of the ciphertext is additional data.
 */
import { concat, u16, u32, type Bytes } from './bytes.js';

const OPENING = 0x01;
const SIGNAL = 0x02;
const RECONNECT = 0x03;
const LOST = 0x04;
const TAG_LENGTH = 16;

interface Sealed {
  readonly counter: number;
  /** Everything in front of the ciphertext, counter included. */
  readonly header: Bytes;
  readonly sealed: Bytes;
}

export type SealedSignal =
  | (Sealed & { readonly kind: 'opening'; readonly reveal: Bytes })
  | (Sealed & { readonly kind: 'signal' })
  | (Sealed & { readonly kind: 'reconnect'; readonly epoch: number; readonly attempt: number })
  | (Sealed & { readonly kind: 'lost'; readonly epoch: number });

/** `revealLength`: 1,185 (m3) or 32 (m4), what the other side's opening carries. `null` for anything else. */
export function parseSealedSignal(bytes: Bytes, revealLength: number): SealedSignal | null {
  const header = (length: number): { header: Bytes; sealed: Bytes } | null =>
    bytes.length >= length + TAG_LENGTH ? { header: bytes.slice(0, length), sealed: bytes.slice(length) } : null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  switch (bytes[0]) {
    case OPENING: {
      const parts = header(5 + revealLength);
      const reveal = bytes.slice(1, 1 + revealLength);
      return parts && { kind: 'opening', reveal, counter: view.getUint32(1 + revealLength), ...parts };
    }
    case SIGNAL: {
      const parts = header(5);
      return parts && { kind: 'signal', counter: view.getUint32(1), ...parts };
    }
    case RECONNECT: {
      const parts = header(11);
      if (!parts) return null;
      return {
        kind: 'reconnect',
        epoch: view.getUint16(1),
        attempt: view.getUint32(3),
        counter: view.getUint32(7),
        ...parts,
      };
    }
    case LOST: {
      const parts = header(7);
      return parts && { kind: 'lost', epoch: view.getUint16(1), counter: view.getUint32(3), ...parts };
    }
    default:
      return null;
  }
}

export const openingPrefix = (reveal: Bytes): Bytes => concat(Uint8Array.of(OPENING), reveal);
export const signalPrefix = (): Bytes => Uint8Array.of(SIGNAL);
export const reconnectPrefix = (epoch: number, attempt: number): Bytes =>
  concat(Uint8Array.of(RECONNECT), u16(epoch), u32(attempt));
export const lostPrefix = (epoch: number): Bytes => concat(Uint8Array.of(LOST), u16(epoch));
