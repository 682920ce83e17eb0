/** How fast it goes: an average that forgets, so that a stall shows and a burst does not jump. */
const HALF_LIFE_MS = 2_000;
/** Before this nothing is said: the first second tells little. */
const SETTLE_MS = 1_000;
/** A time beyond this is none that anybody waits for: it stands still. Seconds. */
const FOREVER = 360_000;

export class Meter {
  #startedAt: number | null = null;
  #at = 0;
  #bytes = 0;
  /** What came, and how long it took, both fading: a burst within a moment counts as little as the moment. */
  #faded = { bytes: 0, ms: 0 };

  constructor(private readonly now: () => number) {}

  /** Starts anew, from `bytes`. */
  restart(bytes: number): void {
    this.#faded = { bytes: 0, ms: 0 };
    this.#startedAt = this.#at = this.now();
    this.#bytes = bytes;
  }

  /** `bytes` are through now. */
  record(bytes: number): void {
    const now = this.now();
    const elapsed = now - this.#at;
    if (elapsed <= 0) return;
    const kept = 0.5 ** (elapsed / HALF_LIFE_MS);
    this.#faded = {
      bytes: this.#faded.bytes * kept + bytes - this.#bytes,
      ms: this.#faded.ms * kept + elapsed,
    };
    this.#at = now;
    this.#bytes = bytes;
  }

  /** Bytes per second. */
  get rate(): number | null {
    if (this.#startedAt === null || this.#at - this.#startedAt < SETTLE_MS) return null;
    return (this.#faded.bytes / this.#faded.ms) * 1_000;
  }

  /** Seconds left for `bytes` more. */
  remaining(bytes: number): number | null {
    const { rate } = this;
    return rate === null || bytes > rate * FOREVER ? null : Math.ceil(bytes / rate || 0);
  }
}
