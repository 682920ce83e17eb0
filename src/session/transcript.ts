/**
 * The transcript: messages of one session, in RAM only. Every change makes a new array and new message objects, so a
 * view can compare by identity. Nothing is ever written anywhere.
 */
import type { EmojiReaction } from './messages.js';
import type { DMMessage, MessageStatus } from './types.js';

/** Oldest messages are dropped beyond either cap, so that no peer can fill a page's memory. */
export const MAX_MESSAGES = 2_000;
export const MAX_TRANSCRIPT_CHARS = 16 * 1024 * 1024;

/** Receipts only ever move a message forward: a late "delivered" does not undo "read". */
const RANK: Record<MessageStatus, number> = { failed: 0, queued: 1, sent: 2, delivered: 3, read: 4 };

export class Transcript {
  #messages: readonly DMMessage[] = [];
  #chars = 0;

  get messages(): readonly DMMessage[] {
    return this.#messages;
  }

  get unread(): number {
    return this.#messages.filter(isUnread).length;
  }

  find(id: string): DMMessage | undefined {
    return this.#messages.find((message) => message.id === id);
  }

  /** Appends. Returns false, and changes nothing, if there is a message of that id already. */
  add(message: DMMessage): boolean {
    if (this.find(message.id)) return false;
    let messages = [...this.#messages, message];
    this.#chars += message.content.length;
    while (messages.length > MAX_MESSAGES || this.#chars > MAX_TRANSCRIPT_CHARS) {
      this.#chars -= messages[0]?.content.length ?? 0;
      messages = messages.slice(1);
    }
    this.#messages = messages;
    return true;
  }

  /** Moves one outgoing message forward. Returns whether anything changed. */
  setStatus(id: string, status: MessageStatus): boolean {
    return this.#update((message) => message.id === id && canMove(message, status), { status });
  }

  /** Our own messages up to and including `id` were read. */
  readUpTo(id: string, direction: 'in' | 'out'): boolean {
    const last = this.#messages.findIndex((message) => message.id === id && message.direction === direction);
    return this.#update(
      (message, index) => index <= last && message.direction === direction && canMove(message, 'read'),
      { status: 'read' },
    );
  }

  /** What waited for a link is on the wire. */
  flushed(): boolean {
    return this.#update((message) => message.direction === 'out' && message.status === 'queued', { status: 'sent' });
  }

  /** Empties a message that its sender took back. */
  delete(id: string, direction: 'in' | 'out'): boolean {
    return this.#update((message) => message.id === id && message.direction === direction && !message.deleted, {
      content: '',
      deleted: true,
      reactions: {},
    });
  }

  /** Sets or takes back somebody's one reaction. Returns whether there is such a message. */
  react(id: string, who: 'self' | 'peer', emoji: EmojiReaction | null): boolean {
    const message = this.find(id);
    if (!message || message.deleted) return false;
    const other = who === 'self' ? 'peer' : 'self';
    const kept = message.reactions?.[other];
    const reactions = { ...(kept && { [other]: kept }), ...(emoji && { [who]: emoji }) };
    return this.#update((each) => each.id === id, { reactions });
  }

  /** Drops everything. Strings wait for the garbage collector; that is all JavaScript can do. */
  wipe(): void {
    this.#messages = [];
    this.#chars = 0;
  }

  #update(matches: (message: DMMessage, index: number) => boolean, change: Partial<DMMessage>): boolean {
    let changed = false;
    const messages = this.#messages.map((message, index) => {
      if (!matches(message, index)) return message;
      changed = true;
      return { ...message, ...change };
    });
    if (changed) this.#messages = messages;
    return changed;
  }
}

const canMove = (message: DMMessage, status: MessageStatus): boolean =>
  message.status !== 'failed' && RANK[message.status] < RANK[status];

const isUnread = (message: DMMessage): boolean =>
  message.direction === 'in' && message.status !== 'read' && !message.deleted;
