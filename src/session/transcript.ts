/**
 * The transcript: messages of one session, in RAM only. A message is never changed, only replaced, and `messages` is
 * another array after every change, so a view can compare by identity. Nothing is ever written anywhere.
 */
import type { EmojiReaction } from './messages.js';
import type { DMMessage, MessageStatus } from './types.js';

/** Oldest messages are dropped beyond either cap, so that no peer can fill a page's memory. */
export const MAX_MESSAGES = 10_000;
/** UTF-16 code units, two bytes each at most. */
export const MAX_TRANSCRIPT_CHARS = 16 * 1024 * 1024;

/** Receipts only ever move a message forward: a late "delivered" does not undo "read". */
const RANK: Record<MessageStatus, number> = { failed: 0, queued: 1, sent: 2, delivered: 3, read: 4 };

/** What a receipt says. */
type Reached = 'delivered' | 'read';

export class Transcript {
  readonly #list: DMMessage[] = [];
  /** Where each message stands, counted from the first one ever: dropping the oldest moves nobody. */
  readonly #places = new Map<string, number>();
  /** How many were dropped. */
  #dropped = 0;
  #chars = 0;
  #unread = 0;
  #queued = 0;
  /** What `messages` gave last, until something changes: a copy costs as much as the whole list is long. */
  #copy: readonly DMMessage[] | null = [];
  /** All of ours, and all of theirs, before these places have got so far. */
  readonly #before = { delivered: { in: 0, out: 0 }, read: { in: 0, out: 0 } };

  get messages(): readonly DMMessage[] {
    return (this.#copy ??= [...this.#list]);
  }

  get unread(): number {
    return this.#unread;
  }

  /** Own messages that wait for a link. */
  get queued(): number {
    return this.#queued;
  }

  find(id: string): DMMessage | undefined {
    return this.#list[this.#indexOf(id)];
  }

  /** Appends. Returns false, and changes nothing, if there is a message of that id already. */
  add(message: DMMessage): boolean {
    if (this.#places.has(message.id)) return false;
    this.#places.set(message.id, this.#dropped + this.#list.length);
    this.#list.push(message);
    this.#count(message, 1);
    while (this.#list.length > MAX_MESSAGES || this.#chars > MAX_TRANSCRIPT_CHARS) this.#dropOldest();
    return true;
  }

  /**
   * The messages of that direction up to and including `id` have got so far: both sides keep one order, so that one
   * receipt speaks for all before it. Returns whether anything changed.
   */
  reach(id: string, direction: 'in' | 'out', status: Reached): boolean {
    const last = this.#indexOf(id);
    if (this.#list[last]?.direction !== direction) return false;
    const before = this.#before[status];
    const first = Math.max(0, before[direction] - this.#dropped);
    before[direction] = Math.max(before[direction], this.#dropped + last + 1);
    let changed = false;
    for (const message of this.#list.slice(first, last + 1)) {
      if (message.direction !== direction || !canMove(message, status)) continue;
      changed = this.#replace(message, { status });
    }
    return changed;
  }

  /** What waited for a link is on the wire. Returns whether anything changed. */
  flushed(): boolean {
    if (this.#queued === 0) return false;
    for (const message of [...this.#list]) {
      if (message.direction === 'out' && message.status === 'queued') this.#replace(message, { status: 'sent' });
    }
    return true;
  }

  /** What was to go out of this message has not arrived, and will not. Returns whether anything changed. */
  fail(id: string): boolean {
    const message = this.find(id);
    if (message?.direction !== 'out' || message.status === 'failed') return false;
    return this.#replace(message, { status: 'failed' });
  }

  /** Empties a message that its sender took back. Returns whether anything changed. */
  delete(id: string, direction: 'in' | 'out'): boolean {
    const message = this.find(id);
    if (message?.direction !== direction || message.deleted) return false;
    return this.#replace(message, { content: '', deleted: true, reactions: {} });
  }

  /** Sets or takes back somebody's one reaction. Returns whether there is such a message. */
  react(id: string, who: 'self' | 'peer', emoji: EmojiReaction | null): boolean {
    const message = this.find(id);
    if (!message || message.deleted) return false;
    const other = who === 'self' ? 'peer' : 'self';
    const kept = message.reactions?.[other];
    const reactions = { ...(kept && { [other]: kept }), ...(emoji && { [who]: emoji }) };
    return this.#replace(message, { reactions });
  }

  /** Drops everything. Strings wait for the garbage collector; that is all JavaScript can do. */
  wipe(): void {
    this.#list.length = 0;
    this.#places.clear();
    this.#copy = [];
    this.#dropped = this.#chars = this.#unread = this.#queued = 0;
    for (const before of Object.values(this.#before)) before.in = before.out = 0;
  }

  /** -1, which is nowhere, for an id that is not there or was dropped. */
  #indexOf(id: string): number {
    return (this.#places.get(id) ?? -1) - this.#dropped;
  }

  #dropOldest(): void {
    const oldest = this.#list.shift();
    if (!oldest) return;
    this.#places.delete(oldest.id);
    this.#dropped++;
    this.#count(oldest, -1);
  }

  #replace(message: DMMessage, change: Partial<DMMessage>): true {
    const changed = { ...message, ...change };
    this.#list[this.#indexOf(message.id)] = changed;
    this.#count(message, -1);
    this.#count(changed, 1);
    return true;
  }

  /** A message comes (1) or goes (-1). */
  #count(message: DMMessage, by: 1 | -1): void {
    this.#copy = null;
    this.#chars += by * message.content.length;
    if (isUnread(message)) this.#unread += by;
    if (message.direction === 'out' && message.status === 'queued') this.#queued += by;
  }
}

const canMove = (message: DMMessage, status: MessageStatus): boolean =>
  message.status !== 'failed' && RANK[message.status] < RANK[status];

const isUnread = (message: DMMessage): boolean =>
  message.direction === 'in' && message.status !== 'read' && !message.deleted;
