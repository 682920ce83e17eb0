/** A set of handlers. Every adapter has three of them. */
export class Listeners<Args extends readonly unknown[]> {
  readonly #handlers = new Set<(...args: Args) => void>();

  add(handler: (...args: Args) => void): () => void {
    this.#handlers.add(handler);
    return () => this.#handlers.delete(handler);
  }

  emit(...args: Args): void {
    for (const handler of [...this.#handlers]) handler(...args);
  }

  clear(): void {
    this.#handlers.clear();
  }

  get size(): number {
    return this.#handlers.size;
  }
}

/** Who is watched by whom, for adapters that are told about presence. */
export class PresenceWatchers {
  readonly #watched = new Map<
    string,
    { online: boolean | undefined; readonly handlers: Set<(online: boolean) => void> }
  >();

  /** Returns the unwatch; `first` and `last` say when the server has to be asked, and when it can forget. */
  watch(peer: string, handler: (online: boolean) => void, first: () => void, last: () => void): () => void {
    const entry = this.#watched.get(peer) ?? { online: undefined, handlers: new Set() };
    const isFirst = entry.handlers.size === 0;
    this.#watched.set(peer, entry);
    entry.handlers.add(handler);
    if (isFirst) first();
    else if (entry.online !== undefined) queueMicrotask(() => handler(entry.online === true));
    return () => {
      if (!entry.handlers.delete(handler) || entry.handlers.size > 0) return;
      this.#watched.delete(peer);
      last();
    };
  }

  set(peer: string, online: boolean): void {
    const entry = this.#watched.get(peer);
    if (!entry || entry.online === online) return;
    entry.online = online;
    for (const handler of [...entry.handlers]) handler(online);
  }

  /** Everybody counts as away: we cannot know. */
  forget(): void {
    for (const peer of this.peers) this.set(peer, false);
  }

  get peers(): string[] {
    return [...this.#watched.keys()];
  }

  clear(): void {
    this.#watched.clear();
  }
}
