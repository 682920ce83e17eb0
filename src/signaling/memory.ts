/** Everybody in one process, for tests: a hub that several adapters of one page or process meet in. */
import { DMError } from '../errors.js';
import type { SignalingAdapter, SignalMessage } from './adapter.js';
import { BaseAdapter } from './base.js';
import { isUserId, parseSignalMessage } from './parse.js';

export class MemoryHub {
  readonly #adapters = new Set<MemoryAdapter>();
  /** Sees every message before it is delivered, as a server does; what it returns is delivered instead (null: nothing). */
  intercept: (from: string, to: string, message: SignalMessage) => SignalMessage | null = (_from, _to, message) =>
    message;

  adapter(): MemoryAdapter {
    return new MemoryAdapter(this);
  }

  pagesOf(user: string): MemoryAdapter[] {
    return [...this.#adapters].filter((adapter) => adapter.self === user);
  }

  join(adapter: MemoryAdapter): void {
    this.#adapters.add(adapter);
    this.#tellPresence(adapter.self);
  }

  leave(adapter: MemoryAdapter): void {
    if (this.#adapters.delete(adapter)) this.#tellPresence(adapter.self);
  }

  deliver(sender: MemoryAdapter, to: string, message: SignalMessage): void {
    const pages = this.pagesOf(to);
    if (pages.length === 0) throw new DMError('peer-offline', 'no page of this person is open');
    const passed = this.intercept(sender.self, to, message);
    if (passed) for (const page of pages) queueMicrotask(() => page.receive(sender.self, passed));
    if (message.kind !== 'accept' && message.kind !== 'decline') return;
    for (const page of this.pagesOf(sender.self)) {
      if (page !== sender) queueMicrotask(() => page.receive(sender.self, { kind: 'taken', session: message.session }));
    }
  }

  /** As if a server had said it: for tests of what a malicious one can do. */
  inject(from: string, to: string, message: SignalMessage): void {
    for (const page of this.pagesOf(to)) page.receive(from, message);
  }

  #tellPresence(user: string): void {
    const online = this.pagesOf(user).length > 0;
    for (const adapter of this.#adapters) adapter.setPresence(user, online);
  }
}

export class MemoryAdapter extends BaseAdapter implements SignalingAdapter {
  self = '';

  constructor(private readonly hub: MemoryHub) {
    super();
  }

  async connect(self: string): Promise<void> {
    if (!isUserId(self)) throw new DMError('bad-config', 'expected a user id of 1 to 128 characters');
    if (this.state === 'online') return;
    this.self = self;
    this.setState('online');
    this.hub.join(this);
    for (const peer of this.watchers.peers) this.setPresence(peer, this.hub.pagesOf(peer).length > 0);
  }

  async send(to: string, message: SignalMessage): Promise<void> {
    if (this.state !== 'online') throw new DMError('signaling-lost', 'not connected');
    if (!isUserId(to) || !parseSignalMessage(message)) throw new DMError('bad-message', 'not a signaling message');
    this.hub.deliver(this, to, message);
  }

  watchPresence(peer: string, handler: (online: boolean) => void): () => void {
    return this.watchers.watch(
      peer,
      handler,
      () => queueMicrotask(() => this.setPresence(peer, this.hub.pagesOf(peer).length > 0)),
      () => {},
    );
  }

  async disconnect(): Promise<void> {
    if (this.state === 'offline') return;
    this.hub.leave(this);
    this.forgetEverybody();
  }

  receive(from: string, message: SignalMessage): void {
    if (this.state === 'online') this.messages.emit(from, message);
  }

  setPresence(peer: string, online: boolean): void {
    this.watchers.set(peer, online);
  }

  /** The server is gone (`offline`) or back (`online`): for tests. */
  drop(): void {
    this.hub.leave(this);
    this.setState('connecting', new DMError('signaling-lost', 'the hub went away'));
  }
  restore(): void {
    this.setState('online');
    this.hub.join(this);
  }
}
