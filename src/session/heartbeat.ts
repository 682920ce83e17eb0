/**
 * Whether the other side is still there, asked for when nothing has come from it for a while. The browser notices a dead
 * network by itself; this also notices a page that has stopped, and looks at once when there is a reason to.
 *
 * Time stamps decide, never the number of ticks: in a hidden tab timers come late, and in a sleeping machine not at all.
 * A tick that comes late says nothing about the other side, so it asks once more.
 */
import type { Clock } from '../clock.js';

/** After this long without a word the other side is asked. Milliseconds. */
export const QUIET_MS = 15_000;
/** Also after this long, when we have said something that is confirmed as soon as it arrives. Milliseconds. */
export const UNCONFIRMED_MS = 3_000;
/** It has this long to answer. Milliseconds. */
export const ANSWER_MS = 8_000;
/** A timer that is later than this was held back: this page, not the other side, was asleep. Milliseconds. */
export const LATE_MS = 2_000;

export class Heartbeat {
  #timer: unknown;
  /** When the timer should fire. */
  #due = 0;
  #heardAt = 0;
  #asked = false;
  /** When we said something that nothing has followed since. */
  #saidAt: number | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly handlers: {
      /** Asks the other side for a sign of life. */
      ask(): void;
      /** It gave none. */
      silent(): void;
    },
  ) {}

  /** A link works. */
  start(): void {
    this.heard();
    this.#schedule(QUIET_MS);
  }

  stop(): void {
    this.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Something authenticated has come from the other side. */
  heard(): void {
    this.#heardAt = this.clock.now();
    this.#asked = false;
    this.#saidAt = null;
  }

  /** Something has left that is confirmed where it arrives. */
  said(): void {
    if (this.#timer === undefined || this.#asked || this.#saidAt !== null) return;
    this.#saidAt = this.clock.now();
    // A tick that is due before looks when there is to be another: not every message of a thousand sets a timer.
    if (this.#due > this.#saidAt + UNCONFIRMED_MS) this.#schedule(UNCONFIRMED_MS);
  }

  /** Asks now, if it runs: the page has come back, or the network has changed. */
  check(): void {
    if (this.#timer !== undefined) this.#ask();
  }

  #ask(): void {
    this.#asked = true;
    this.handlers.ask();
    this.#schedule(ANSWER_MS);
  }

  #tick(): void {
    const now = this.clock.now();
    const late = now - this.#due > LATE_MS;
    if (!this.#asked) {
      const ask = Math.min(this.#heardAt + QUIET_MS, (this.#saidAt ?? Infinity) + UNCONFIRMED_MS);
      if (now >= ask) this.#ask();
      else this.#schedule(ask - now);
    } else if (late) {
      // What they have answered may still wait behind this very timer.
      this.#ask();
    } else {
      this.stop();
      this.handlers.silent();
    }
  }

  #schedule(ms: number): void {
    this.clock.clearTimeout(this.#timer);
    this.#due = this.clock.now() + ms;
    this.#timer = this.clock.setTimeout(() => this.#tick(), ms);
  }
}
