/**
 * Several relays joined by Redis, with its publish and subscribe alone: a process subscribes to a channel for each person
 * who has a page there, so the number of subscribers says who is online. Nothing is stored, so nothing can be left
 * behind: a killed process loses its subscriptions with its connection, and after a restart of Redis every process
 * subscribes again by itself. One Redis (or a primary behind Sentinel); Redis Cluster counts subscribers per node.
 */
import { createClient, type RedisClientType } from 'redis';
import { isUserId, parseSignalMessage } from '../../src/signaling/parse.js';
import type { Backplane, BackplaneHandlers, Delivery } from '../relay/backplane.js';

/** How long a crash elsewhere may go unnoticed by those who watch. Milliseconds. */
const CHECK_EVERY_MS = 5_000;

export interface RedisBackplaneOptions {
  /** `redis://[user:password@]host:port` */
  readonly url: string;
  /** In front of every channel, so that several sites can share one Redis. */
  readonly prefix?: string;
  readonly checkEveryMs?: number;
  /** Told when Redis is gone (and is being tried again), without content. */
  readonly onError?: (error: Error) => void;
}

export class RedisBackplane implements Backplane {
  readonly #publisher: RedisClientType;
  readonly #subscriber: RedisClientType;
  readonly #prefix: string;
  readonly #id = crypto.randomUUID();
  readonly #joined = new Set<string>();
  readonly #watched = new Set<string>();
  #handlers: BackplaneHandlers | null = null;
  #checking: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly options: RedisBackplaneOptions) {
    // Commands that were meant for a Redis that is gone are refused, not kept: a request is for now or never.
    this.#publisher = createClient({ url: options.url, disableOfflineQueue: true });
    this.#subscriber = createClient({ url: options.url, disableOfflineQueue: true });
    this.#prefix = options.prefix ?? 'dm';
    for (const client of [this.#publisher, this.#subscriber]) {
      client.on('error', (error: Error) => this.options.onError?.(error));
      client.on('ready', () => void this.#catchUp());
    }
  }

  async start(handlers: BackplaneHandlers): Promise<void> {
    this.#handlers = handlers;
    await Promise.all([this.#publisher.connect(), this.#subscriber.connect()]);
    this.#checking = setInterval(() => void this.#check(), this.options.checkEveryMs ?? CHECK_EVERY_MS);
    this.#checking.unref();
  }

  async join(user: string): Promise<void> {
    this.#joined.add(user);
    await this.#quietly(async () => {
      await this.#subscriber.subscribe(this.#pagesOf(user), this.#onMessage);
      await this.#publisher.publish(this.#presenceOf(user), '1');
    });
  }

  async leave(user: string): Promise<void> {
    this.#joined.delete(user);
    await this.#quietly(async () => {
      await this.#subscriber.unsubscribe(this.#pagesOf(user));
      // Came back meanwhile.
      if (this.#joined.has(user)) return this.join(user);
      if (!(await this.isOnline(user))) await this.#publisher.publish(this.#presenceOf(user), '0');
    });
  }

  async deliver(user: string, { from, message }: Delivery): Promise<number> {
    const text = JSON.stringify({ by: this.#id, from, message });
    const receivers = await this.#publisher.publish(this.#pagesOf(user), text);
    return receivers - (this.#joined.has(user) ? 1 : 0);
  }

  async isOnline(user: string): Promise<boolean> {
    const [count = 0] = await this.#subscribers([user]);
    return count > (this.#joined.has(user) ? 1 : 0);
  }

  async watch(user: string): Promise<void> {
    this.#watched.add(user);
    await this.#quietly(async () => {
      await this.#subscriber.subscribe(this.#presenceOf(user), this.#onMessage);
    });
  }

  async unwatch(user: string): Promise<void> {
    this.#watched.delete(user);
    await this.#quietly(async () => {
      await this.#subscriber.unsubscribe(this.#presenceOf(user));
      if (this.#watched.has(user)) await this.watch(user);
    });
  }

  async close(): Promise<void> {
    clearInterval(this.#checking);
    this.#handlers = null;
    for (const client of [this.#publisher, this.#subscriber]) client.destroy();
  }

  /** One function for all channels: its subscription may be repeated, and still each message comes once. */
  readonly #onMessage = (text: string, channel: string): void => {
    const pages = this.#pagesOf('');
    if (channel.startsWith(pages)) this.#onDelivery(channel.slice(pages.length), text);
    else this.#onPresence(channel.slice(this.#presenceOf('').length), text);
  };

  /** Redis is there (again): whoever came while it was away is subscribed to now. */
  async #catchUp(): Promise<void> {
    const channels = [
      ...[...this.#joined].map((user) => this.#pagesOf(user)),
      ...[...this.#watched].map((user) => this.#presenceOf(user)),
    ];
    await this.#quietly(async () => {
      if (channels.length > 0 && this.#subscriber.isReady) await this.#subscriber.subscribe(channels, this.#onMessage);
    });
    if (this.#publisher.isReady) await this.#check();
  }

  #onDelivery(user: string, text: string): void {
    const { by, from, message } = parseDelivery(text);
    // This process has given it to its own pages already.
    if (by === this.#id || !isUserId(from)) return;
    const parsed = parseSignalMessage(message);
    if (parsed) this.#handlers?.delivery(user, { from, message: parsed });
  }

  #onPresence(user: string, text: string): void {
    // "Gone" from one process is only its view; the count decides.
    if (text === '1') this.#handlers?.presence(user, true);
    else void this.#check([user]);
  }

  /** What a crash or a lost message left wrong is right again after this. */
  async #check(users: readonly string[] = [...this.#watched]): Promise<void> {
    await this.#quietly(async () => {
      const counts = await this.#subscribers(users);
      for (const [index, user] of users.entries()) this.#handlers?.presence(user, (counts[index] ?? 0) > 0);
    });
  }

  async #subscribers(users: readonly string[]): Promise<number[]> {
    if (users.length === 0) return [];
    const channels = users.map((user) => this.#pagesOf(user));
    const counts = await this.#publisher.pubSubNumSub(channels);
    return channels.map((channel) => counts[channel] ?? 0);
  }

  async #quietly(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      // Redis is away. What it missed is made good when it is back.
      this.options.onError?.(error as Error);
    }
  }

  #pagesOf = (user: string): string => `${this.#prefix}:pages:${user}`;
  #presenceOf = (user: string): string => `${this.#prefix}:presence:${user}`;
}

/** What another process of ours has published, as far as it is that. */
function parseDelivery(text: string): Partial<Record<'by' | 'from' | 'message', unknown>> {
  try {
    return (JSON.parse(text) ?? {}) as Record<string, unknown>;
  } catch {
    return {};
  }
}
