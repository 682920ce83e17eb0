/** The open pages of a mailbox's person: what the relay must know of each again when the object wakes up. */
import type { KeptVisitor } from '../relay/relay.js';

const PREFIX = 'page:';

export interface KeptPage extends KeptVisitor {
  readonly address: string;
}

export class Pages {
  #kept = new Map<string, KeptPage>();

  constructor(private readonly storage: DurableObjectStorage) {}

  async load(): Promise<void> {
    const stored = await this.storage.list<KeptPage>({ prefix: PREFIX });
    this.#kept = new Map([...stored].map(([key, page]) => [key.slice(PREFIX.length), page]));
  }

  get(id: string): KeptPage | undefined {
    return this.#kept.get(id);
  }

  get ids(): readonly string[] {
    return [...this.#kept.keys()];
  }

  async put(id: string, page: KeptPage): Promise<void> {
    this.#kept.set(id, page);
    await this.storage.put(PREFIX + id, page);
  }

  async delete(id: string): Promise<void> {
    if (this.#kept.delete(id)) await this.storage.delete(PREFIX + id);
  }

  /** When the next token expires, in milliseconds since the epoch. */
  get nextExpiry(): number {
    return Math.min(...[...this.#kept.values()].map(({ identity }) => identity.expiresAt ?? Infinity));
  }
}
