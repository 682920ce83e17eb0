/**
 * How much of a file may be on its way: as much as keeps the line busy, and not more, for a message that is sent
 * meanwhile waits behind it. Found by delay, as LEDBAT does (RFC 6817): the time from saying that there is room until the
 * first chunk comes that had waited for it, compared with the shortest such time.
 */

/** Chunks: 512 KiB; */
const MIN = 8;
/** what a transfer begins with, 1 MiB; */
export const START_WINDOW = 16;
/** and 8 MiB, what 100 ms of delay need at 80 MB/s. */
export const MAX_WINDOW = 128;
/** What may wait in front of a chunk beyond the shortest time. Milliseconds. */
const TARGET_MS = 30;
/** Room is told of in quarters, but not for less than so many chunks, for each time is a message; and in halves at least. */
const LEAST_STEP = 8;
const GROWTH = 1.5;
/** At most, for one late chunk may be an accident. */
const SHRINKING = 0.5;

export class CreditWindow {
  #size = START_WINDOW;
  #shortest = Infinity;
  /** The first chunk that waits for what was granted last, and since when. One at a time: what came of it is seen a round trip later. */
  #watched: { readonly index: number; readonly since: number } | null = null;

  /** @param now milliseconds */
  constructor(private readonly now: () => number) {}

  /** In chunks. */
  get size(): number {
    return this.#size;
  }

  /** So many chunks of room are worth a message. */
  get step(): number {
    return Math.min(this.#size / 2, Math.max(LEAST_STEP, this.#size / 4));
  }

  /** There is room from `index` on, and that was said. */
  granted(index: number): void {
    this.#watched ??= { index, since: this.now() };
  }

  arrived(index: number): void {
    if (!this.#watched || index < this.#watched.index) return;
    const delay = this.now() - this.#watched.since;
    this.#watched = null;
    // The clock of the computer was set back.
    if (delay < 0) return;
    this.#shortest = Math.min(this.#shortest, delay);
    const wanted = this.#shortest + TARGET_MS;
    if (delay > wanted) this.#size = Math.max(MIN, Math.floor(this.#size * Math.max(SHRINKING, wanted / delay)));
    else if (delay < wanted - TARGET_MS / 2) this.#size = Math.min(MAX_WINDOW, Math.ceil(this.#size * GROWTH));
  }

  /** What was watched will not come: the link is gone, or it is paused. */
  forget(): void {
    this.#watched = null;
  }
}
