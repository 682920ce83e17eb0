/**
 * Several tabs of one person: the one that talks to somebody owns that chat, and the others know that it is there. A lock
 * is the truth about it (Web Locks): the browser gives it back when its tab closes, however it closes. Tabs tell each
 * other only when to look (BroadcastChannel). Names are seen by pages of the same origin, and nothing is stored.
 */

/** Whether the chat with this person is in another tab. */
export type OnElsewhere = (peer: string, elsewhere: boolean) => void;

export class Tabs {
  readonly #channel: BroadcastChannel;
  /** Prefix of the locks of this person at this server. */
  readonly #prefix: string;
  /** What this tab owns; calling it gives it back. */
  readonly #own = new Map<string, () => void>();
  /** What other tabs own; we wait for each until it is free. */
  readonly #waiting = new Map<string, AbortController>();

  constructor(
    scope: string,
    private readonly locks: LockManager,
    private readonly onElsewhere: OnElsewhere,
  ) {
    this.#prefix = `dm-elements ${scope} `;
    this.#channel = new BroadcastChannel(this.#prefix);
    this.#channel.onmessage = () => this.#look();
    this.#look();
  }

  /** The chat with `peer` is in this tab from here on, until `free`. */
  take(peer: string): void {
    if (this.#own.has(peer)) return;
    // A tab that takes a chat over waits until the old one has let go.
    this.#waiting.get(peer)?.abort();
    this.#waiting.delete(peer);
    const held = new Promise<void>((resolve) => this.#own.set(peer, resolve));
    void this.locks.request(this.#prefix + peer, () => {
      // Given back, or closed, before it was ours.
      if (!this.#own.has(peer)) return;
      this.#channel.postMessage(null);
      return held;
    });
  }

  free(peer: string): void {
    this.#own.get(peer)?.();
    this.#own.delete(peer);
  }

  close(): void {
    this.#channel.close();
    for (const waiting of this.#waiting.values()) waiting.abort();
    for (const free of this.#own.values()) free();
    this.#waiting.clear();
    this.#own.clear();
  }

  #look(): void {
    this.locks.query().then(
      ({ held = [] }) => {
        for (const { name = '' } of held) {
          const peer = name.slice(this.#prefix.length);
          if (name.startsWith(this.#prefix) && !this.#own.has(peer) && !this.#waiting.has(peer)) this.#wait(peer);
        }
      },
      // A page that may not ask knows of no other tab.
      () => {},
    );
  }

  /** Shared, so that all the others are told at once. */
  #wait(peer: string): void {
    const waiting = new AbortController();
    this.#waiting.set(peer, waiting);
    this.onElsewhere(peer, true);
    const { signal } = waiting;
    this.locks
      .request(this.#prefix + peer, { mode: 'shared', signal }, () => {})
      .then(
        () => {
          if (!this.#waiting.delete(peer) || signal.aborted) return;
          this.onElsewhere(peer, false);
        },
        // Taken over by this very tab, or closed.
        () => {},
      );
  }
}
