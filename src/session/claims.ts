/**
 * Who still looks at a session. Elements come and go (frameworks mount twice, nodes move in the DOM), the
 * conversation must not: only when the last claim has been gone for `linger` is the session let go.
 */
import type { Clock } from '../clock.js';

export class Claims {
  #count = 0;
  #timer: unknown;

  constructor(
    private readonly clock: Clock,
    /** Milliseconds between the last release and `onAbandoned`. */
    private readonly lingerMs: number,
    private readonly onAbandoned: () => void,
  ) {}

  /** Holds on; the returned function lets go (once: further calls do nothing). */
  claim(): () => void {
    this.#count++;
    this.clear();
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#count--;
      if (this.#count === 0) this.#timer = this.clock.setTimeout(this.onAbandoned, this.lingerMs);
    };
  }

  clear(): void {
    this.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
