/** Who wants to know whether the person of this mailbox is there. Kept over hibernation; bounded. */
const PREFIX = 'watcher:';
/** Beyond this, who asks is told once and not again: a notice to each costs a call to each. */
const MAX_WATCHERS = 1_000;

export class Watchers {
  readonly #users = new Set<string>();

  constructor(private readonly storage: DurableObjectStorage) {}

  async load(): Promise<void> {
    for (const key of (await this.storage.list({ prefix: PREFIX })).keys()) this.#users.add(key.slice(PREFIX.length));
  }

  async add(user: string): Promise<void> {
    if (this.#users.has(user) || this.#users.size >= MAX_WATCHERS) return;
    this.#users.add(user);
    await this.storage.put(PREFIX + user, 1);
  }

  async delete(user: string): Promise<void> {
    if (this.#users.delete(user)) await this.storage.delete(PREFIX + user);
  }

  get all(): readonly string[] {
    return [...this.#users];
  }
}
