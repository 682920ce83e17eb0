/** Waiting, but not for ever, until the other side has wiped. */
import type { Deadline } from './deadline.js';

export class Parting {
  #wiped: () => void = () => {};

  constructor(private readonly deadline: Deadline) {}

  /** Resolves when the other side has wiped, its link has closed, or `ms` have passed; at once where there is no link. */
  wait(connected: boolean, ms: number, sayGoodbye: () => void): Promise<void> {
    if (!connected) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wiped = resolve;
      this.deadline.set(ms, resolve);
      sayGoodbye();
    });
  }

  peerWiped(): void {
    this.#wiped();
  }
}
