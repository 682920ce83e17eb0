/** A session that does what a test or the gallery says: the shape of the real one, none of its work. */
import {
  DMEndedEvent,
  DMMessageEvent,
  DMStateChangeEvent,
  DMUnreadChangeEvent,
  DMUpdateEvent,
  type DMClientEventMap,
  type DMSessionEventMap,
  DMStatusEvent,
} from '../../src/events.js';
import type { QrVerdict, Safety } from '../../src/secure/channel.js';
import type { LinkPath } from '../../src/link/link.js';
import type { EmojiReaction } from '../../src/session/messages.js';
import type { Invite } from '../../src/session/invites.js';
import type {
  DMClientLike,
  DMMessage,
  DMSessionLike,
  DMSessionState,
  SessionReason,
  SessionStatus,
  Verification,
  FilesLike,
  FileTransferLike,
  OutgoingFile,
} from '../../src/session/types.js';
import { TypedEventTarget } from '../../src/typed-event-target.js';

let nextId = 0;

export function message(content: string, more: Partial<DMMessage> = {}): DMMessage {
  const direction = more.direction ?? 'in';
  return {
    id: `m${++nextId}`,
    type: 'text',
    content,
    timestamp: Date.now(),
    sender: direction === 'in' ? 'bob' : 'alice',
    direction,
    status: direction === 'in' ? 'delivered' : 'sent',
    verified: false,
    ...more,
  };
}

/** What two people compare: emoji, decimals and the long number. */
export const SAFETY: Safety = {
  emoji: [0, 7, 21, 28, 35, 42, 63],
  decimals: [1234, 5678, 9012],
  number: '123450678901234567890123456789',
  qr: new Uint8Array(40),
  expectedQr: new Uint8Array(40).fill(1),
};

export class FakeSession extends TypedEventTarget<DMSessionEventMap> implements DMSessionLike {
  id = 'AAAAAAAAAAAAAAAAAAAAAA';
  readonly self = 'alice';
  status: SessionStatus = { state: 'idle' };
  messages: readonly DMMessage[] = [];
  peerTyping = false;
  verification: Verification = { level: 'none', confirmedBySelf: false, confirmedByPeer: false };
  safety: Safety | null = null;
  path: LinkPath = 'direct';
  traffic = { sent: 0, received: 0 };
  startedAt: number | null = null;
  claims = 0;
  /** What was called, in order. */
  readonly calls: string[] = [];
  sendFails: Error | null = null;

  constructor(
    readonly peer = 'bob',
    public peerName = 'Bob',
  ) {
    super();
  }

  get state(): DMSessionState {
    return this.status.state;
  }
  get reason(): SessionReason | null {
    return 'reason' in this.status ? this.status.reason : null;
  }
  get unread(): number {
    return this.messages.filter(({ direction, status }) => direction === 'in' && status !== 'read').length;
  }

  /** Moves to a status, whatever the machine says. */
  show(status: SessionStatus): this {
    const previous = this.state;
    this.status = status;
    this.safety = status.state === 'active' ? SAFETY : status.state === 'reconnecting' ? this.safety : null;
    if (status.state === 'ended' || status.state === 'failed') this.messages = [];
    this.dispatchEvent(new DMStateChangeEvent(status.state, previous, this.reason));
    if (status.state === 'ended') this.dispatchEvent(new DMEndedEvent(status.reason, status.by));
    if (status.state === 'failed') this.dispatchEvent(new DMEndedEvent(status.reason, null));
    return this;
  }

  /** Everything that a view may show has changed. */
  update(change: Partial<Pick<this, 'peerTyping' | 'verification' | 'path' | 'peerName' | 'messages'>> = {}): void {
    Object.assign(this, change);
    this.dispatchEvent(new DMUpdateEvent());
  }

  message(id: string): DMMessage | undefined {
    return this.messages.find((each) => each.id === id);
  }

  add(...messages: DMMessage[]): this {
    for (const each of messages) {
      this.messages = [...this.messages, each];
      this.dispatchEvent(new DMMessageEvent(each.id, each.direction, each.type));
    }
    this.dispatchEvent(new DMUnreadChangeEvent(this.unread));
    this.update();
    return this;
  }

  async request(): Promise<void> {
    this.calls.push('request');
  }
  async accept(): Promise<void> {
    this.calls.push('accept');
  }
  async decline(): Promise<void> {
    this.calls.push('decline');
  }
  ignore(): void {
    this.calls.push('ignore');
  }
  async send(text: string, options: { readonly replyTo?: string } = {}): Promise<DMMessage> {
    this.calls.push(`send ${text}`);
    if (this.sendFails) throw this.sendFails;
    const sent = message(text, { direction: 'out', ...options });
    this.add(sent);
    return sent;
  }
  files: FilesLike = { policy: 'ask', list: [], get: () => undefined };
  /** Files, each with its message. */
  addFiles(...added: FileTransferLike[]): this {
    const list = [...this.files.list, ...added];
    this.files = { ...this.files, list, get: (id) => list.find((each) => each.id === id) };
    for (const { id, direction, name, size, mimeType } of added) {
      const metadata = { fileName: name, fileSize: size, mimeType };
      this.add(message('', { id, type: 'file', direction, metadata }));
    }
    return this;
  }
  async sendFiles(files: Iterable<File | OutgoingFile>): Promise<readonly FileTransferLike[]> {
    this.calls.push(`files ${[...files].length}`);
    return [];
  }
  async deleteMessage(id: string): Promise<void> {
    this.calls.push(`delete ${id}`);
  }
  async react(id: string, emoji: EmojiReaction | null): Promise<void> {
    this.calls.push(`react ${id} ${emoji}`);
    this.messages = this.messages.map((each) =>
      each.id === id ? { ...each, reactions: { ...each.reactions, ...(emoji && { self: emoji }) } } : each,
    );
    this.update();
  }
  markRead(id: string): void {
    this.calls.push(`read ${id}`);
    this.messages = this.messages.map((each) => (each.direction === 'in' ? { ...each, status: 'read' } : each));
    this.update();
  }
  typing(): void {
    this.calls.push('typing');
  }
  async confirmVerification(match: boolean): Promise<void> {
    this.calls.push(`verify ${match}`);
  }
  async compareQr(scanned: Uint8Array): Promise<QrVerdict> {
    this.calls.push(`compare ${scanned.length}`);
    return this.qrVerdict;
  }
  /** What the next scanned code says. */
  qrVerdict: QrVerdict = 'match';
  async askIdentity(): Promise<null> {
    this.calls.push('identity');
    return null;
  }
  async end(): Promise<void> {
    this.calls.push('end');
  }
  claim(): () => void {
    this.claims++;
    return () => this.claims--;
  }
}

export class FakeClient extends TypedEventTarget<DMClientEventMap> implements DMClientLike {
  readonly self = 'alice';
  readonly selfName = 'Alice';
  signalingState = 'online' as const;
  signalingError = null;
  sessions: ReadonlyMap<string, FakeSession> = new Map();
  requests: readonly FakeSession[] = [];
  unread = 0;
  readonly calls: string[] = [];

  constructor(...sessions: FakeSession[]) {
    super();
    this.sessions = new Map(sessions.map((session) => [session.peer, session]));
  }

  /** Requests that came in. */
  ring(...requests: FakeSession[]): void {
    this.requests = requests;
    this.dispatchEvent(new DMStatusEvent(this.signalingState));
  }

  async connect(): Promise<void> {}
  session(peer: string): FakeSession {
    const session = this.sessions.get(peer) ?? new FakeSession(peer, peer);
    this.sessions = new Map([...this.sessions, [peer, session]]);
    return session;
  }
  async startSession(peer: string): Promise<FakeSession> {
    this.calls.push(`start ${peer}`);
    return this.session(peer);
  }
  async introductions(): Promise<null> {
    return null;
  }
  async createInvite(): Promise<Invite> {
    return {
      url: 'https://site.example/#dm=1.secret.YWxpY2U',
      expiresAt: Date.now() + 3_600_000,
      revoke: () => {},
      qr: async () => [[true]],
    };
  }
  async openInvite(): Promise<FakeSession> {
    return this.session('bob');
  }
  async endSession(peer: string): Promise<void> {
    this.calls.push(`end ${peer}`);
  }
  async sendMessage(peer: string, text: string): Promise<DMMessage> {
    return this.session(peer).send(text);
  }
  /** Who watches whom. */
  readonly watchers = new Map<string, (online: boolean) => void>();
  watchPresence(peer: string, handler: (online: boolean) => void): () => void {
    this.watchers.set(peer, handler);
    return () => this.watchers.delete(peer);
  }
  block(peer: string): void {
    this.calls.push(`block ${peer}`);
  }
  unblock(): void {}
  isBlocked(): boolean {
    return false;
  }
  async destroy(): Promise<void> {
    this.calls.push('destroy');
  }
}
