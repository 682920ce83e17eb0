/**
 * When to try for another link. A silent link gets a moment to heal; a dead one is replaced at once, and again and
 * again until it works or the session's grace period is over. How a link is made is the line's business.
 */
import type { Clock } from '../clock.js';

/** ICE reports silence within seconds, and most silences of a moving phone end within this time. Milliseconds. */
export const HEAL_MS = 3_000;
/** A new link that is not up after this long is given up for another. Milliseconds. */
export const RETRY_MS = 6_000;
/** The next one gets so much longer: on a slow machine or a long way none would ever be up in time. */
export const PATIENCE = 1.5;
/** A link that failed at once is tried again after this long. Milliseconds. */
export const FAILED_MS = 1_000;

export class Reconnector {
  #timer: unknown;
  #triedAt = -Infinity;
  /** What the next attempt gets. */
  #patienceMs = RETRY_MS;
  #state: 'idle' | 'waiting' | 'trying' = 'idle';

  constructor(
    private readonly clock: Clock,
    /** Makes a link, or asks the other side to. May reject: then it is tried again. */
    private readonly reopen: () => Promise<void>,
  ) {}

  /** The link is silent. */
  silent(): void {
    if (this.#state !== 'idle') return;
    this.#state = 'waiting';
    this.#schedule(HEAL_MS);
  }

  /** The link is gone. */
  lost(): void {
    // What failed was not slow.
    this.#patienceMs = RETRY_MS;
    if (this.#state === 'trying') this.#schedule(FAILED_MS);
    else this.#attempt();
  }

  /** The page or the network has come back: tries now, unless it has just done so. */
  hurry(): void {
    if (this.#state !== 'idle' && this.clock.now() - this.#triedAt >= FAILED_MS) this.#attempt();
  }

  /** A link works again, or the session is over. */
  stop(): void {
    this.#state = 'idle';
    this.#patienceMs = RETRY_MS;
    this.clock.clearTimeout(this.#timer);
  }

  #attempt(): void {
    this.#state = 'trying';
    this.#triedAt = this.clock.now();
    this.#schedule(this.#patienceMs);
    this.#patienceMs *= PATIENCE;
    this.reopen().catch(() => {
      // No server, no network yet: the next attempt is scheduled already.
    });
  }

  #schedule(ms: number): void {
    this.clock.clearTimeout(this.#timer);
    this.#timer = this.clock.setTimeout(() => this.#attempt(), ms);
  }
}
