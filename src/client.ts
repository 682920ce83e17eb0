/**
 * DMClient: who I am, the introducing server, and all my sessions. One per page (a `<dm-provider>` owns one). It
 * routes signaling to sessions, applies the policies (block, authorize, how many may ask), and ends everything when
 * the page goes away.
 */
import { systemClock, type Clock } from './clock.js';
import type { Diagnosis } from './diagnose.js';
import { DMError, type DMErrorCode } from './errors.js';
import { DMErrorEvent, DMRequestEvent, DMStatusEvent, DMUnreadChangeEvent, type DMClientEventMap } from './events.js';
import { isConversation, isOver } from './session/machine.js';
import type { SessionEnvironment } from './session/environment.js';
import {
  Invites,
  openInviteLink,
  takeInviteLink,
  type Invite,
  type InviteKeys,
  type InviteOptions,
} from './session/invites.js';
import { environmentOf, randomBytes, type DMClientOptions } from './session/options.js';
import { DMSession } from './session/session.js';
import type { Tabs } from './session/tabs.js';
import type { DMClientLike, DMMessage } from './session/types.js';
import { onWake } from './session/wake.js';
import {
  isManual,
  MAX_ID_LENGTH,
  type ManualSignaling,
  type SignalingAdapter,
  type SignalingState,
  type SignalMessage,
} from './signaling/adapter.js';
import { createAdapter } from './signaling/resolve.js';
import type { DMStats } from './stats.js';
import { TypedEventTarget } from './typed-event-target.js';
import { toBase64url } from './wire/bytes.js';

/** Further requests are declined as busy, so that nobody can fill the screen. */
export const MAX_PENDING_REQUESTS = 20;

export class DMClient extends TypedEventTarget<DMClientEventMap> implements DMClientLike {
  readonly #options: DMClientOptions;
  readonly #env: SessionEnvironment;
  readonly #clock: Clock;
  readonly #invites: Invites;
  #adapter: Promise<SignalingAdapter> | null = null;
  /** The same, once it is loaded. */
  #live: SignalingAdapter | null = null;
  #online: Promise<void> | null = null;
  readonly #watches = new Set<Watch>();
  /** The page went away while we were online; it may come back (from the back-forward cache). */
  #left = false;
  #signalingState: SignalingState = 'offline';
  #signalingError: DMErrorCode | null = null;
  #sessions: ReadonlyMap<string, DMSession> = new Map();
  #requests: readonly DMSession[] = [];
  #blocked: ReadonlySet<string> = new Set();
  #unread = 0;
  /** Other tabs of ours; `null` where the browser knows none, or the server is the host's own matter. */
  #tabs: Tabs | null = null;
  #destroyed = false;
  readonly #cleanups: (() => void)[] = [];

  /** Throws `DMError` `bad-config`. Contacts nobody until `connect`, `watchPresence` or `startSession`. */
  constructor(options: DMClientOptions) {
    super();
    assertId(options.self, 'self');
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#invites = new Invites(this.#clock, options.random ?? randomBytes);
    this.#env = environmentOf(options, this.#clock, (to, message) => this.#send(to, message));
    const [leave, comeBack] = [(): void => this.#leave(), (): void => this.#comeBack()];
    // Twice: Firefox, closing a tab, often aborts the first listener half-way and still runs the second. Leaving is
    // idempotent.
    const leaveAgain = (): void => this.#leave();
    globalThis.addEventListener?.('pagehide', leave);
    globalThis.addEventListener?.('pagehide', leaveAgain);
    globalThis.addEventListener?.('pageshow', comeBack);
    this.#cleanups.push(() => {
      globalThis.removeEventListener?.('pagehide', leave);
      globalThis.removeEventListener?.('pagehide', leaveAgain);
      globalThis.removeEventListener?.('pageshow', comeBack);
    });
    this.#cleanups.push(
      onWake((cause) => {
        for (const session of this.#sessions.values()) session.wake(cause);
      }),
    );
  }

  get self(): string {
    return this.#options.self;
  }
  get selfName(): string {
    return this.#options.selfName ?? this.self;
  }
  get signalingState(): SignalingState {
    return this.#signalingState;
  }
  get signalingError(): DMErrorCode | null {
    return this.#signalingError;
  }
  get sessions(): ReadonlyMap<string, DMSession> {
    return this.#sessions;
  }
  get requests(): readonly DMSession[] {
    return this.#requests;
  }
  get unread(): number {
    return this.#unread;
  }

  connect(): Promise<void> {
    if (this.#destroyed) return Promise.reject(new DMError('ended', 'this client was destroyed'));
    this.#online ??= this.#connect().catch((error: unknown) => {
      this.#online = null;
      // What the adapter has not told itself: there is none, or it never got far enough.
      if (!this.#signalingError) this.#onSignalingState('offline', asError(error));
      throw error;
    });
    return this.#online;
  }

  session(peer: string): DMSession {
    assertId(peer, 'peer');
    return this.#sessions.get(peer) ?? this.#add(this.#create(peer));
  }

  async startSession(peer: string): Promise<DMSession> {
    const waiting = this.#requests.find((request) => request.peer === peer);
    if (waiting) {
      await waiting.accept();
      return waiting;
    }
    let session = this.session(peer);
    if (isOver(session.status)) session = this.#add(this.#create(peer));
    if (session.state === 'idle') await session.request();
    return session;
  }

  /** A link for one person; the session it leads to is verified by it. Single use, expires. Goes online. */
  async createInvite(options: InviteOptions = {}): Promise<Invite> {
    const invite = await this.#invites.create(this.self, options);
    // Whoever opens the link must find us.
    this.connect().catch(() => {});
    return invite;
  }

  /**
   * Asks whoever made the invite. Without `link`: the one in this page's address, which is taken out of it.
   * Rejects `bad-config` where there is none, or where it is our own.
   */
  async openInvite(link: string | null = takeInviteLink()): Promise<DMSession> {
    if (link === null) throw new DMError('bad-config', 'there is no invite in the address of this page');
    const { inviter, keys } = await openInviteLink(link);
    if (inviter === this.self) throw new DMError('bad-config', 'this invite is our own');
    await this.#sessions.get(inviter)?.end();
    const session = this.#add(this.#create(inviter));
    await session.request(keys);
    return session;
  }

  /** What people carry themselves where `signaling` is `manual`; `null` where there is a server. Goes online. */
  async introductions(): Promise<ManualSignaling | null> {
    await this.connect();
    const adapter = await this.#loadAdapter();
    return isManual(adapter) ? adapter : null;
  }

  async endSession(peer: string): Promise<void> {
    await this.#sessions.get(peer)?.end();
  }

  async sendMessage(peer: string, text: string): Promise<DMMessage> {
    return this.session(peer).send(text);
  }

  watchPresence(peer: string, handler: (online: boolean) => void): () => void {
    const watch: Watch = { peer, handler, stop: () => {} };
    this.#watches.add(watch);
    this.connect().catch(() => handler(false));
    if (this.#live) watch.stop = this.#live.watchPresence(peer, handler);
    return () => {
      this.#watches.delete(watch);
      watch.stop();
    };
  }

  /**
   * Numbers and codes for the host's own metrics, never anything that was said: called at each step of each session, and
   * when the connection to the server changes. Resolves with the stop.
   */
  async watchStats(handler: (stats: DMStats) => void): Promise<() => void> {
    return (await import('./stats.js')).watchStats(this, handler, this.#clock);
  }

  /** What will not work here, and why, before anybody asks. Goes online; never rejects. */
  async diagnose(): Promise<Diagnosis> {
    const { diagnose } = await import('./diagnose.js');
    return diagnose({ clock: this.#clock, linkOptions: () => this.#env.linkOptions(), connect: () => this.connect() });
  }

  block(peer: string): void {
    this.#blocked = new Set([...this.#blocked, peer]);
    for (const request of this.#requests.filter((each) => each.peer === peer)) request.ignore();
    void this.endSession(peer);
  }

  unblock(peer: string): void {
    this.#blocked = new Set([...this.#blocked].filter((each) => each !== peer));
  }

  isBlocked(peer: string): boolean {
    return this.#blocked.has(peer);
  }

  async destroy(): Promise<void> {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.#invites.wipe();
    await Promise.all([...this.#sessions.values(), ...this.#requests].map((session) => session.end()));
    await (await this.#adapter?.catch(() => null))?.disconnect();
    for (const cleanup of this.#cleanups.splice(0)) cleanup();
  }

  // Signaling

  async #connect(): Promise<void> {
    const adapter = await this.#loadAdapter();
    await adapter.connect(this.self);
    // Nobody has to wait for it, and without it all else works.
    this.#followTabs().catch(() => {});
  }

  async #followTabs(): Promise<void> {
    const { signaling } = this.#options;
    const { locks } = (globalThis.navigator ?? {}) as { readonly locks?: LockManager };
    if (this.#tabs || typeof signaling !== 'string' || !locks) return;
    const { Tabs } = await import('./session/tabs.js');
    if (this.#tabs || this.#destroyed) return;
    this.#tabs = new Tabs(`${signaling} ${this.self}`, locks, (peer, elsewhere) => this.#onElsewhere(peer, elsewhere));
    for (const session of this.#sessions.values()) if (isConversation(session.status)) this.#tabs.take(session.peer);
    this.#cleanups.push(() => this.#tabs?.close());
  }

  /** Where there is no chat here, this tab says that there is one in another, until there is none any more. */
  #onElsewhere(peer: string, elsewhere: boolean): void {
    const session = this.#sessions.get(peer);
    if (elsewhere) this.session(peer).showElsewhere();
    else if (session?.reason === 'elsewhere') this.#add(this.#create(peer));
  }

  #loadAdapter(): Promise<SignalingAdapter> {
    this.#adapter ??= this.#makeAdapter();
    return this.#adapter;
  }

  async #makeAdapter(): Promise<SignalingAdapter> {
    const { signaling } = this.#options;
    const adapter = typeof signaling === 'string' ? await createAdapter(signaling, this.#options) : signaling;
    this.#cleanups.push(
      adapter.onMessage((from, message) => this.#route(from, message)),
      adapter.onState((state, error) => this.#onSignalingState(state, error)),
    );
    for (const watch of this.#watches) watch.stop = adapter.watchPresence(watch.peer, watch.handler);
    this.#live = adapter;
    return adapter;
  }

  /** In this same turn where it can: a page that is going away has no other. */
  async #send(to: string, message: SignalMessage): Promise<void> {
    if (this.#live?.state === 'online') return this.#live.send(to, message);
    await this.connect();
    await (await this.#loadAdapter()).send(to, message);
  }

  #onSignalingState(state: SignalingState, error?: Error): void {
    this.#signalingState = state;
    this.#signalingError = error ? (DMError.is(error) ? error.code : 'signaling-lost') : null;
    if (this.#signalingError) {
      this.dispatchEvent(new DMErrorEvent(this.#signalingError, this.#signalingError === 'signaling-lost'));
      // A refusal is final for the adapter; the next action of the person tries again.
      this.#online = null;
    }
    this.dispatchEvent(new DMStatusEvent(this.#signalingState));
  }

  #route(from: string, message: SignalMessage): void {
    if (message.kind === 'request') {
      if (from !== this.self) void this.#onRequest(from, message);
      return;
    }
    const session = this.#find(message.session);
    // Only the peer of a session speaks for it; `taken` comes from our own other tabs.
    const speaker = message.kind === 'taken' ? this.self : session?.peer;
    if (session && from === speaker) session.handleSignal(message);
  }

  #find(id: string): DMSession | undefined {
    return [...this.#requests, ...this.#sessions.values()].find((session) => session.id === id);
  }

  // Requests

  async #onRequest(from: string, message: SignalMessage): Promise<void> {
    if (this.#blocked.has(from) || this.#find(message.session)) return;
    const invite = await this.#invites.match(message.payload);
    const current = this.#sessions.get(from);
    if (current?.state === 'requesting') return this.#onGlare(current, message, invite);
    if (this.#options.requestPolicy === 'none') return this.#declineBusy(from, message);
    const { authorize } = this.#options;
    if (authorize && !(await authorize({ from, name: message.name ?? from }))) return;
    // A newer request of the same person replaces the older one: they have reloaded.
    for (const older of this.#requests.filter((request) => request.peer === from)) older.ignore();
    if (this.#requests.length >= MAX_PENDING_REQUESTS) return this.#declineBusy(from, message);
    this.#ring(from, message, invite);
  }

  /** Both asked at once: the request with the smaller session id counts, on both sides. */
  #onGlare(ours: DMSession, message: SignalMessage, invite: InviteKeys | null): void {
    // Before our own request has an id it has not been sent: theirs is the only one.
    if (ours.id && ours.id < message.session) return;
    void ours.adoptRequest(message, invite);
  }

  #ring(from: string, message: SignalMessage, invite: InviteKeys | null): void {
    const session = this.#create(from, message.name);
    session.receiveRequest(message, invite);
    this.#setRequests([...this.#requests, session]);
    session.addEventListener('dm-state-change', () => {
      if (session.state === 'incoming_request') return;
      this.#setRequests(this.#requests.filter((request) => request !== session));
      if (session.state === 'connecting') this.#replace(session);
      if (session.state === 'active' && invite) this.#invites.close(toBase64url(invite.room));
    });
    const current = this.#sessions.get(from);
    if (!current || isOver(current.status) || current.state === 'idle') this.#add(session);
    this.dispatchEvent(new DMRequestEvent(session));
  }

  /** An accepted request takes the place of whatever was there before: the person decided so. */
  #replace(session: DMSession): void {
    const current = this.#sessions.get(session.peer);
    if (current === session) return;
    if (current) void current.end();
    this.#add(session);
  }

  #declineBusy(to: string, message: SignalMessage): void {
    this.#env.send(to, { kind: 'decline', session: message.session, reason: 'busy' }).catch(() => {});
  }

  #setRequests(requests: readonly DMSession[]): void {
    this.#requests = requests;
    this.dispatchEvent(new DMStatusEvent(this.#signalingState));
  }

  // Sessions

  #create(peer: string, name?: string): DMSession {
    const session = new DMSession(this.#env, peer, this.#options.nameOf?.(peer) ?? name);
    session.addEventListener('dm-unread-change', () => this.#countUnread());
    session.addEventListener('dm-state-change', ({ previous, state }) => {
      if (state === 'active' && previous === 'key_exchanging') this.#tabs?.take(peer);
      else if (isOver(session.status) && this.#sessions.get(peer) === session) this.#tabs?.free(peer);
    });
    return session;
  }

  #add(session: DMSession): DMSession {
    this.#sessions = new Map([...this.#sessions, [session.peer, session]]);
    this.dispatchEvent(new DMStatusEvent(this.#signalingState));
    return session;
  }

  #countUnread(): void {
    const unread = [...this.#sessions.values()].reduce((sum, session) => sum + session.unread, 0);
    if (unread === this.#unread) return;
    this.#unread = unread;
    this.dispatchEvent(new DMUnreadChangeEvent(unread));
  }

  /** The page goes away: say goodbye without waiting for anything, wipe, and be reachable no more. */
  #leave(): void {
    for (const session of [...this.#requests, ...this.#sessions.values()]) session.leave();
    this.#invites.wipe();
    // An adapter of the host's is the host's.
    if (!this.#live || typeof this.#options.signaling !== 'string') return;
    this.#left = true;
    void this.#live.disconnect();
    this.#live = this.#adapter = this.#online = null;
    this.#onSignalingState('offline');
  }

  #comeBack(): void {
    if (!this.#left || this.#destroyed) return;
    this.#left = false;
    // What goes wrong is told by `dm-error`.
    this.connect().catch(() => {});
  }
}

interface Watch {
  readonly peer: string;
  readonly handler: (online: boolean) => void;
  stop: () => void;
}

/** Is there anything worth warning about before the page closes? */
export const hasConversation = (client: DMClientLike): boolean =>
  [...client.sessions.values()].some((session) => isConversation(session.status));

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

function assertId(id: string, name: string): void {
  if (typeof id !== 'string' || id.length < 1 || id.length > MAX_ID_LENGTH) {
    throw new DMError('bad-config', `${name}: expected a user id of 1 to ${MAX_ID_LENGTH} characters`);
  }
}
