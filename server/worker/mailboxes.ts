/** The mailboxes of other people, seen from one: what joins them to one relay (`Backplane`). */
import type { Backplane, BackplaneHandlers, Delivery } from '../relay/backplane.js';
import type { Watchers } from './watchers.js';

/** What one mailbox may ask of another. `user` is whose mailbox it is. */
export interface MailboxCalls {
  /** Resolves with whether a page of theirs got it. */
  deliver(user: string, delivery: Delivery): Promise<boolean>;
  isOnline(user: string): Promise<boolean>;
  watchedBy(watcher: string): Promise<void>;
  unwatchedBy(watcher: string): Promise<void>;
  /** `peer` has come or gone. Resolves with whether anybody here still wants to know. */
  presence(peer: string, online: boolean): Promise<boolean>;
}

export class Mailboxes implements Backplane {
  #handlers: BackplaneHandlers | null = null;
  /** Whose mailbox this is; known since the first page said who it is. */
  #self = '';

  constructor(
    private readonly find: (user: string) => Promise<MailboxCalls>,
    private readonly watchers: Watchers,
  ) {}

  async start(handlers: BackplaneHandlers): Promise<void> {
    this.#handlers = handlers;
  }

  async join(user: string): Promise<void> {
    this.#self = user;
    await this.#tell(true);
  }

  async leave(user: string): Promise<void> {
    this.#self = user;
    await this.#tell(false);
  }

  /** After waking up: nobody has to be told. */
  resume(user: string): void {
    this.#self = user;
  }

  async deliver(user: string, delivery: Delivery): Promise<number> {
    if (user === this.#self) return 0;
    return (await (await this.find(user)).deliver(user, delivery)) ? 1 : 0;
  }

  async isOnline(user: string): Promise<boolean> {
    return user !== this.#self && (await this.find(user)).isOnline(user);
  }

  async watch(user: string): Promise<void> {
    if (user !== this.#self) await quietly(async () => (await this.find(user)).watchedBy(this.#self));
  }

  async unwatch(user: string): Promise<void> {
    if (user !== this.#self) await quietly(async () => (await this.find(user)).unwatchedBy(this.#self));
  }

  async close(): Promise<void> {}

  /** What other mailboxes have for the pages here. */
  get handlers(): BackplaneHandlers | null {
    return this.#handlers;
  }

  async #tell(online: boolean): Promise<void> {
    const self = this.#self;
    await Promise.all(
      this.watchers.all.map((watcher) =>
        quietly(async () => {
          // A watcher whose object went away without a word is found here.
          if (!(await (await this.find(watcher)).presence(self, online))) await this.watchers.delete(watcher);
        }),
      ),
    );
  }
}

/** Whoever cannot be reached now asks again when they come back. */
async function quietly(call: () => Promise<void>): Promise<void> {
  try {
    await call();
  } catch {
    // Nothing to do, and nobody to tell.
  }
}
