/**
 * Sealed signaling steps: hidden from the server, and authentic exactly when the handshake is. A server may lose or
 * repeat messages: a counter must be higher than the last one, gaps are allowed, and whatever does not open is passed
 * over. The shapes are in `wire/signals.ts`.
 */
import { concat, u32, type Bytes } from '../wire/bytes.js';
import type { SealedSignal } from '../wire/signals.js';
import { counterNonce, open, seal } from './aead.js';

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
