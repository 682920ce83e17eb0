/**
 * DMSession: one conversation with one person. It drives the state machine, owns the line and the conversation, and
 * wipes both at the end. A session outlives its links (networks change) and its elements (pages re-render); over
 * means over: a new chat is a new session.
 */
import { DMError } from '../errors.js';
import {
  DMEndedEvent,
  DMMessageEvent,
  DMStateChangeEvent,
  DMUnreadChangeEvent,
  DMUpdateEvent,
  DMVerifyChangeEvent,
  type DMSessionEventMap,
} from '../events.js';
import type { LinkPath } from '../link/link.js';
import type { QrVerdict, Safety } from '../secure/channel.js';
import type { SignalMessage } from '../signaling/adapter.js';
import { TypedEventTarget } from '../typed-event-target.js';
import type { Bytes } from '../wire/bytes.js';
import { Claims } from './claims.js';
import { Conversation } from './conversation.js';
import { Deadline } from './deadline.js';
import type { SessionEnvironment } from './environment.js';
import type { FilesLike, FileTransferLike, OutgoingFile } from './files/types.js';
import { Introduction } from './introduction.js';
import type { InviteKeys } from './invites.js';
import { Lifeline, type WakeCause } from './lifeline.js';
import { advance, failReason, isConversation, isOver } from './machine.js';
import { encodeMessage, type EmojiReaction, type EndCause, type WireMessage } from './messages.js';
import { safeName } from './names.js';
import { Parting } from './parting.js';
import type { PeerIdentity } from './proofs.js';
import { reactionTo } from './reaction.js';
import type { DMMessage, DMSessionLike, DMSessionState, EndReason, FailReason, SessionStatus } from './types.js';

export class DMSession extends TypedEventTarget<DMSessionEventMap> implements DMSessionLike {
  readonly #env: SessionEnvironment;
  readonly #conversation: Conversation;
  readonly #claims: Claims;
  readonly #introduction: Introduction;
  readonly #lifeline: Lifeline;
  #status: SessionStatus = { state: 'idle' };
  #peerName: string;
  #startedAt: number | null = null;
  #unread = 0;
  readonly #deadline: Deadline;
  readonly #parting: Parting;
  #ending: Promise<void> | null = null;

  constructor(
    env: SessionEnvironment,
    readonly peer: string,
    name?: string,
  ) {
    super();
    this.#env = env;
    this.#deadline = new Deadline(env.clock);
    this.#parting = new Parting(this.#deadline);
    this.#peerName = safeName(name) ?? safeName(peer) ?? peer;
    this.#claims = new Claims(env.clock, env.lingerMs, () => void this.end());
    this.#lifeline = new Lifeline(env.clock, {
      reopen: async (carrier) => this.#introduction.line?.reopen(carrier),
      ask: () => this.#conversation.ping(),
      silent: () => this.#onSilent(),
    });
    this.#introduction = new Introduction(env, peer, {
      open: () => this.#onOpen(),
      confirmed: () => this.#onConfirmed(),
      body: (body) => this.#onBody(body),
      chunk: (bytes) => this.#conversation.files.chunk(bytes),
      heard: () => this.#onHeard(),
      routed: () => this.#update(),
      interrupted: (silent) => (silent ? this.#onSilent() : this.#onResumed()),
      lost: (error) => this.#onLost(error),
      broken: (error) => this.#onBroken(error),
    });
    this.#conversation = new Conversation(env, peer, {
      send: (body) => this.#send(body),
      linked: () => this.state === 'active',
      sendChunk: (frame) => this.#introduction.sendChunk(frame),
      channel: () => this.#introduction.channel,
      message: ({ id, direction, type }) => {
        if (direction === 'out') this.#lifeline.said();
        this.dispatchEvent(new DMMessageEvent(id, direction, type));
        this.#update();
      },
      update: () => this.#update(),
      verified: () => {
        this.dispatchEvent(new DMVerifyChangeEvent('verified'));
        this.#update();
      },
      ended: (cause) => this.#onPeerEnd(cause),
      wiped: () => this.#parting.peerWiped(),
    });
  }

  get id(): string {
    return this.#introduction.id;
  }
  get self(): string {
    return this.#env.self;
  }
  get peerName(): string {
    return this.#peerName;
  }
  set peerName(name: string) {
    this.#peerName = safeName(name) ?? this.#peerName;
    this.#update();
  }
  get status(): SessionStatus {
    return this.#status;
  }
  get state(): DMSessionState {
    return this.#status.state;
  }
  get reason(): DMSessionLike['reason'] {
    return 'reason' in this.#status ? this.#status.reason : null;
  }
  get messages(): readonly DMMessage[] {
    return this.#conversation.messages;
  }
  message(id: string): DMMessage | undefined {
    return this.#conversation.message(id);
  }
  get files(): FilesLike {
    return this.#conversation.files;
  }
  get unread(): number {
    return this.#unread;
  }
  get peerTyping(): boolean {
    return this.#conversation.peerTyping;
  }
  get verification(): DMSessionLike['verification'] {
    return this.#conversation.verification;
  }
  get safety(): Safety | null {
    return isConversation(this.#status) ? (this.#introduction.channel?.safety ?? null) : null;
  }
  get path(): LinkPath {
    return this.#introduction.path;
  }
  get traffic(): DMSessionLike['traffic'] {
    return this.#introduction.traffic;
  }
  get startedAt(): number | null {
    return this.#startedAt;
  }
  async request(invite: InviteKeys | null = null): Promise<void> {
    const deadline = this.#deadline.set(this.#env.timeouts.request, () => {
      this.#introduction.tell('cancel');
      this.#fail('timed-out');
    });
    this.#move({ state: 'requesting', deadline });
    await this.#attempt(() => this.#introduction.ask(invite));
  }

  /** A request came in. */
  receiveRequest(message: SignalMessage, invite: InviteKeys | null = null): void {
    this.#takeRequest(message, invite);
    const deadline = this.#deadline.set(this.#env.timeouts.request, () => this.#fail('timed-out'));
    this.#move({ state: 'incoming_request', deadline });
  }

  /** Both asked at the same moment and the other request is the one that counts: we accept it, for both want to talk. */
  async adoptRequest(message: SignalMessage, invite: InviteKeys | null): Promise<void> {
    this.#takeRequest(message, invite);
    await this.#connect(() => this.#introduction.answer());
  }

  async accept(): Promise<void> {
    if (this.state !== 'incoming_request') throw new DMError('bad-state', `nothing to accept while ${this.state}`);
    await this.#connect(() => this.#introduction.answer());
  }

  async decline(): Promise<void> {
    if (this.state !== 'incoming_request') throw new DMError('bad-state', `nothing to decline while ${this.state}`);
    this.#introduction.tell('decline');
    this.ignore();
  }

  ignore(): void {
    if (this.state === 'incoming_request') this.#end('declined', 'self');
  }

  /** The chat with this person is in another tab of ours. */
  showElsewhere(): void {
    if (this.state === 'idle') this.#end('elsewhere', 'self');
  }

  async send(text: string, options: { readonly replyTo?: string } = {}): Promise<DMMessage> {
    return this.#open.send(text, options.replyTo);
  }

  async sendFiles(files: Iterable<File | OutgoingFile>): Promise<readonly FileTransferLike[]> {
    return this.#open.files.send([...files].map((each) => (each instanceof Blob ? { file: each } : each)));
  }

  async deleteMessage(id: string): Promise<void> {
    this.#open.delete(id);
  }

  async react(id: string, emoji: EmojiReaction | null): Promise<void> {
    this.#open.react(id, emoji);
  }

  markRead(id: string): void {
    if (isConversation(this.#status)) this.#conversation.markRead(id);
  }

  typing(): void {
    if (this.state === 'active') this.#conversation.typing();
  }

  async confirmVerification(match: boolean): Promise<void> {
    if (match) this.#open.confirmMatch();
    else await this.#part('self', 'mismatch', { type: 'end', cause: 'mismatch' });
  }

  async compareQr(scanned: Uint8Array): Promise<QrVerdict> {
    return this.#open.compareQr(scanned);
  }

  async askIdentity(): Promise<PeerIdentity | null> {
    const identity = await this.#open.proofs.ask();
    if (identity?.verdict === 'known') this.#conversation.setVerified('identity');
    return identity;
  }

  async end(): Promise<void> {
    switch (this.state) {
      case 'idle':
        return;
      case 'requesting':
        this.#introduction.tell('cancel');
        return this.#end('cancelled', 'self');
      case 'incoming_request':
        return this.decline();
      case 'connecting':
      case 'key_exchanging':
        this.#introduction.tell('end');
        return this.#end('ended', 'self');
      case 'active':
      case 'reconnecting':
        return this.#part('self', 'ended', { type: 'end', cause: 'ended' });
      default:
        return this.#ending ?? undefined;
    }
  }

  /** The page is going away: no time for anything asynchronous. */
  leave(): void {
    if (isOver(this.#status) || this.state === 'idle') return;
    if (isConversation(this.#status)) this.#introduction.line?.farewell();
    else void this.end();
    this.#end('ended', 'self');
  }

  claim(): () => void {
    return this.#claims.claim();
  }

  /** The page or the network has come back. */
  wake(cause: WakeCause): void {
    const status = this.#status;
    // A computer that sleeps does not count, and a hidden page counts slowly: the time is over all the same.
    if (status.state === 'reconnecting' && this.#env.clock.now() >= status.deadline) this.#end('interrupted', null);
    else if (isConversation(status)) this.#lifeline.wake(cause, status.state === 'active');
  }

  /** A signaling message for this session, from its peer (or `taken`, from the server). */
  handleSignal(message: SignalMessage): void {
    const reaction = reactionTo(message, this.state);
    switch (reaction.kind) {
      case 'accepted':
        return void this.#connect(() => this.#introduction.receiveAccept(message));
      case 'signal':
        return this.#introduction.line?.signal(message.payload ?? '');
      case 'busy':
        return this.#fail('busy');
      case 'over':
        return this.#end(reaction.reason, reaction.by);
      case 'none':
    }
  }

  #takeRequest(message: SignalMessage, invite: InviteKeys | null): void {
    this.#introduction.take(message, invite);
    this.#peerName = safeName(message.name) ?? this.#peerName;
  }

  async #connect(step: () => Promise<void>): Promise<void> {
    const { clock, timeouts } = this.#env;
    const deadline = this.#deadline.set(timeouts.connect, () => this.#fail(this.#introduction.giveUp()));
    this.#move({ state: 'connecting', since: clock.now(), deadline });
    await this.#attempt(step);
  }

  #onOpen(): void {
    if (this.#status.state !== 'connecting') return;
    this.#move({ ...this.#status, state: 'key_exchanging' });
  }

  /** A link works: the first, or one that replaces a lost one. */
  #onConfirmed(): void {
    if (this.state === 'key_exchanging') {
      this.#deadline.clear();
      this.#startedAt = this.#env.clock.now();
      this.#move({ state: 'active', since: this.#startedAt });
      this.#lifeline.works();
      if (this.#introduction.channel?.invited) this.#conversation.setVerified('invite');
      void this.#conversation.proofs.start().catch((error: unknown) => this.#onBroken(error));
    } else {
      this.#onResumed();
      this.#conversation.files.relinked();
    }
  }

  #onHeard(): void {
    if (this.state === 'reconnecting' && this.#introduction.line?.works) this.#onResumed();
    this.#lifeline.heard();
  }

  async #onBody(body: Bytes): Promise<void> {
    if (!isConversation(this.#status) && this.state !== 'disconnecting') return;
    await this.#conversation.receive(body);
  }

  #onSilent(): void {
    if (!isConversation(this.#status)) return;
    this.#lifeline.silent();
    this.#onInterrupted();
  }

  #onInterrupted(): void {
    if (this.state !== 'active') return;
    const { clock, timeouts } = this.#env;
    const deadline = this.#deadline.set(timeouts.reconnect, () => this.#end('interrupted', null));
    this.#move({ state: 'reconnecting', since: clock.now(), deadline });
  }

  #onResumed(): void {
    if (!isConversation(this.#status)) return;
    this.#lifeline.works();
    this.#conversation.files.link(true);
    if (this.state !== 'reconnecting') return;
    this.#deadline.clear();
    this.#move({ state: 'active', since: this.#env.clock.now() });
    this.#conversation.flushed();
  }

  #onLost(error: unknown): void {
    if (isConversation(this.#status)) {
      this.#onInterrupted();
      this.#conversation.files.link(false);
      this.#lifeline.lost();
    } else if (this.state === 'connecting' || this.state === 'key_exchanging') {
      this.#fail(failReason(error));
    } else if (this.state === 'disconnecting') {
      this.#parting.peerWiped();
    }
  }

  #onBroken(error: unknown): void {
    if (isOver(this.#status) || this.state === 'disconnecting') return;
    if (isConversation(this.#status)) this.#introduction.line?.farewell();
    else this.#introduction.tell('end');
    this.#fail(failReason(error));
  }

  #send(body: Bytes): boolean {
    this.#introduction.line?.send(body).catch((error: unknown) => this.#onBroken(error));
    return this.state === 'active';
  }

  #update(): void {
    const unread = this.#conversation.unread;
    if (unread !== this.#unread) {
      this.#unread = unread;
      this.dispatchEvent(new DMUnreadChangeEvent(unread));
    }
    this.dispatchEvent(new DMUpdateEvent());
  }

  /** Says goodbye, waits (not for ever) until the other side has wiped, then wipes here. */
  #part(by: 'self' | 'peer', cause: EndCause, goodbye: WireMessage): Promise<void> {
    const connected = this.state === 'active' && cause !== 'left';
    const over = (): void =>
      cause === 'mismatch' ? this.#fail('mismatch') : this.#end(cause === 'left' ? 'peer-left' : 'ended', by);
    this.#move({ state: 'disconnecting' });
    this.#ending = this.#parting
      .wait(connected, this.#env.timeouts.wiped, () => void this.#send(encodeMessage(goodbye)))
      .then(over);
    return this.#ending;
  }

  /** The other side ended: what was said goes at once; the line only stays to say so. */
  #onPeerEnd(cause: EndCause): void {
    if (this.state === 'disconnecting') return this.#parting.peerWiped();
    this.#conversation.wipe();
    void this.#part('peer', cause, { type: 'wiped' });
  }

  #end(reason: EndReason, by: 'self' | 'peer' | null): void {
    this.#finish({ state: 'ended', reason, by, at: this.#env.clock.now() });
  }

  #fail(reason: FailReason): void {
    this.#finish({ state: 'failed', reason, at: this.#env.clock.now() });
  }

  #finish(status: SessionStatus & { state: 'ended' | 'failed' }): void {
    if (isOver(this.#status)) return;
    this.#deadline.clear();
    this.#claims.clear();
    this.#lifeline.stop();
    this.#conversation.wipe();
    this.#introduction.close();
    this.#update();
    this.#move(status);
    this.dispatchEvent(new DMEndedEvent(status.reason, status.state === 'ended' ? status.by : null));
  }

  /** Runs a step of the introduction; whatever goes wrong ends the session with its reason. */
  async #attempt(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      if (isOver(this.#status)) return;
      this.#introduction.tell('end');
      this.#fail(failReason(error));
    }
  }

  #move(to: SessionStatus): void {
    const previous = this.#status.state;
    this.#status = advance(this.#status, to);
    this.dispatchEvent(new DMStateChangeEvent(to.state, previous, this.reason));
  }

  /** For what needs somebody at the other end. Throws `bad-state`. */
  get #open(): Conversation {
    if (!isConversation(this.#status)) throw new DMError('bad-state', `no conversation while ${this.state}`);
    return this.#conversation;
  }
}
