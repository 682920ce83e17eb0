/** What keeps a running session connected: it notices that the other side is gone, and says when to try another link. */
import type { Clock } from '../clock.js';
import type { Carrier } from './attempt.js';
import { Heartbeat } from './heartbeat.js';
import { Reconnector } from './reconnector.js';

/** Why a page should look after its connections now. */
export type WakeCause =
  /** It can be seen again, or is back from the back-forward cache. */
  | 'page'
  /** The machine is online again, perhaps by another network. */
  | 'network';

export class Lifeline {
  readonly #heartbeat: Heartbeat;
  readonly #reconnector: Reconnector;

  constructor(
    clock: Clock,
    private readonly handlers: {
      /** Makes another link, or asks the other side to. */
      reopen(carrier: Carrier): Promise<void>;
      /** Asks the other side for a sign of life. */
      ask(): void;
      /** It gave none: the link counts as silent. */
      silent(): void;
    },
  ) {
    this.#heartbeat = new Heartbeat(clock, handlers);
    this.#reconnector = new Reconnector(clock, () => handlers.reopen('server'));
  }

  /** A link works: the first, another, or the old one again. */
  works(): void {
    this.#reconnector.stop();
    this.#heartbeat.start();
  }

  heard(): void {
    this.#heartbeat.heard();
  }

  said(): void {
    this.#heartbeat.said();
  }

  /** The link is silent, and may heal by itself. */
  silent(): void {
    this.#heartbeat.stop();
    this.#reconnector.silent();
  }

  /** There is no link. */
  lost(): void {
    this.#heartbeat.stop();
    this.#reconnector.lost();
  }

  /** @param works a link works, as far as anybody knows */
  wake(cause: WakeCause, works: boolean): void {
    if (!works) return this.#reconnector.hurry();
    this.#heartbeat.check();
    // The old address may go away without a word: a link over the new one is made while the old one still carries us.
    if (cause === 'network') this.handlers.reopen('link').catch(() => {});
  }

  /** The session is over. */
  stop(): void {
    this.#reconnector.stop();
    this.#heartbeat.stop();
  }
}
