/**
 * Says what has arrived. After a pause at once, then once in a while for everything that came meanwhile: a receipt is
 * sealed like a text, and one for each text would make every conversation cost twice as much.
 */
import type { Clock } from '../clock.js';

/** Nobody sees that a tick comes so much later. */
export const RECEIPT_INTERVAL_MS = 40;

export class Receipts {
  /** The newest that was not confirmed yet. */
  #arrived: string | null = null;
  /** Runs since the last receipt; `undefined` after a pause. */
  #timer: unknown;

  /** @param confirm tells the other side that everything up to the message of this id has arrived */
  constructor(
    private readonly clock: Clock,
    private readonly confirm: (id: string) => void,
  ) {}

  arrived(id: string): void {
    this.#arrived = id;
    if (this.#timer === undefined) this.#confirm();
  }

  wipe(): void {
    this.#arrived = null;
    this.clock.clearTimeout(this.#timer);
  }

  #confirm(): void {
    const id = this.#arrived;
    this.#arrived = null;
    this.#timer = id === null ? undefined : this.clock.setTimeout(() => this.#confirm(), RECEIPT_INTERVAL_MS);
    if (id !== null) this.confirm(id);
  }
}
