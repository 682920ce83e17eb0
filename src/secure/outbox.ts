/**
 * What the other side may not have yet: the very frames that were sent, in order, until it says how many records it
 * has received. After a reconnect the same ciphertexts go out again; nothing is sealed twice.
 */
import { DMError } from '../errors.js';
import type { Bytes } from '../wire/bytes.js';

export class Outbox {
  #frames: Bytes[] = [];
  #acknowledged = 0;

  /** Records sent so far, over all epochs. */
  get sent(): number {
    return this.#acknowledged + this.#frames.length;
  }
  get acknowledged(): number {
    return this.#acknowledged;
  }
  /** Frames not acknowledged, oldest first. */
  get pending(): readonly Bytes[] {
    return this.#frames;
  }

  push(frame: Bytes): void {
    this.#frames.push(frame);
  }

  /** The other side has `received` records. Throws `protocol` for a number that cannot be. */
  acknowledge(received: number): void {
    if (received < this.#acknowledged || received > this.sent) {
      throw new DMError('protocol', 'the other side acknowledges what was never sent, or takes back what it had');
    }
    this.#frames.splice(0, received - this.#acknowledged);
    this.#acknowledged = received;
  }

  wipe(): void {
    for (const frame of this.#frames) frame.fill(0);
    this.#frames = [];
  }
}
