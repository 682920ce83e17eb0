/**
 * The relay's rules, without any I/O: who is here, who may say what to whom, and what is refused. It moves opaque
 * strings between named people and keeps nothing. A host (server/node) brings sockets, time and a log.
 *
 * The log says who did what kind of thing, never what was in it.
 */
import type { DMErrorCode } from '../../src/errors.js';
import type { SignalMessage } from '../../src/signaling/adapter.js';
import {
  CLOSE,
  MAX_RELAY_MESSAGE_LENGTH,
  parseClientMessage,
  RELAY_VERSION,
  writeSignal,
  type ClientMessage,
  type ServerMessage,
} from '../../src/signaling/relay-protocol.js';
import { noBackplane, type Backplane } from './backplane.js';
import { Buckets, DEFAULT_LIMITS, PendingRequests, type RelayLimits } from './limits.js';

/** One socket, as the host gives it. */
export interface RelaySocket {
  /** Network address, for limits and nothing else. */
  readonly address: string;
  /** Bytes that the other end has not read yet. */
  readonly buffered: number;
  send(text: string): void;
  /** Sends what nobody waits for, at the latest within some milliseconds, with whatever else leaves before. Default: `send`. */
  sendSoon?(text: string): void;
  close(code: number, reason: string): void;
  /** Told what has to be kept where a host may lose its memory and give the socket back by `resume`. */
  remember?(kept: KeptVisitor): void;
}

export interface KeptVisitor {
  readonly identity: Identity;
  readonly watches: readonly string[];
}

export interface Identity {
  readonly id: string;
  /** A name that the server vouches for; it replaces the one a page gives. */
  readonly name?: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt?: number;
}

export interface RelayOptions {
  /** Who is this? `null`: nobody we let in. */
  readonly authenticate: (hello: {
    readonly id: string;
    readonly token?: string;
  }) => Promise<Identity | null> | Identity | null;
  /** May they? Block lists go here. */
  readonly authorize?: (from: string, to: string, kind: SignalMessage['kind'] | 'watch') => Promise<boolean> | boolean;
  /** Joins the relays of several processes. Default: this one alone. */
  readonly backplane?: Backplane;
  readonly limits?: Partial<RelayLimits>;
  readonly log?: (entry: RelayLogEntry) => void;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** One line of the log: who and what kind, never content. */
export interface RelayLogEntry {
  readonly event: 'connected' | 'resumed' | 'disconnected' | 'refused' | 'signal' | 'bad-message';
  readonly user?: string;
  readonly to?: string;
  readonly kind?: SignalMessage['kind'];
  readonly code?: DMErrorCode | 'ok';
}

interface Visitor {
  readonly socket: RelaySocket;
  /** `greeting` while the token is being checked. */
  state: 'silent' | 'greeting' | 'here' | 'gone';
  identity: Identity | null;
  mistakes: number;
  readonly watches: Set<string>;
  /** Messages are handled one after the other, in the order they came. */
  queue: Promise<void>;
}

export class Relay {
  readonly #options: RelayOptions;
  readonly #limits: RelayLimits;
  readonly #backplane: Backplane;
  readonly #visitors = new Map<RelaySocket, Visitor>();
  readonly #users = new Map<string, Set<Visitor>>();
  readonly #watchers = new Map<string, Set<Visitor>>();
  readonly #addresses = new Map<string, number>();
  readonly #messageBuckets: Buckets;
  readonly #addressBuckets: Buckets;
  readonly #connectBuckets: Buckets;
  readonly #requestBuckets: Buckets;
  readonly #floodBuckets: Buckets<RelaySocket>;
  readonly #pending: PendingRequests;
  /** Since the start, by kind and outcome. */
  readonly counters = new Map<string, number>();

  constructor(options: RelayOptions) {
    this.#options = options;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#backplane = options.backplane ?? noBackplane;
    const now = options.now ?? Date.now;
    this.#messageBuckets = new Buckets(this.#limits.messages, now);
    this.#addressBuckets = new Buckets(this.#limits.messagesPerAddress, now);
    this.#connectBuckets = new Buckets(this.#limits.connectsPerAddress, now);
    this.#requestBuckets = new Buckets(this.#limits.requestsPerPair, now);
    this.#floodBuckets = new Buckets(this.#limits.flood, now);
    this.#pending = new PendingRequests(this.#limits, now);
  }

  /** Joins the other processes, if there are any. Rejects when they cannot be reached. */
  start(): Promise<void> {
    return this.#backplane.start({
      delivery: (user, { from, message }) => this.#sayTo(user, from, message),
      presence: (user, online) => this.#tellWatchers(user, online || this.#users.has(user)),
    });
  }

  get limits(): RelayLimits {
    return this.#limits;
  }
  /** Whether somebody here watches `user`. */
  isWatched(user: string): boolean {
    return this.#watchers.has(user);
  }
  get connections(): number {
    return this.#visitors.size;
  }
  get users(): number {
    return this.#users.size;
  }

  /** A socket that was here before this object was made: nobody is told, it never left. */
  resume(socket: RelaySocket, { identity, watches }: KeptVisitor): void {
    const visitor = this.#enter(socket);
    visitor.state = 'here';
    visitor.identity = identity;
    this.#users.set(identity.id, (this.#users.get(identity.id) ?? new Set()).add(visitor));
    for (const peer of watches) {
      visitor.watches.add(peer);
      this.#watchers.set(peer, (this.#watchers.get(peer) ?? new Set()).add(visitor));
    }
    this.#log({ event: 'resumed', user: identity.id });
  }

  /** A socket has opened. The host calls `greetingDue` after `limits.helloMs`. */
  connect(socket: RelaySocket): void {
    const visitor = this.#enter(socket);
    const count = this.#addresses.get(socket.address) ?? 0;
    if (count > this.#limits.socketsPerAddress) this.#refuse(visitor, 'rate-limited', CLOSE.tooManySockets);
    // They may come back later: it is the pace that is too fast, not their number.
    else if (!this.#connectBuckets.take(socket.address)) this.#refuse(visitor, 'rate-limited', CLOSE.rateLimited);
  }

  greetingDue(socket: RelaySocket): void {
    const visitor = this.#visitors.get(socket);
    if (visitor?.state === 'silent') this.#refuse(visitor, 'timed-out', CLOSE.helloTimeout);
  }

  /** One message of a socket; `null` for one that was not text. Resolves when it has been dealt with. */
  receive(socket: RelaySocket, text: string | null): Promise<void> {
    const visitor = this.#visitors.get(socket);
    if (!visitor) return Promise.resolve();
    if (text !== null && text.length > MAX_RELAY_MESSAGE_LENGTH) {
      this.#refuse(visitor, 'too-large', CLOSE.tooLarge);
      return Promise.resolve();
    }
    if (!this.#floodBuckets.take(socket)) {
      this.#refuse(visitor, 'rate-limited', CLOSE.rateLimited);
      return Promise.resolve();
    }
    const message = text === null ? null : parseClientMessage(text);
    visitor.queue = visitor.queue.then(() => (message ? this.#handle(visitor, message) : this.#mistake(visitor)));
    return visitor.queue;
  }

  disconnect(socket: RelaySocket): void {
    const visitor = this.#visitors.get(socket);
    if (!visitor) return;
    this.#visitors.delete(socket);
    this.#floodBuckets.forget(socket);
    const count = (this.#addresses.get(socket.address) ?? 1) - 1;
    if (count > 0) this.#addresses.set(socket.address, count);
    else this.#addresses.delete(socket.address);
    for (const peer of visitor.watches) this.#forgetWatch(visitor, peer);
    const { identity } = visitor;
    const wasHere = visitor.state === 'here';
    visitor.state = 'gone';
    if (!wasHere || !identity) return;
    this.#log({ event: 'disconnected', user: identity.id });
    const pages = this.#users.get(identity.id);
    pages?.delete(visitor);
    if (pages?.size) return;
    this.#users.delete(identity.id);
    this.#pending.forget(identity.id);
    void this.#gone(identity.id);
  }

  /** Closes sockets whose token has expired. The host calls it now and then. */
  expire(now: number): void {
    for (const visitor of [...this.#visitors.values()]) {
      if ((visitor.identity?.expiresAt ?? Infinity) <= now) this.#close(visitor, CLOSE.expired, 'token expired');
    }
  }

  #enter(socket: RelaySocket): Visitor {
    const visitor: Visitor = {
      socket,
      state: 'silent',
      identity: null,
      mistakes: 0,
      watches: new Set(),
      queue: Promise.resolve(),
    };
    this.#visitors.set(socket, visitor);
    this.#addresses.set(socket.address, (this.#addresses.get(socket.address) ?? 0) + 1);
    return visitor;
  }

  #remember({ socket, identity, watches }: Visitor): void {
    if (identity) socket.remember?.({ identity, watches: [...watches] });
  }

  async #handle(visitor: Visitor, message: ClientMessage): Promise<void> {
    if (visitor.state === 'gone') return;
    if (message.t === 'hello')
      return visitor.state === 'silent' ? this.#greet(visitor, message) : this.#mistake(visitor);
    if (visitor.state !== 'here' || !visitor.identity) return this.#mistake(visitor);
    switch (message.t) {
      case 'send': {
        const code = await this.#pass(visitor, visitor.identity, message.to, message.m);
        this.#log({ event: 'signal', user: visitor.identity.id, to: message.to, kind: message.m.kind, code });
        return this.#answer(visitor, message.n, code);
      }
      case 'watch':
        return this.#watch(visitor, visitor.identity, message.peer);
      case 'unwatch':
        this.#forgetWatch(visitor, message.peer);
        return this.#remember(visitor);
      case 'ping':
        return this.#say(visitor, { t: 'pong' });
    }
  }

  async #greet(visitor: Visitor, hello: ClientMessage & { t: 'hello' }): Promise<void> {
    if (hello.v !== RELAY_VERSION) return this.#refuse(visitor, 'bad-message', CLOSE.badMessage);
    visitor.state = 'greeting';
    const { id, token } = hello;
    const identity = await this.#authenticate({ id, ...(token !== undefined && { token }) });
    if (this.#visitors.get(visitor.socket) !== visitor) return;
    if (!identity) return this.#refuse(visitor, 'unauthorized', CLOSE.unauthorized);
    const pages = this.#users.get(identity.id) ?? new Set();
    if (pages.size >= this.#limits.socketsPerUser) return this.#refuse(visitor, 'rate-limited', CLOSE.tooManySockets);
    visitor.state = 'here';
    visitor.identity = identity;
    this.#users.set(identity.id, pages.add(visitor));
    this.#remember(visitor);
    this.#log({ event: 'connected', user: identity.id });
    if (pages.size === 1) {
      await this.#backplane.join(identity.id);
      this.#tellWatchers(identity.id, true);
    }
    this.#say(visitor, { t: 'welcome', id: identity.id });
  }

  async #authenticate(hello: { id: string; token?: string }): Promise<Identity | null> {
    try {
      return await this.#options.authenticate(hello);
    } catch {
      // A checker that fails lets nobody in.
      return null;
    }
  }

  async #pass(visitor: Visitor, from: Identity, to: string, message: SignalMessage): Promise<DMErrorCode | 'ok'> {
    if (message.kind === 'taken') return 'bad-message';
    if (!this.#mayTalk(visitor, from.id)) return 'rate-limited';
    // Only requests are rare by nature; an answer must never be refused for what was asked before.
    if (message.kind === 'request' && !this.#mayAsk(from.id, to, message.session)) return 'rate-limited';
    if (message.kind === 'cancel' || message.kind === 'end') this.#pending.settle(from.id, message.session);
    if (this.#options.authorize && !(await this.#authorized(from.id, to, message.kind))) return 'forbidden';
    const vouched = message.kind === 'request' && from.name ? { ...message, name: from.name } : message;
    const here = this.#users.has(to);
    this.#sayTo(to, from.id, vouched);
    const elsewhere = this.#backplane === noBackplane ? 0 : await this.#deliver(to, from.id, vouched);
    if (!here && elsewhere === null) return 'signaling-lost';
    if (!here && elsewhere === 0) return 'peer-offline';
    if (message.kind === 'request') this.#pending.add(from.id, message.session);
    if (message.kind === 'accept' || message.kind === 'decline') this.#silenceOthers(visitor, from.id, message.session);
    return 'ok';
  }

  #mayTalk(visitor: Visitor, user: string): boolean {
    return this.#messageBuckets.take(user) && this.#addressBuckets.take(visitor.socket.address);
  }

  #mayAsk(from: string, to: string, session: string): boolean {
    return this.#pending.hasRoom(from, session) && this.#requestBuckets.take(JSON.stringify([from, to]));
  }

  /** In how many other processes it arrived; `null` where that cannot be known. */
  async #deliver(user: string, from: string, message: SignalMessage): Promise<number | null> {
    try {
      return await this.#backplane.deliver(user, { from, message });
    } catch {
      return null;
    }
  }

  #sayTo(user: string, from: string, m: SignalMessage): void {
    if (m.kind === 'accept' || m.kind === 'decline') this.#pending.settle(user, m.session);
    const pages = this.#users.get(user);
    if (!pages) return;
    const text = writeSignal(from, m);
    for (const page of [...pages]) this.#sayText(page, text);
  }

  /** The last page here is closed; there may be one elsewhere. */
  async #gone(user: string): Promise<void> {
    await this.#backplane.leave(user);
    if (!this.#users.has(user)) this.#tellWatchers(user, await this.#isElsewhere(user));
  }

  async #isElsewhere(user: string): Promise<boolean> {
    try {
      return await this.#backplane.isOnline(user);
    } catch {
      return false;
    }
  }

  /** One page of this user has answered: the others stop ringing. */
  #silenceOthers(visitor: Visitor, user: string, session: string): void {
    for (const page of this.#users.get(user) ?? []) {
      if (page !== visitor) this.#say(page, { t: 'signal', from: user, m: { kind: 'taken', session } });
    }
    void this.#deliver(user, user, { kind: 'taken', session });
  }

  async #watch(visitor: Visitor, from: Identity, peer: string): Promise<void> {
    if (visitor.watches.size >= this.#limits.watchesPerSocket || !this.#mayTalk(visitor, from.id)) {
      return this.#say(visitor, { t: 'error', code: 'rate-limited' });
    }
    // Whom one may not reach looks the same as somebody who is away.
    if (!(await this.#authorized(from.id, peer, 'watch')))
      return this.#say(visitor, { t: 'presence', peer, online: false });
    if (visitor.state !== 'here') return;
    visitor.watches.add(peer);
    this.#remember(visitor);
    const watchers = this.#watchers.get(peer) ?? new Set();
    this.#watchers.set(peer, watchers.add(visitor));
    if (watchers.size === 1) await this.#backplane.watch(peer);
    const online = this.#users.has(peer) || (await this.#isElsewhere(peer));
    if (visitor.watches.has(peer)) this.#say(visitor, { t: 'presence', peer, online });
  }

  #forgetWatch(visitor: Visitor, peer: string): void {
    visitor.watches.delete(peer);
    const watchers = this.#watchers.get(peer);
    watchers?.delete(visitor);
    if (watchers?.size !== 0) return;
    this.#watchers.delete(peer);
    void this.#backplane.unwatch(peer);
  }

  #tellWatchers(user: string, online: boolean): void {
    for (const visitor of this.#watchers.get(user) ?? []) this.#say(visitor, { t: 'presence', peer: user, online });
  }

  async #authorized(from: string, to: string, kind: SignalMessage['kind'] | 'watch'): Promise<boolean> {
    try {
      return (await this.#options.authorize?.(from, to, kind)) ?? true;
    } catch {
      return false;
    }
  }

  #mistake(visitor: Visitor): void {
    this.#log({ event: 'bad-message', ...(visitor.identity && { user: visitor.identity.id }) });
    visitor.mistakes++;
    if (visitor.mistakes > this.#limits.mistakes || visitor.state === 'silent') {
      return this.#refuse(visitor, 'bad-message', CLOSE.badMessage);
    }
    this.#say(visitor, { t: 'error', code: 'bad-message' });
  }

  #refuse(visitor: Visitor, code: DMErrorCode, closeCode: number): void {
    this.#log({ event: 'refused', code, ...(visitor.identity && { user: visitor.identity.id }) });
    this.#close(visitor, closeCode, code);
  }

  #close(visitor: Visitor, code: number, reason: string): void {
    visitor.socket.close(code, reason);
    this.disconnect(visitor.socket);
  }

  #say(visitor: Visitor, message: ServerMessage): void {
    this.#sayText(visitor, JSON.stringify(message));
  }

  /** Good news can wait for a frame that goes the same way: a frame costs more than all the rules here. Bad news cannot. */
  #answer(visitor: Visitor, n: number, code: DMErrorCode | 'ok'): void {
    const { socket } = visitor;
    if (code !== 'ok') this.#say(visitor, { t: 'no', n, code });
    else if (this.#mayHear(visitor)) (socket.sendSoon ?? socket.send).call(socket, `{"t":"ok","n":${n}}`);
  }

  #sayText(visitor: Visitor, text: string): void {
    if (this.#mayHear(visitor)) visitor.socket.send(text);
  }

  /** Who does not read is cut. */
  #mayHear(visitor: Visitor): boolean {
    if (visitor.state === 'gone') return false;
    if (visitor.socket.buffered <= this.#limits.bufferedBytes) return true;
    this.#refuse(visitor, 'rate-limited', CLOSE.slow);
    return false;
  }

  #log(entry: RelayLogEntry): void {
    const key = [entry.event, entry.kind, entry.code].filter(Boolean).join(' ');
    this.counters.set(key, (this.counters.get(key) ?? 0) + 1);
    this.#options.log?.(entry);
  }
}
