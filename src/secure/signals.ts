/**
 * Sealed signaling steps: SDP and candidates, hidden from the server and authentic exactly when the handshake is.
 *
 *     opening    01  m3 or m4  counter(4)  ciphertext+tag        the first one of each side
 *     signal     02  counter(4)  ciphertext+tag
 *     reconnect  03  epoch(2) attempt(4) counter(4)  ciphertext+tag
 *     lost       04  epoch(2) counter(4)  tag                     B asks A to make another link
 *
 * Everything in front of the ciphertext is additional data. A server may lose or repeat messages: a counter must be
 * higher than the last one, gaps are allowed, and whatever does not open is passed over.
 */
import { concat, u16, u32, type Bytes } from '../wire/bytes.js';
import { counterNonce, open, seal } from './aead.js';

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

/** One direction's seal: a key, and the counter that makes its nonces. */
export class SignalSeal {
  #next = 0;

  constructor(private readonly key: CryptoKey) {}

  /** `prefix`: what stands in front of the counter. Concurrent calls get different counters. */
  async seal(prefix: Bytes, plaintext: Bytes): Promise<Bytes> {
    const counter = this.#next++;
    const header = concat(prefix, u32(counter));
    return concat(header, await seal(this.key, counterNonce(counter), header, plaintext));
  }
}

export class SignalOpener {
  #next = 0;

  constructor(private readonly key: CryptoKey) {}

  /** `null` for a repeated, older or tampered one; nothing changes then. */
  async open(signal: SealedSignal): Promise<Bytes | null> {
    if (signal.counter < this.#next) return null;
    const plaintext = await open(this.key, counterNonce(signal.counter), signal.header, signal.sealed);
    if (plaintext && signal.counter >= this.#next) this.#next = signal.counter + 1;
    return plaintext;
  }
}

export const openingPrefix = (reveal: Bytes): Bytes => concat(Uint8Array.of(OPENING), reveal);
export const signalPrefix = (): Bytes => Uint8Array.of(SIGNAL);
export const reconnectPrefix = (epoch: number, attempt: number): Bytes =>
  concat(Uint8Array.of(RECONNECT), u16(epoch), u32(attempt));
export const lostPrefix = (epoch: number): Bytes => concat(Uint8Array.of(LOST), u16(epoch));
