/**
 * DMSession: one conversation with one person. It drives the state machine, owns the line and the conversation, and
 * wipes both at the end. A session outlives its links (networks change) and its elements (pages re-render); over
 * means over: a new chat is a new session.
 */
import type { Clock } from '../clock.js';
import { DMError } from '../errors.js';
import {
  DMEndedEvent,
  DMMessageEvent,
  DMStateChangeEvent,
  DMUnreadChangeEvent,
  DMUpdateEvent,
  DMVerifyChangeEvent,
} from '../events.js';
import type { CreateLink, LinkPath } from '../link/link.js';
import type { Safety, SecureChannel, SecureChannelOptions } from '../secure/channel.js';
import type { SignalMessage } from '../signaling/adapter.js';
import { fromBase64url, toBase64url, type Bytes } from '../wire/bytes.js';
import { Claims } from './claims.js';
import { Conversation } from './conversation.js';
import { Line, type LineLinkOptions } from './line.js';
import { advance, failReason, isConversation, isOver } from './machine.js';
import { encodeMessage, type EndCause } from './messages.js';
import { safeName } from './names.js';
import type {
  DMMessage,
  DMSessionLike,
  DMSessionState,
  EndReason,
  FailReason,
  SessionReason,
  SessionStatus,
  Verification,
} from './types.js';

/** Milliseconds. */
export interface SessionTimeouts {
  /** A request without an answer. */
  readonly request: number;
  /** From accept to the first confirmed frame. */
  readonly connect: number;
  /** Grace period of a lost connection. */
  readonly reconnect: number;
  /** Wait for the other side's WIPED. */
  readonly wiped: number;
}

export const DEFAULT_TIMEOUTS: SessionTimeouts = { request: 60_000, connect: 30_000, reconnect: 30_000, wiped: 3_000 };

/** What a session needs from outside. Code for crypto and WebRTC is loaded when a session starts, not before. */
export interface SessionEnvironment {
  readonly self: string;
  readonly selfName: string;
  readonly clock: Clock;
  readonly timeouts: SessionTimeouts;
  readonly lingerMs: number;
  readonly receipts: boolean;
  readonly typing: boolean;
  readonly random: (length: number) => Bytes;
  /** Throws `DMError` `unsupported` where this browser cannot do it. */
  assertSupported(): void;
  /** Goes online if needed, then hands the message to the server. */
  send(to: string, message: SignalMessage): Promise<void>;
  linkOptions(): Promise<LineLinkOptions>;
  createLink: CreateLink;
  initiate(options: SecureChannelOptions): Promise<{ channel: SecureChannel; m1: Bytes }>;
  respond(options: SecureChannelOptions, m1: Bytes): Promise<{ channel: SecureChannel; m2: Bytes }>;
}

export class DMSession extends EventTarget implements DMSessionLike {
  readonly #env: SessionEnvironment;
  readonly #conversation: Conversation;
  readonly #claims: Claims;
  #status: SessionStatus = { state: 'idle' };
  #id = '';
  #peerName: string;
  #channel: SecureChannel | null = null;
  #line: Line | null = null;
  #safety: Safety | null = null;
  #path: LinkPath = 'unknown';
  #startedAt: number | null = null;
  #unread = 0;
  /** m1 of the request that waits for our answer. */
  #m1: Bytes | null = null;
  #deadline: unknown;
  #ending: Promise<void> | null = null;
  /** Called when the other side has confirmed its wipe, or its link has closed. */
  #peerWiped: () => void = () => {};

  constructor(
    env: SessionEnvironment,
    readonly peer: string,
    name?: string,
  ) {
    super();
    this.#env = env;
    this.#peerName = safeName(name) ?? safeName(peer) ?? peer;
    this.#claims = new Claims(env.clock, env.lingerMs, () => void this.end());
    this.#conversation = new Conversation(
      { self: env.self, peer, clock: env.clock, random: env.random, receipts: env.receipts, typing: env.typing },
      {
        send: (body) => this.#send(body),
        message: (message) => this.#onMessage(message),
        update: () => this.#update(),
        verified: () => {
          this.dispatchEvent(new DMVerifyChangeEvent('verified'));
          this.#update();
        },
        ended: (cause) => this.#onPeerEnd(cause),
        wiped: () => this.#peerWiped(),
      },
    );
  }

  get id(): string {
    return this.#id;
  }
  get self(): string {
    return this.#env.self;
  }
  get peerName(): string {
    return this.#peerName;
  }
  get status(): SessionStatus {
    return this.#status;
  }
  get state(): DMSessionState {
    return this.#status.state;
  }
  get reason(): SessionReason | null {
    return 'reason' in this.#status ? this.#status.reason : null;
  }
  get messages(): readonly DMMessage[] {
    return this.#conversation.messages;
  }
  get unread(): number {
    return this.#unread;
  }
  get peerTyping(): boolean {
    return this.#conversation.peerTyping;
  }
  get verification(): Verification {
    return this.#conversation.verification;
  }
  get safety(): Safety | null {
    return this.#safety;
  }
  get path(): LinkPath {
    return this.#path;
  }
  get startedAt(): number | null {
    return this.#startedAt;
  }

  /** The host knows a better name than the server or the peer. */
  setPeerName(name: string): void {
    this.#peerName = safeName(name) ?? this.#peerName;
    this.#update();
  }

  async request(): Promise<void> {
    const { clock, timeouts } = this.#env;
    this.#move({ state: 'requesting', deadline: clock.now() + timeouts.request });
    this.#setDeadline(timeouts.request, () => {
      this.#tell({ kind: 'cancel' });
      this.#fail('timed-out');
    });
    await this.#attempt(async () => {
      this.#env.assertSupported();
      const { channel, m1 } = await this.#env.initiate(this.#channelOptions());
      if (this.state !== 'requesting') return channel.wipe();
      this.#channel = channel;
      this.#id = toBase64url(channel.session);
      await this.#env.send(this.peer, { ...this.#signal('request', m1), name: this.#env.selfName });
    });
  }

  /** A request came in. */
  receiveRequest(message: SignalMessage): void {
    const { clock, timeouts } = this.#env;
    this.#takeRequest(message);
    this.#move({ state: 'incoming_request', deadline: clock.now() + timeouts.request });
    this.#setDeadline(timeouts.request, () => this.#fail('timed-out'));
  }

  /** Both asked at the same moment and the other request is the one that counts: we accept it, for both want to talk. */
  async adoptRequest(message: SignalMessage): Promise<void> {
    this.#channel?.wipe();
    this.#channel = null;
    this.#takeRequest(message);
    await this.#connect();
  }

  async accept(): Promise<void> {
    if (this.state !== 'incoming_request') throw new DMError('bad-state', `nothing to accept while ${this.state}`);
    await this.#connect();
  }

  async decline(): Promise<void> {
    if (this.state !== 'incoming_request') throw new DMError('bad-state', `nothing to decline while ${this.state}`);
    this.#tell({ kind: 'decline' });
    this.#end('declined', 'self');
  }

  ignore(): void {
    if (this.state === 'incoming_request') this.#end('declined', 'self');
  }

  async send(text: string, options: { readonly replyTo?: string } = {}): Promise<DMMessage> {
    this.#assertConversation();
    return this.#conversation.send(text, options.replyTo);
  }

  async deleteMessage(id: string): Promise<void> {
    this.#assertConversation();
    this.#conversation.delete(id);
  }

  markRead(id: string): void {
    if (isConversation(this.#status)) this.#conversation.markRead(id);
  }

  typing(): void {
    if (this.state === 'active') this.#conversation.typing();
  }

  async confirmVerification(match: boolean): Promise<void> {
    this.#assertConversation();
    if (match) this.#conversation.confirmMatch();
    else await this.#disconnect('mismatch');
  }

  async end(): Promise<void> {
    switch (this.state) {
      case 'idle':
        return;
      case 'requesting':
        this.#tell({ kind: 'cancel' });
        return this.#end('cancelled', 'self');
      case 'incoming_request':
        return this.decline();
      case 'connecting':
      case 'key_exchanging':
        this.#tell({ kind: 'end' });
        return this.#end('ended', 'self');
      case 'active':
      case 'reconnecting':
        return this.#disconnect('ended');
      default:
        return this.#ending ?? undefined;
    }
  }

  /** The page is going away: no time for anything asynchronous. */
  leave(): void {
    if (isOver(this.#status) || this.state === 'idle') return;
    if (isConversation(this.#status)) this.#line?.farewell();
    else void this.end();
    this.#end('ended', 'self');
  }

  claim(): () => void {
    return this.#claims.claim();
  }

  /** A signaling message for this session, from its peer (or `taken`, from the server). */
  handleSignal(message: SignalMessage): void {
    switch (message.kind) {
      case 'accept':
        if (this.state === 'requesting') void this.#attempt(() => this.#onAccept(message));
        return;
      case 'signal':
        // Sealed: the line decides what to believe, in any state.
        return this.#line?.signal(message.payload ?? '');
      case 'decline':
        if (this.state !== 'requesting') return;
        return message.reason === 'busy' ? this.#fail('busy') : this.#end('declined', 'peer');
      case 'cancel':
        return this.state === 'incoming_request' ? this.#end('cancelled', 'peer') : undefined;
      case 'taken':
        return this.state === 'incoming_request' ? this.#end('answered-elsewhere', 'self') : undefined;
      case 'end':
        // After the confirmation only the other person's own END ends a session, never the server.
        if (this.state === 'connecting' || this.state === 'key_exchanging') this.#end('ended', 'peer');
        return;
      case 'request':
        return;
    }
  }

  // Bringing the line up

  #takeRequest(message: SignalMessage): void {
    this.#id = message.session;
    this.#m1 = fromBase64url(message.payload ?? '');
    this.#peerName = safeName(message.name) ?? this.#peerName;
  }

  async #connect(): Promise<void> {
    const m1 = this.#m1;
    this.#moveToConnecting();
    await this.#attempt(async () => {
      this.#env.assertSupported();
      if (!m1) throw new DMError('protocol', 'the request carries no handshake');
      const { channel, m2 } = await this.#env.respond(this.#channelOptions(), m1);
      if (this.state !== 'connecting' || toBase64url(channel.session) !== this.#id) {
        channel.wipe();
        throw new DMError('protocol', 'the request and its handshake name different sessions');
      }
      const line = this.#makeLine(channel);
      await Promise.all([this.#env.send(this.peer, this.#signal('accept', m2)), this.#openLine(line)]);
    });
  }

  async #onAccept(message: SignalMessage): Promise<void> {
    const channel = this.#channel;
    const m2 = fromBase64url(message.payload ?? '');
    this.#moveToConnecting();
    if (!channel || !m2) throw new DMError('protocol', 'the acceptance carries no handshake');
    const line = this.#makeLine(channel);
    await channel.receiveAccept(m2);
    await this.#openLine(line);
  }

  #moveToConnecting(): void {
    const { clock, timeouts } = this.#env;
    const since = clock.now();
    this.#move({ state: 'connecting', since, deadline: since + timeouts.connect });
    this.#setDeadline(timeouts.connect, () => {
      this.#tell({ kind: 'end' });
      // Silence after the acceptance: they have gone. An answer, but no connection: the networks do not let us.
      this.#fail(this.#line?.heard ? 'no-route' : 'timed-out');
    });
  }

  #channelOptions(): SecureChannelOptions {
    return {
      self: this.#env.self,
      peer: this.peer,
      random: this.#env.random,
      now: () => this.#env.clock.now(),
      output: (frame) => this.#line?.transmit(frame),
      farewell: encodeMessage({ type: 'end', cause: 'left' }),
    };
  }

  #makeLine(channel: SecureChannel): Line {
    this.#channel = channel;
    const line: Line = new Line(channel, this.#env.createLink, {
      signal: (payload) => this.#env.send(this.peer, { kind: 'signal', session: this.#id, payload }),
      open: () => this.#onOpen(),
      confirmed: () => this.#onConfirmed(),
      body: (body) => this.#onBody(body),
      interrupted: (silent) => (silent ? this.#onInterrupted() : this.#onResumed()),
      lost: (error) => this.#onLost(error),
      broken: (error) => this.#onBroken(error),
    });
    this.#line = line;
    return line;
  }

  async #openLine(line: Line): Promise<void> {
    await line.open(await this.#env.linkOptions());
  }

  #onOpen(): void {
    if (this.#status.state !== 'connecting') return;
    const { since, deadline } = this.#status;
    this.#move({ state: 'key_exchanging', since, deadline });
  }

  #onConfirmed(): void {
    if (this.state !== 'key_exchanging') return;
    const now = this.#env.clock.now();
    this.#clearDeadline();
    this.#safety = this.#channel?.safety ?? null;
    this.#startedAt = now;
    this.#move({ state: 'active', since: now });
    void this.#updatePath();
  }

  // While it lasts

  #onBody(body: Bytes): void {
    if (!isConversation(this.#status) && this.state !== 'disconnecting') return;
    try {
      this.#conversation.receive(body);
    } catch (error) {
      this.#onBroken(error);
    }
  }

  #onMessage(message: DMMessage): void {
    this.dispatchEvent(new DMMessageEvent(message.id, message.direction, message.type));
    this.#update();
  }

  #onInterrupted(): void {
    if (this.state !== 'active') return;
    const { clock, timeouts } = this.#env;
    const since = clock.now();
    this.#move({ state: 'reconnecting', since, deadline: since + timeouts.reconnect });
    this.#setDeadline(timeouts.reconnect, () => this.#end('interrupted', null));
  }

  #onResumed(): void {
    if (this.state !== 'reconnecting') return;
    this.#clearDeadline();
    this.#move({ state: 'active', since: this.#env.clock.now() });
    this.#conversation.flushed();
    void this.#updatePath();
  }

  #onLost(error: unknown): void {
    if (this.state === 'active') this.#onInterrupted();
    else if (this.state === 'connecting' || this.state === 'key_exchanging') this.#fail(failReason(error));
    else if (this.state === 'disconnecting') this.#peerWiped();
  }

  #onBroken(error: unknown): void {
    if (isOver(this.#status) || this.state === 'disconnecting') return;
    if (isConversation(this.#status)) this.#line?.farewell();
    this.#fail(failReason(error));
  }

  #send(body: Bytes): boolean {
    this.#line?.send(body).catch((error: unknown) => this.#onBroken(error));
    return this.state === 'active';
  }

  async #updatePath(): Promise<void> {
    this.#path = (await this.#line?.path()) ?? 'unknown';
    this.#update();
  }

  #update(): void {
    const unread = this.#conversation.unread;
    if (unread !== this.#unread) {
      this.#unread = unread;
      this.dispatchEvent(new DMUnreadChangeEvent(unread));
    }
    this.dispatchEvent(new DMUpdateEvent());
  }

  // The end

  /** Tells the other side, waits (not for ever) until it has wiped, then wipes here. */
  #disconnect(cause: 'ended' | 'mismatch'): Promise<void> {
    const connected = this.state === 'active';
    this.#move({ state: 'disconnecting' });
    this.#ending = this.#closing(connected, () => void this.#send(encodeMessage({ type: 'end', cause }))).then(() =>
      cause === 'mismatch' ? this.#fail('mismatch') : this.#end('ended', 'self'),
    );
    return this.#ending;
  }

  /** The other side ended: what was said goes at once; the line only stays to say so. */
  #onPeerEnd(cause: EndCause): void {
    if (this.state === 'disconnecting') return this.#peerWiped();
    this.#conversation.wipe();
    this.#move({ state: 'disconnecting' });
    this.#ending = this.#closing(true, () => void this.#send(encodeMessage({ type: 'wiped' }))).then(() => {
      if (cause === 'mismatch') this.#fail('mismatch');
      else this.#end(cause === 'left' ? 'peer-left' : 'ended', 'peer');
    });
  }

  #closing(connected: boolean, sayGoodbye: () => void): Promise<void> {
    if (!connected) return Promise.resolve();
    return new Promise((resolve) => {
      this.#peerWiped = resolve;
      this.#setDeadline(this.#env.timeouts.wiped, resolve);
      sayGoodbye();
    });
  }

  #end(reason: EndReason, by: 'self' | 'peer' | null): void {
    this.#finish({ state: 'ended', reason, by, at: this.#env.clock.now() });
  }

  #fail(reason: FailReason): void {
    this.#finish({ state: 'failed', reason, at: this.#env.clock.now() });
  }

  #finish(status: SessionStatus & { state: 'ended' | 'failed' }): void {
    if (isOver(this.#status)) return;
    this.#wipe();
    this.#move(status);
    this.dispatchEvent(new DMEndedEvent(status.reason, status.state === 'ended' ? status.by : null));
  }

  #wipe(): void {
    this.#clearDeadline();
    this.#claims.clear();
    this.#conversation.wipe();
    this.#line?.close();
    this.#channel?.wipe();
    this.#line = null;
    this.#channel = null;
    this.#safety = null;
    this.#m1 = null;
    this.#path = 'unknown';
    this.#peerWiped = () => {};
    this.#update();
  }

  // Small parts

  /** Runs a step of the introduction; whatever goes wrong ends the session with its reason. */
  async #attempt(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      if (!isOver(this.#status)) this.#fail(failReason(error));
    }
  }

  #signal(kind: SignalMessage['kind'], payload: Bytes): SignalMessage {
    return { kind, session: this.#id, payload: toBase64url(payload) };
  }

  /** A courtesy to the other side. If it does not arrive, their own timeout does the same. */
  #tell(message: { readonly kind: 'cancel' | 'decline' | 'end' }): void {
    if (this.#id) this.#env.send(this.peer, { ...message, session: this.#id }).catch(() => {});
  }

  #move(to: SessionStatus): void {
    const previous = this.#status.state;
    this.#status = advance(this.#status, to);
    this.dispatchEvent(new DMStateChangeEvent(to.state, previous, this.reason));
  }

  #assertConversation(): void {
    if (!isConversation(this.#status)) throw new DMError('bad-state', `no conversation while ${this.state}`);
  }

  #setDeadline(ms: number, handler: () => void): void {
    this.#clearDeadline();
    this.#deadline = this.#env.clock.setTimeout(handler, ms);
  }

  #clearDeadline(): void {
    this.#env.clock.clearTimeout(this.#deadline);
    this.#deadline = undefined;
  }
}
