/**
 * One attempt to have a link: number 0 is the first, each reconnect counts one more. It keeps what comes too early: steps
 * of the other side until there is a link to apply them to, frames until our own confirmation is made.
 */
import type { Link } from '../link/link.js';
import { parseLinkSignal } from '../link/signals.js';
import { fromUtf8, type Bytes } from '../wire/bytes.js';

/** Steps may overtake the loading of the WebRTC code; nobody needs to send more than a few dozen. */
const MAX_EARLY_STEPS = 64;

/** How the steps of an attempt travel: over the link that still works, or through the introducing server. */
export type Carrier = 'link' | 'server';

export class LinkAttempt {
  link: Link | null = null;
  /** `making` → `confirming` (it is open, and carries frames from here on) → `confirmed` (by the other side too). */
  state: 'making' | 'confirming' | 'confirmed' = 'making';
  /** Settles when everything that has arrived so far is dealt with. Never rejects. */
  received: Promise<void>;
  /** Our confirmation is made: what has arrived may be read. */
  release: () => void = () => {};
  /** The attempt that carried frames before this one. */
  before: LinkAttempt | null = null;
  #early: Bytes[] = [];

  constructor(
    readonly number: number,
    readonly carrier: Carrier,
  ) {
    this.received = new Promise((resolve) => (this.release = resolve));
  }

  adopt(link: Link): void {
    this.link = link;
    for (const step of this.#early.splice(0)) this.apply(step);
  }

  /** A step of the other side, opened. Returns false for one that does not parse. */
  apply(step: Bytes): boolean {
    if (!this.link) {
      if (this.#early.length < MAX_EARLY_STEPS) this.#early.push(step);
      return true;
    }
    const signal = parseLinkSignal(fromUtf8(step) ?? '');
    if (signal) this.link.signal(signal);
    return signal !== null;
  }

  /** Resolves when nothing that has arrived, by this link or those before, is left to be dealt with. */
  async settled(): Promise<void> {
    await this.before?.settled();
    this.before = null;
    await this.received;
  }

  close(): void {
    this.#early = [];
    this.release();
    this.link?.close();
  }
}
