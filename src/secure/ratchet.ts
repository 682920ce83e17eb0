/**
 * The message ratchet: one key per message from a chain of HKDF steps. The old chain key and the message key are
 * dropped at once, so that yesterday's messages stay safe if the browser is seized now.
 *
 *     message key ‖ next chain key = HKDF(chain key, salt = transcript of the epoch, "step")
 */
import { wipe, type Bytes } from '../wire/bytes.js';
import { importAesKey } from './aead.js';
import { deriveBytes, importSecret } from './kdf.js';
import { KEY_LENGTH } from './suite.js';

export class Chain {
  #counter = 0;

  /** `chainKey`: 32 bytes, owned and wiped by the chain. */
  constructor(
    private chainKey: Bytes,
    private readonly transcript: Bytes,
    readonly epoch: number,
  ) {}

  /** Number of the next message, from 0. */
  get counter(): number {
    return this.#counter;
  }

  /** The key of the next message; the chain moves on. Not to be called again before it has resolved. */
  async next(): Promise<{ readonly key: CryptoKey; readonly counter: number }> {
    const secret = await importSecret(this.chainKey);
    const step = await deriveBytes(secret, this.transcript, 'step', 2 * KEY_LENGTH);
    const key = await importAesKey(step.subarray(0, KEY_LENGTH));
    wipe(this.chainKey);
    this.chainKey = step.slice(KEY_LENGTH);
    wipe(step);
    return { key, counter: this.#counter++ };
  }

  wipe(): void {
    wipe(this.chainKey);
  }
}
