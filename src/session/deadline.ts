/** One timer that is set, moved and cleared; a session waits for one thing at a time. */
import type { Clock } from '../clock.js';

export class Deadline {
  #timer: unknown;

  constructor(private readonly clock: Clock) {}

  /** Replaces what was set before. Returns the moment, in milliseconds since the epoch. */
  set(ms: number, handler: () => void): number {
    this.clear();
    this.#timer = this.clock.setTimeout(handler, ms);
    return this.clock.now() + ms;
  }

  clear(): void {
    this.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
