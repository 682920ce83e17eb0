/**
 * Which part of a transcript is in the page. At the end these are the latest rows. While the person reads further up
 * nothing above them goes away, so that what they read stays where it is; back at the end the window is small again.
 */
import type { DMMessage } from '../../src/session/types.js';

/** So many rows at the end are laid out in any case: they are in view, or have just been. */
const NEAR = 30;
/** Rows become far so many at once: a browser measures the whole list once more when it happens. */
const STEP = 40;

export interface Range {
  /** Index of the first message to draw. */
  readonly start: number;
  /** Whether the message at an index may go without a layout while it is out of view. */
  readonly isFar: (index: number) => boolean;
}

export class RowWindow {
  /** Rows beyond the usual number: asked for by the person, or come while they were away from the end. */
  #more = 0;
  #wasAtEnd = true;
  #last: string | undefined;
  /** How many messages there were until now, those included that the transcript has dropped. */
  #total = 0;
  /**
   * Places, counted likewise, of the messages that are near. They stay while the person is away from the end: browsers
   * keep what is read in place only while the style of no row changes.
   */
  #near = { from: 0, to: Infinity };

  /** The person wants `count` rows more. */
  enlarge(count: number): void {
    this.#more += count;
  }

  /** What to draw of these messages; `size` is the usual number of rows. */
  range(messages: readonly DMMessage[], size: number, atEnd: boolean): Range {
    const { length } = messages;
    const last = messages.findLastIndex(({ id }) => id === this.#last);
    const fresh = last < 0 ? 0 : length - 1 - last;
    this.#total = last < 0 ? length : this.#total + fresh;
    this.#last = messages.at(-1)?.id;
    if (atEnd) this.#near = { from: Math.floor((this.#total - NEAR) / STEP) * STEP, to: Infinity };
    else if (this.#wasAtEnd) this.#near.to = this.#total - fresh;
    if (!atEnd) this.#more += fresh;
    else if (!this.#wasAtEnd) this.#more = 0;
    this.#wasAtEnd = atEnd;
    const dropped = this.#total - length;
    const { from, to } = this.#near;
    return {
      start: Math.max(0, length - size - this.#more),
      isFar: (index) => index + dropped < from || index + dropped >= to,
    };
  }
}
