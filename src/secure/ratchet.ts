/**
 * The message ratchet: one key per message from a chain of HKDF steps. The old chain key and the message key are
 * dropped at once, so that yesterday's messages stay safe if the browser is seized now.
 *
 *     message key ‖ next chain key = HKDF(chain key, salt = transcript of the epoch, "step")
 *
 * One step is made ahead of its message: a call into WebCrypto costs more than what it computes (65 µs in Firefox), and
 * the key of the next message gives away no more than the chain key that it comes from.
 */
import { DMError } from '../errors.js';
import { wipe, type Bytes } from '../wire/bytes.js';
import { importAesKey } from './aead.js';
import { deriveBytes, importSecret } from './kdf.js';
import { KEY_LENGTH } from './suite.js';

interface Step {
  readonly messageKey: CryptoKey;
  readonly chainKey: CryptoKey;
}

export class Chain {
  #counter = 0;
  /** The step of the next message; `null` once wiped. All keys in it are non-extractable. */
  #ahead: Promise<Step> | null;

  private constructor(
    chainKey: CryptoKey,
    private readonly transcript: Bytes,
    readonly epoch: number,
  ) {
    this.#ahead = this.#step(chainKey);
  }

  /** `chainKey`: 32 bytes, wiped here. `transcript`: 32 bytes. */
  static async create(chainKey: Bytes, transcript: Bytes, epoch: number): Promise<Chain> {
    const key = await importSecret(chainKey);
    wipe(chainKey);
    return new Chain(key, transcript, epoch);
  }

  /** Number of the next message, from 0. */
  get counter(): number {
    return this.#counter;
  }

  /**
   * The key of the next message; the chain moves on. Not to be called again before it has resolved. Rejects `ended`
   * after a wipe, also one that happens meanwhile: no key comes out of a chain that was given up.
   */
  async next(): Promise<{ readonly key: CryptoKey; readonly counter: number }> {
    const step = await this.#ahead;
    if (!step || !this.#ahead) throw new DMError('ended', 'the chain was wiped');
    this.#ahead = this.#step(step.chainKey);
    return { key: step.messageKey, counter: this.#counter++ };
  }

  wipe(): void {
    this.#ahead = null;
  }

  #step(chainKey: CryptoKey): Promise<Step> {
    const step = this.#derive(chainKey);
    // Nobody may ever ask for this one; whoever does is told.
    step.catch(() => {});
    return step;
  }

  async #derive(secret: CryptoKey): Promise<Step> {
    const bytes = await deriveBytes(secret, this.transcript, 'step', 2 * KEY_LENGTH);
    const [messageKey, chainKey] = await Promise.all([
      importAesKey(bytes.subarray(0, KEY_LENGTH)),
      importSecret(bytes.subarray(KEY_LENGTH)),
    ]);
    wipe(bytes);
    return { messageKey, chainKey };
  }
}
