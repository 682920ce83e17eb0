/** A clock that stands still until a test moves it. */
import type { Clock } from '../../src/clock.js';

export class FakeClock implements Clock {
  #now = 1_800_000_000_000;
  #next = 1;
  #asleep = 0;
  readonly #timers = new Map<number, { at: number; handler: () => void }>();

  now(): number {
    return this.#now + this.#asleep;
  }

  setTimeout(handler: () => void, ms: number): unknown {
    const timer = this.#next++;
    this.#timers.set(timer, { at: this.#now + ms, handler });
    return timer;
  }

  clearTimeout(timer: unknown): void {
    this.#timers.delete(timer as number);
  }

  get pending(): number {
    return this.#timers.size;
  }

  /** Time passes while no timer fires, as in a machine that sleeps or a hidden tab. */
  sleep(ms: number): void {
    this.#asleep += ms;
  }

  /** Moves time forward and runs what is due, in order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const due = [...this.#timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
      if (!due) break;
      const [timer, { at, handler }] = due;
      this.#timers.delete(timer);
      this.#now = at;
      handler();
    }
    this.#now = end;
  }
}
