/**
 * The relay on Cloudflare's Durable Objects: one small object for each person, which holds the sockets of that person's
 * pages, sleeps while nobody speaks (WebSocket hibernation: it costs nothing then), and calls the objects of others. The
 * rules are those of every relay (server/relay); this is sockets, time, and what outlives sleep.
 */
import { Server, type Connection, type ConnectionContext, type WSMessage } from 'partyserver';
import { roomOf } from '../../src/signaling/party.js';
import type { Delivery } from '../relay/backplane.js';
import type { RelayLimits } from '../relay/limits.js';
import { Relay, type RelayLogEntry, type RelayOptions, type RelaySocket } from '../relay/relay.js';
import { Mailboxes, type MailboxCalls } from './mailboxes.js';
import { Pages } from './pages.js';
import { Watchers } from './watchers.js';

/** A page pings every 25 s, and a hidden one at least once a minute. Milliseconds. */
const SILENT_MS = 100_000;
/** An object may forget its buckets when it sleeps, ten seconds at the earliest: so none may fill faster than it refills. */
export const MAILBOX_LIMITS: Partial<RelayLimits> = { requestsPerPair: { burst: 2, perSecond: 0.2 } };

/** For a class of your own: `class Mailbox extends DMMailbox<Env> { … }`, bound as a Durable Object. */
export abstract class DMMailbox<Env extends Cloudflare.Env = Cloudflare.Env>
  extends Server<Env>
  implements MailboxCalls
{
  static override options = { hibernate: true };

  #pages = new Pages(this.ctx.storage);
  #watchers = new Watchers(this.ctx.storage);
  #mailboxes = new Mailboxes((user) => this.#find(user), this.#watchers);
  #sockets = new WeakMap<Connection, RelaySocket>();
  /** Objects with a timer do not sleep, so these are stopped when the hello has come. */
  #greetings = new WeakMap<RelaySocket, ReturnType<typeof setTimeout>>();
  #relay = new Relay({
    authenticate: async (hello) => {
      const identity = await this.authenticate(hello);
      // This is the mailbox of one person: a good token of another opens nothing here.
      return identity && (await roomOf(identity.id)) === this.name ? identity : null;
    },
    authorize: (from, to, kind) => this.authorize(from, to, kind),
    backplane: this.#mailboxes,
    limits: { ...MAILBOX_LIMITS, ...this.limits() },
    log: (entry) => this.log(entry),
  });

  /** Who is this? `null`: nobody we let in. */
  protected abstract authenticate(
    hello: Parameters<RelayOptions['authenticate']>[0],
  ): ReturnType<RelayOptions['authenticate']>;

  /** The namespace that these objects are bound to. */
  protected abstract mailboxes(): DurableObjectNamespace<DMMailbox<Env>>;

  /** May they? Block lists go here. */
  protected authorize(..._: Parameters<NonNullable<RelayOptions['authorize']>>): Promise<boolean> | boolean {
    return true;
  }

  protected limits(): Partial<RelayLimits> {
    return {};
  }

  /** Who and what kind, never content. */
  protected log(_: RelayLogEntry): void {}

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    // Not in `onStart`, which calls of other objects would not wait for.
    void ctx.blockConcurrencyWhile(() => this.#wake());
  }

  async #wake(): Promise<void> {
    // Answered without waking the object.
    this.ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair('{"t":"ping"}', '{"t":"pong"}'));
    await Promise.all([this.#pages.load(), this.#watchers.load(), this.#relay.start()]);
    const connections = [...this.getConnections()];
    for (const connection of connections) this.#resume(connection);
    const gone = this.#pages.ids.filter((id) => !connections.some((connection) => connection.id === id));
    // The whole object was away: its sockets went without a word.
    for (const id of gone) this.ctx.waitUntil(this.#forget(id));
  }

  override onConnect(connection: Connection, { request }: ConnectionContext): void {
    const address = request.headers.get('cf-connecting-ip') ?? 'unknown';
    const socket = this.#socketOf(connection, address);
    this.#greetings.set(
      socket,
      setTimeout(() => this.#relay.greetingDue(socket), this.#relay.limits.helloMs),
    );
    this.#relay.connect(socket);
  }

  override async onMessage(connection: Connection, message: WSMessage): Promise<void> {
    const socket = this.#sockets.get(connection);
    if (socket) await this.#relay.receive(socket, typeof message === 'string' ? message : null);
  }

  override async onClose(connection: Connection): Promise<void> {
    await this.#left(connection);
  }

  override async onError(connection: Connection): Promise<void> {
    await this.#left(connection);
  }

  override async onAlarm(): Promise<void> {
    this.#relay.expire(Date.now());
    await this.#setAlarm();
  }

  async deliver(user: string, delivery: Delivery): Promise<boolean> {
    this.#closeSilent();
    this.#mailboxes.handlers?.delivery(user, delivery);
    return this.#isOnline();
  }

  async isOnline(_user: string): Promise<boolean> {
    this.#closeSilent();
    return this.#isOnline();
  }

  async watchedBy(watcher: string): Promise<void> {
    await this.#watchers.add(watcher);
  }

  async unwatchedBy(watcher: string): Promise<void> {
    await this.#watchers.delete(watcher);
    await this.#tidy();
  }

  async presence(peer: string, online: boolean): Promise<boolean> {
    this.#mailboxes.handlers?.presence(peer, online);
    return this.#relay.isWatched(peer);
  }

  #isOnline(): boolean {
    // Whoever asks for a name that nobody has leaves nothing behind.
    if (this.#relay.users === 0) this.ctx.waitUntil(this.#tidy());
    return this.#relay.users > 0;
  }

  async #find(user: string): Promise<MailboxCalls> {
    const namespace = this.mailboxes();
    return namespace.get(namespace.idFromName(await roomOf(user)));
  }

  #resume(connection: Connection): void {
    const page = this.#pages.get(connection.id);
    if (!page) return connection.close(1012, 'restarted');
    this.#mailboxes.resume(page.identity.id);
    this.#relay.resume(this.#socketOf(connection, page.address), page);
  }

  #socketOf(connection: Connection, address: string): RelaySocket {
    const socket: RelaySocket = {
      address,
      // The runtime does not tell; it ends connections that take too much by itself.
      buffered: 0,
      send: (text) => connection.send(text),
      close: (code, reason) => connection.close(code, reason),
      remember: (kept) => {
        const greeting = this.#greetings.get(socket);
        if (greeting !== undefined) clearTimeout(greeting);
        this.ctx.waitUntil(this.#keep(connection.id, { ...kept, address }));
      },
    };
    this.#sockets.set(connection, socket);
    return socket;
  }

  async #keep(id: string, page: Parameters<Pages['put']>[1]): Promise<void> {
    await this.#pages.put(id, page);
    await this.#setAlarm();
  }

  async #left(connection: Connection): Promise<void> {
    const socket = this.#sockets.get(connection);
    if (socket) this.#relay.disconnect(socket);
    await this.#forget(connection.id);
  }

  async #forget(id: string): Promise<void> {
    const page = this.#pages.get(id);
    await this.#pages.delete(id);
    if (page && this.#relay.users === 0) await this.#mailboxes.leave(page.identity.id);
    await this.#tidy();
  }

  /** Nobody here, and nobody who waits: nothing stays in the storage. */
  async #tidy(): Promise<void> {
    if (this.#pages.ids.length > 0 || this.#watchers.all.length > 0 || this.#relay.connections > 0) return;
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
  }

  /** A page whose network went without a word answers no ping, and must not count as somebody who is there. */
  #closeSilent(): void {
    const now = Date.now();
    for (const connection of this.getConnections()) {
      const socket = this.#sockets.get(connection);
      const heard = this.ctx.getWebSocketAutoResponseTimestamp(connection)?.getTime();
      if (socket && heard !== undefined && now - heard > SILENT_MS) {
        connection.close(1001, 'silent');
        this.#relay.disconnect(socket);
      }
    }
  }

  async #setAlarm(): Promise<void> {
    const next = this.#pages.nextExpiry;
    if (next !== Infinity) await this.ctx.storage.setAlarm(next);
  }
}
