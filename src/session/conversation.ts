/**
 * What two people do once the line is confirmed: texts, receipts, typing, deletion, verification. It keeps the
 * transcript and answers messages; it knows nothing of links, keys or states.
 */
import { DMError } from '../errors.js';
import type { QrVerdict, SecureChannel, VerificationMethod } from '../secure/channel.js';
import { toBase64url, type Bytes } from '../wire/bytes.js';
import { MAX_BODY_LENGTH } from '../wire/frames.js';
import { Attachments } from './attachments.js';
import type { SessionEnvironment } from './environment.js';
import {
  encodeMessage,
  isTextSize,
  parseMessage,
  type EmojiReaction,
  type EndCause,
  type WireMessage,
} from './messages.js';
import type { FileTransferLike } from './files/types.js';
import { Proofs } from './proofs.js';
import { Receipts } from './receipts.js';
import { Transcript } from './transcript.js';
import type { DMMessage, Verification } from './types.js';

/** At most one typing notice is sent in this time. */
export const TYPING_INTERVAL_MS = 3_000;
/** Without another notice the other side counts as no longer typing. */
export const TYPING_EXPIRY_MS = 5_000;
/** Unsent texts beyond this are refused (`queue-full`). */
export const MAX_QUEUED = 500;

export interface ConversationHandlers {
  /** Seals and sends. `false` while there is no link: the message is kept and goes out with the next one. */
  send(body: Bytes): boolean;
  /** There is a link at the moment. */
  linked(): boolean;
  /** One message on the files lane. */
  sendChunk(frame: Bytes): Promise<void>;
  /** The confirmed channel, or `null`. */
  channel(): SecureChannel | null;
  /** A message was added to the transcript. */
  message(message: DMMessage): void;
  /** Receipts, typing, deletions. */
  update(): void;
  verified(): void;
  /** The other side ends the conversation. */
  ended(cause: EndCause): void;
  /** The other side confirms that it has wiped. */
  wiped(): void;
}

export class Conversation {
  readonly #transcript = new Transcript();
  #typingSentAt = -Infinity;
  #typingExpiry: unknown;
  #sending: Promise<unknown> = Promise.resolve();
  #verification: Verification = { level: 'none', confirmedBySelf: false, confirmedByPeer: false };
  /** Bodies of a type that this version does not know. */
  unknown = 0;

  /** Identity and signatures. */
  readonly proofs: Proofs;
  readonly files: Attachments;
  readonly #receipts: Receipts;
  #wiped = false;

  constructor(
    private readonly env: SessionEnvironment,
    private readonly peer: string,
    private readonly handlers: ConversationHandlers,
  ) {
    this.proofs = new Proofs(
      peer,
      env.proofs,
      () => handlers.channel(),
      (message) => this.#send(message),
    );
    this.#receipts = new Receipts(env.clock, (id) => this.#send({ type: 'delivered', id }));
    this.files = new Attachments({
      clock: env.clock,
      random: env.random,
      policy: env.filePolicy,
      maxFileSize: env.maxFileSize,
      send: (message) => this.#send(message),
      sendChunk: (frame) => handlers.sendChunk(frame),
      salts: () => this.#salts(),
      added: (transfer) => this.#addFile(transfer),
      changed: () => this.#filesChanged(),
      countTraffic: (bytes) => handlers.channel()?.countTraffic(bytes),
    });
  }

  get messages(): readonly DMMessage[] {
    return this.#transcript.messages;
  }
  message(id: string): DMMessage | undefined {
    return this.#transcript.find(id);
  }
  get unread(): number {
    return this.#transcript.unread;
  }
  get peerTyping(): boolean {
    return this.#typingExpiry !== undefined;
  }
  get verification(): Verification {
    return this.#verification;
  }

  /** Texts are handed over in the order of the calls, also where each is signed first. */
  send(text: string, replyTo?: string): Promise<DMMessage> {
    const sending = this.#sending.then(() => this.#sendText(text, replyTo));
    // Only that it is over is kept: a promise holds on to what it was resolved with.
    this.#sending = sending.then(
      () => {},
      () => {},
    );
    return sending;
  }

  delete(id: string): void {
    if (!this.#transcript.delete(id, 'out')) throw new DMError('bad-state', 'no message of ours has this id');
    this.files.get(id)?.cancel();
    this.files.discard(id);
    this.#send({ type: 'delete', id });
    this.handlers.update();
  }

  react(id: string, emoji: EmojiReaction | null): void {
    if (!this.#transcript.react(id, 'self', emoji)) throw new DMError('bad-state', 'no message has this id');
    this.#send({ type: 'reaction', id, ...(emoji && { emoji }) });
    this.handlers.update();
  }

  markRead(id: string): void {
    if (!this.#transcript.reach(id, 'in', 'read')) return;
    if (this.env.receipts) this.#send({ type: 'read_receipt', id });
    this.handlers.update();
  }

  typing(): void {
    const now = this.env.clock.now();
    if (!this.env.typing || now - this.#typingSentAt < TYPING_INTERVAL_MS) return;
    this.#typingSentAt = now;
    this.#send({ type: 'typing' });
  }

  /** Asks for a sign of life. */
  ping(): void {
    this.#send({ type: 'ping' });
  }

  /** We pressed "They match". */
  confirmMatch(): void {
    if (this.#verification.confirmedBySelf) return;
    this.#send({ type: 'verify' });
    this.#verify({ confirmedBySelf: true });
  }

  async compareQr(scanned: Uint8Array): Promise<QrVerdict> {
    const safety = this.handlers.channel()?.safety;
    if (!safety) return 'foreign';
    const { compareQr } = await import('../secure/sas.js');
    const verdict = compareQr(safety, scanned);
    if (verdict !== 'match' || this.#wiped) return verdict;
    if (!this.#verification.confirmedBySelf) this.#send({ type: 'verify' });
    this.setVerified('qr');
    return verdict;
  }

  /** Verified without pressing anything: an invite, a QR code, a known identity. */
  setVerified(method: VerificationMethod): void {
    this.#verification = { level: 'verified', method, confirmedBySelf: true, confirmedByPeer: true };
    this.handlers.verified();
  }

  /** What was queued without a link has gone out with the next one. */
  flushed(): void {
    if (this.#transcript.flushed()) this.handlers.update();
  }

  /** One authenticated body. Rejects `protocol` or `mismatch`. One call at a time. */
  async receive(body: Uint8Array): Promise<void> {
    const message = parseMessage(body);
    if (message === null) throw new DMError('protocol', 'a message of a known type is malformed');
    // Between our wipe and the closed link only the other side's last words count.
    if (this.#wiped && message !== 'unknown' && message.type !== 'wiped' && message.type !== 'end') return;
    if (message === 'unknown') this.unknown++;
    else await this.#handle(message);
  }

  wipe(): void {
    this.#wiped = true;
    this.proofs.wipe();
    this.files.wipe();
    this.#receipts.wipe();
    this.#transcript.wipe();
    this.#stopTyping();
  }

  async #sendText(text: string, replyTo?: string): Promise<DMMessage> {
    if (!isTextSize(text)) throw new DMError('too-large', 'a text has 1 to 30,000 bytes of UTF-8');
    if (this.#transcript.queued >= MAX_QUEUED) {
      throw new DMError('queue-full', `more than ${MAX_QUEUED} messages wait for the connection`);
    }
    const id = toBase64url(this.env.random(16));
    const signature = await this.proofs.sign({ id, content: text });
    const wire: WireMessage = {
      type: 'text',
      id,
      content: text,
      ...(replyTo && { replyTo }),
      ...(signature && { signature }),
    };
    if (this.#wiped) throw new DMError('ended', 'the session is over');
    const body = encodeMessage(wire);
    // Control characters take six bytes each in JSON.
    if (body.length > MAX_BODY_LENGTH) throw new DMError('too-large', 'this text does not fit into one record');
    const sent = this.handlers.send(body);
    const message = this.#message(wire, 'out', sent ? 'sent' : 'queued', signature !== undefined);
    this.#transcript.add(message);
    this.#typingSentAt = -Infinity;
    this.handlers.message(message);
    return message;
  }

  async #handle(message: WireMessage): Promise<void> {
    switch (message.type) {
      case 'text':
        return this.#receiveText(message);
      case 'file':
        return this.files.handle(message);
      case 'identity_ask':
      case 'identity':
      case 'signing_key':
        return this.proofs.handle(message);
      case 'delivered':
        if (this.#transcript.reach(message.id, 'out', 'delivered')) this.handlers.update();
        return;
      case 'read_receipt':
        if (this.env.receipts && this.#transcript.reach(message.id, 'out', 'read')) this.handlers.update();
        return;
      case 'delete':
        if (!this.#transcript.delete(message.id, 'in')) return;
        // What has arrived goes with its message, and leaves its room in memory.
        this.files.discard(message.id);
        return this.handlers.update();
      case 'reaction':
        // The message may have been taken back, or dropped, in the meantime.
        if (this.#transcript.react(message.id, 'peer', message.emoji ?? null)) this.handlers.update();
        return;
      case 'typing':
        return this.#peerTyping();
      case 'ping':
        this.#send({ type: 'pong' });
        return;
      case 'pong':
        // That it came at all is what it says.
        return;
      case 'verify':
        return this.#verify({ confirmedByPeer: true });
      case 'end':
        return this.handlers.ended(message.cause);
      case 'wiped':
        return this.handlers.wiped();
    }
  }

  async #receiveText(wire: WireMessage & { type: 'text' }): Promise<void> {
    const signed = await this.proofs.isSigned(wire, wire.signature);
    if (this.#wiped) return;
    const message = this.#message(wire, 'in', 'delivered', signed);
    // The peer chooses ids: one that repeats would hide or replace an earlier message.
    if (!this.#transcript.add(message)) throw new DMError('protocol', 'a message id came twice');
    this.#receipts.arrived(wire.id);
    this.#stopTyping();
    this.handlers.message(message);
  }

  /** A file was offered, by us or to us: it has its place among the messages. */
  #addFile({ id, direction, name, size, mimeType }: FileTransferLike): void {
    const sent = direction === 'in' || this.handlers.linked();
    const message: DMMessage = {
      id,
      type: 'file',
      content: '',
      timestamp: this.env.clock.now(),
      sender: direction === 'out' ? this.env.self : this.peer,
      direction,
      status: direction === 'in' ? 'delivered' : sent ? 'sent' : 'queued',
      verified: this.#verification.level === 'verified',
      metadata: { fileName: name, fileSize: size, mimeType },
    };
    if (!this.#transcript.add(message)) throw new DMError('protocol', 'a message id came twice');
    if (direction === 'in') this.#receipts.arrived(id);
    this.handlers.message(message);
  }

  #filesChanged(): void {
    for (const { id, direction, status } of this.files.list) {
      if (direction === 'out' && status.state === 'failed') this.#transcript.fail(id);
    }
    this.handlers.update();
  }

  #salts(): { readonly send: Bytes; readonly receive: Bytes } {
    const salts = this.handlers.channel()?.files;
    if (!salts) throw new DMError('ended', 'the session is over');
    return salts;
  }

  #message(
    wire: WireMessage & { type: 'text' },
    direction: 'in' | 'out',
    status: DMMessage['status'],
    signed: boolean,
  ): DMMessage {
    return {
      id: wire.id,
      type: 'text',
      content: wire.content,
      timestamp: this.env.clock.now(),
      sender: direction === 'out' ? this.env.self : this.peer,
      direction,
      status,
      verified: this.#verification.level === 'verified',
      ...(signed && { signed }),
      ...(wire.replyTo && { replyTo: wire.replyTo }),
    };
  }

  #verify(pressed: Partial<Verification>): void {
    if (this.#verification.level === 'verified') return;
    const next = { ...this.#verification, ...pressed };
    const both = next.confirmedBySelf && next.confirmedByPeer;
    this.#verification = both ? { ...next, level: 'verified', method: 'sas' } : next;
    if (both) this.handlers.verified();
    else this.handlers.update();
  }

  #peerTyping(): void {
    this.#stopTyping();
    this.#typingExpiry = this.env.clock.setTimeout(() => {
      this.#stopTyping();
      this.handlers.update();
    }, TYPING_EXPIRY_MS);
    this.handlers.update();
  }

  #stopTyping(): void {
    this.env.clock.clearTimeout(this.#typingExpiry);
    this.#typingExpiry = undefined;
  }

  #send(message: WireMessage): boolean {
    return this.handlers.send(encodeMessage(message));
  }
}
