/**
 * The message ratchet: one key per message, from a chain of HKDF steps. A message key is dropped when it has been used, a
 * chain key when it has been stepped, so that yesterday's messages stay safe if the browser is seized now.
 *
 *     message key 0 ‖ … ‖ message key 7 ‖ next chain key = HKDF(chain key, salt = transcript of the epoch, "step")
 *
 * A step makes the keys of eight messages, and is made ahead of them: a call into WebCrypto costs more than what it computes
 * (65 µs in Firefox), and keys of messages to come give away no more than the chain key that they come from.
 */
import { DMError } from '../errors.js';
import { wipe, type Bytes } from '../wire/bytes.js';
import { importAesKey } from './aead.js';
import { deriveBytes, importSecret } from './kdf.js';
import { KEY_LENGTH } from './suite.js';

/** Message keys of one step. */
const KEYS_PER_STEP = 8;

interface Step {
  readonly messageKeys: CryptoKey[];
  readonly chainKey: CryptoKey;
}

const wiped = (): DMError => new DMError('ended', 'the chain was wiped');

export class Chain {
  #counter = 0;
  /** Not used yet, the next one first. Like all keys here non-extractable. */
  #messageKeys: CryptoKey[] = [];
  /** The step after these; `null` once wiped. */
  #ahead: Promise<Step> | null;
  /** Settles when the last key that was asked for is there. Holds no key: a promise keeps what it was resolved with. */
  #turn: Promise<void> = Promise.resolve();

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
   * The key of the next message; the chain moves on. The key rejects `ended` after a wipe, also one that happens meanwhile:
   * none comes out of a chain that was given up.
   */
  next(): { readonly key: Promise<CryptoKey>; readonly counter: number } {
    const key = this.#turn.then(() => this.#take());
    this.#turn = key.then(
      () => {},
      () => {},
    );
    return { key, counter: this.#counter++ };
  }

  wipe(): void {
    this.#messageKeys = [];
    this.#ahead = null;
  }

  async #take(): Promise<CryptoKey> {
    if (this.#messageKeys.length === 0) {
      const step = await this.#ahead;
      if (!step || !this.#ahead) throw wiped();
      this.#messageKeys = step.messageKeys;
      this.#ahead = this.#step(step.chainKey);
    }
    const key = this.#messageKeys.shift();
    if (!key) throw wiped();
    return key;
  }

  #step(chainKey: CryptoKey): Promise<Step> {
    const step = this.#derive(chainKey);
    // Nobody may ever ask for this one; whoever does is told.
    step.catch(() => {});
    return step;
  }

  async #derive(secret: CryptoKey): Promise<Step> {
    const bytes = await deriveBytes(secret, this.transcript, 'step', (KEYS_PER_STEP + 1) * KEY_LENGTH);
    const key = (index: number): Bytes => bytes.subarray(index * KEY_LENGTH, (index + 1) * KEY_LENGTH);
    const [chainKey, ...messageKeys] = await Promise.all([
      importSecret(key(KEYS_PER_STEP)),
      ...Array.from({ length: KEYS_PER_STEP }, (_, index) => importAesKey(key(index))),
    ]);
    wipe(bytes);
    return { messageKeys, chainKey };
  }
}
