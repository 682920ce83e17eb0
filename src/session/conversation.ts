/**
 * What two people do once the line is confirmed: texts, receipts, typing, deletion, verification. It keeps the
 * transcript and answers messages; it knows nothing of links, keys or states.
 */
import type { Clock } from '../clock.js';
import { DMError } from '../errors.js';
import type { VerificationMethod } from '../secure/channel.js';
import { toBase64url, type Bytes } from '../wire/bytes.js';
import { MAX_BODY_LENGTH } from '../wire/frames.js';
import { encodeMessage, isTextSize, parseMessage, type EndCause, type WireMessage } from './messages.js';
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

export interface ConversationOptions {
  readonly self: string;
  readonly peer: string;
  readonly clock: Clock;
  readonly random: (length: number) => Bytes;
  /** Tell the other side what was read, and show what they read. */
  readonly receipts: boolean;
  readonly typing: boolean;
}

export class Conversation {
  readonly #transcript = new Transcript();
  #typingSentAt = -Infinity;
  #typingExpiry: unknown;
  #verification: Verification = { level: 'none', confirmedBySelf: false, confirmedByPeer: false };
  /** Bodies of a type that this version does not know. */
  unknown = 0;

  constructor(
    private readonly options: ConversationOptions,
    private readonly handlers: ConversationHandlers,
  ) {}

  get messages(): readonly DMMessage[] {
    return this.#transcript.messages;
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

  send(text: string, replyTo?: string): DMMessage {
    if (!isTextSize(text)) throw new DMError('too-large', 'a text has 1 to 30,000 bytes of UTF-8');
    if (this.messages.filter((message) => message.status === 'queued').length >= MAX_QUEUED) {
      throw new DMError('queue-full', `more than ${MAX_QUEUED} messages wait for the connection`);
    }
    const id = toBase64url(this.options.random(16));
    const wire: WireMessage = { type: 'text', id, content: text, ...(replyTo && { replyTo }) };
    // Control characters take six bytes each in JSON.
    const body = encodeMessage(wire);
    if (body.length > MAX_BODY_LENGTH) throw new DMError('too-large', 'this text does not fit into one record');
    const sent = this.handlers.send(body);
    const message = this.#message(wire, 'out', sent ? 'sent' : 'queued');
    this.#transcript.add(message);
    this.#typingSentAt = -Infinity;
    this.handlers.message(message);
    return message;
  }

  delete(id: string): void {
    if (!this.#transcript.delete(id, 'out')) throw new DMError('bad-state', 'no message of ours has this id');
    this.#send({ type: 'delete', id });
    this.handlers.update();
  }

  markRead(id: string): void {
    if (!this.#transcript.readUpTo(id, 'in')) return;
    if (this.options.receipts) this.#send({ type: 'read_receipt', id });
    this.handlers.update();
  }

  typing(): void {
    const now = this.options.clock.now();
    if (!this.options.typing || now - this.#typingSentAt < TYPING_INTERVAL_MS) return;
    this.#typingSentAt = now;
    this.#send({ type: 'typing' });
  }

  /** We pressed "They match". */
  confirmMatch(): void {
    if (this.#verification.confirmedBySelf) return;
    this.#send({ type: 'verify' });
    this.#verify({ confirmedBySelf: true });
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

  /** One authenticated body. Throws `DMError` `protocol` if it does not parse. */
  receive(body: Uint8Array): void {
    const message = parseMessage(body);
    if (message === null) throw new DMError('protocol', 'a message of a known type is malformed');
    if (message === 'unknown') this.unknown++;
    else this.#handle(message);
  }

  wipe(): void {
    this.#transcript.wipe();
    this.#stopTyping();
  }

  #handle(message: WireMessage): void {
    switch (message.type) {
      case 'text':
        return this.#receiveText(message);
      case 'delivered':
        if (this.#transcript.setStatus(message.id, 'delivered')) this.handlers.update();
        return;
      case 'read_receipt':
        if (this.options.receipts && this.#transcript.readUpTo(message.id, 'out')) this.handlers.update();
        return;
      case 'delete':
        if (this.#transcript.delete(message.id, 'in')) this.handlers.update();
        return;
      case 'typing':
        return this.#peerTyping();
      case 'verify':
        return this.#verify({ confirmedByPeer: true });
      case 'end':
        return this.handlers.ended(message.cause);
      case 'wiped':
        return this.handlers.wiped();
    }
  }

  #receiveText(wire: WireMessage & { type: 'text' }): void {
    const message = this.#message(wire, 'in', 'delivered');
    // The peer chooses ids: one that repeats would hide or replace an earlier message.
    if (!this.#transcript.add(message)) throw new DMError('protocol', 'a message id came twice');
    this.#send({ type: 'delivered', id: wire.id });
    this.#stopTyping();
    this.handlers.message(message);
  }

  #message(wire: WireMessage & { type: 'text' }, direction: 'in' | 'out', status: DMMessage['status']): DMMessage {
    return {
      id: wire.id,
      type: 'text',
      content: wire.content,
      timestamp: this.options.clock.now(),
      sender: direction === 'out' ? this.options.self : this.options.peer,
      direction,
      status,
      verified: this.#verification.level === 'verified',
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
    this.#typingExpiry = this.options.clock.setTimeout(() => {
      this.#stopTyping();
      this.handlers.update();
    }, TYPING_EXPIRY_MS);
    this.handlers.update();
  }

  #stopTyping(): void {
    this.options.clock.clearTimeout(this.#typingExpiry);
    this.#typingExpiry = undefined;
  }

  #send(message: WireMessage): boolean {
    return this.handlers.send(encodeMessage(message));
  }
}
