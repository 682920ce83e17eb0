import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import '../locales/en-chat.js';
import type { EmojiReaction } from '../../src/session/messages.js';
import type { DMMessage, DMSessionLike, FileTransferLike } from '../../src/session/types.js';
import '../dm-message/dm-message.js';
import type { Quote } from '../dm-message/dm-message.js';
import { DMElement } from '../shared/base.js';
import { define } from '../shared/define.js';
import { DMMessageActionEvent, type MessageAction } from '../shared/events.js';
import { DOWN } from '../shared/chat-icons.js';
import { icon } from '../shared/icons.js';
import { MESSAGE_PARTS } from '../shared/parts.js';
import { SessionController } from '../shared/session-controller.js';
import { SessionFinder } from '../shared/session-finder.js';
import { spareSlot } from '../shared/spare-slot.js';
import { buttons, tokens } from '../shared/tokens.styles.js';
import { styles } from './dm-message-list.styles.js';
import { nextFrame, startOfDay } from './frames.js';
import { rows, type Row } from './groups.js';
import { Reach } from './reach.js';
import { RowFocus } from './row-focus.js';
import { actionsFor, emojiBar, toolbar } from './toolbar.js';
import { RowWindow } from './window.js';
import { ScrollAnchor } from './scroll-anchor.js';

/** Within this many pixels of the end the list counts as being there. */
const END_MARGIN_PX = 24;
/** A message is read when it has been visible in a focused page for this long. Milliseconds. */
const READ_AFTER_MS = 500;
/** A message comes alone when none came in this time before it. Milliseconds. */
const ALONE_MS = 200;
/** Drawings closer than this wait for a frame. Milliseconds. */
const FLOOD_MS = 50;

/** What all rows have in common. */
interface RowContext {
  readonly name: string;
  readonly you: string;
  readonly lang: string;
  /** The first moment of this day: headings say "Today". */
  readonly today: number;
}

interface RowParts extends RowContext {
  readonly transfer: FileTransferLike | null;
  readonly quote: Quote | null;
  readonly isActive: boolean;
  /** Far from the end: out of view as long as nobody scrolls. */
  readonly isFar: boolean;
}

/**
 * @summary The conversation: messages in groups and days, kept at the end while the person is there.
 *
 * @slot intro - Above the first message.
 * @slot empty - Shown while there is no message.
 *
 * @event {DMMessageActionEvent} dm-message-action - A reaction, reply, copy or delete was chosen; carries the id. Cancelable.
 *
 * @csspart scroller - What scrolls.
 * @csspart day - A day's heading.
 * @csspart separator - Where the unread ones begin.
 * @csspart toolbar - What can be done with the message under the pointer or the focus.
 * @csspart pill - The button that leads to new messages below.
 *
 * @cssState at-end - The latest message is in view.
 * @cssState has-unread - There are messages that have not been read.
 */
export class DMMessageList extends DMElement {
  static override styles = [tokens, buttons, styles];

  /** User id of the other person, where no `session` is set. */
  @property({ useDefault: true }) peer = '';
  /** Id of the `dm-provider` to use, where it is not above this element. */
  @property({ attribute: 'for', useDefault: true }) htmlFor = '';
  /** The session. Set by `dm-session`, or by the page. */
  @property({ attribute: false })
  get session(): DMSessionLike | null {
    return this.#controller.session;
  }
  set session(session: DMSessionLike | null) {
    this.#controller.session = session;
  }
  /** Most rows in the page at once; older ones come with a button. */
  @property({ type: Number, attribute: 'max-rendered', useDefault: true }) maxRendered = 300;

  /**
   * Says whether a text has reached the clipboard. The list itself has no voice.
   * @internal
   */
  onCopied: ((ok: boolean) => void) | null = null;

  @query('.scroller') private scroller?: HTMLElement;
  @state() private atEnd = true;
  /** The message whose toolbar is shown. */
  @state() private active: string | null = null;
  /** The message that is being answered with an emoji. */
  @state() private reacting: string | null = null;

  readonly #controller = new SessionController(this, {
    claims: false,
    on: (event) => {
      if (event.type !== 'dm-message' || this.session?.messages.at(-1)?.direction !== 'out') return;
      // Who answers has seen what was new, and wants to see the answer.
      this.atEnd = true;
      this.#firstUnread = null;
    },
  });
  /** The first message that came while the person looked away; the line "New" stands above it until they answer. */
  #firstUnread: string | null = null;
  #hadUnread = false;
  #drawnAt = -Infinity;
  #latest: string | undefined;
  #cameAt = -Infinity;
  #arriving: string | undefined;
  #lastTop = 0;
  #reading: ReturnType<typeof setTimeout> | undefined;
  readonly #look = (): void => this.#read();
  readonly #rowFocus = new RowFocus(this, () => (this.reacting = null));
  /** The message under the pointer. */
  #hovered: string | null = null;
  readonly #quotes = new WeakMap<DMMessage, Quote>();
  readonly #window = new RowWindow();
  readonly #reach = new Reach(this, this.#window, this.#rowFocus);
  readonly #anchor = new ScrollAnchor(() => this.scroller);

  constructor() {
    super();
    new SessionFinder(this, (session) => (this.session = session));
  }

  /** Scrolls to the end. */
  scrollToLatest({ behavior = 'auto' }: { behavior?: ScrollBehavior } = {}): void {
    this.atEnd = true;
    this.scroller?.scrollTo({ top: 0, behavior });
  }

  /** Brings one message into view. Resolves when it is there. */
  async scrollToMessage(id: string): Promise<void> {
    await this.#reach.draw(id, this.session?.messages ?? []);
    this.#rowFocus.row(id)?.scrollIntoView({ block: 'center' });
  }

  /** Puts the focus on the latest message. */
  focusLatest(): void {
    this.#rowFocus.move('End');
  }

  override connectedCallback(): void {
    super.connectedCallback();
    for (const type of ['focus', 'visibilitychange']) addEventListener(type, this.#look, true);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const type of ['focus', 'visibilitychange']) removeEventListener(type, this.#look, true);
    clearTimeout(this.#reading);
    this.#reading = undefined;
  }

  /** In a flood once a frame: a hundred messages at once are one drawing, not a hundred. */
  protected override async scheduleUpdate(): Promise<void> {
    if (performance.now() - this.#drawnAt < FLOOD_MS) await nextFrame();
    await super.scheduleUpdate();
  }

  protected override willUpdate(): void {
    const now = performance.now();
    this.#welcome(now);
    this.#drawnAt = now;
    if (!this.atEnd) this.#anchor.hold();
    const hasUnread = this.#hasUnread;
    if (hasUnread && !this.#hadUnread && !this.#watching) {
      this.#firstUnread = this.session?.messages.find(isUnread)?.id ?? null;
    }
    this.#hadUnread = hasUnread;
  }

  protected override render(): TemplateResult {
    const { session, words } = this;
    const messages = session?.messages ?? [];
    const { start, isFar } = this.#window.range(messages, this.maxRendered, this.atEnd);
    const name = session?.peerName ?? '';
    const context = { name, you: words.term('you'), lang: words.lang(), today: startOfDay(Date.now()) };
    return html`
      <div
        class="scroller"
        part="scroller"
        data-sentry-block
        data-dd-privacy="hidden"
        role="log"
        aria-live="off"
        tabindex="0"
        aria-label=${words.term('conversationWith', name)}
        @scroll=${this.#handleScroll}
        @keydown=${this.#rowFocus.handleKeydown}
        @pointerover=${(event: Event) => this.#activate((this.#hovered = idAt(event)))}
        @pointerleave=${() => this.#activate((this.#hovered = null))}
        @focusin=${(event: Event) => this.#activate(idAt(event))}
        @focusout=${this.#handleFocusOut}
      >
        <div class="content">
          <div class="intro"><slot name="intro">${words.term('firstLine', name)}</slot></div>
          ${start > 0 ? this.#earlierButton() : nothing}
          <ol>
            ${repeat(
              rows(messages.slice(start)),
              ({ message }) => message.id,
              (row, index) => this.#row(row, isFar(start + index), context),
            )}
          </ol>
          ${messages.length === 0 ? html`<slot name="empty"></slot>` : spareSlot('empty')}
          <div class="typing">${session?.peerTyping ? this.#typing(name) : nothing}</div>
        </div>
      </div>
      ${this.atEnd ? nothing : this.#pill()}
    `;
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    this.#anchor.restore();
    // The end is where the scroller starts, so being there needs nothing. This is for who was nearly there.
    if (this.atEnd && this.#lastTop !== 0) this.scrollToLatest();
    this.#read();
    this.setStates({ 'at-end': this.atEnd, 'has-unread': this.#hasUnread });
  }

  /** A message that comes alone moves in. In a flood that would only cost, and what was there before has arrived. */
  #welcome(now: number): void {
    const latest = this.session?.messages.at(-1)?.id;
    if (latest === this.#latest) return;
    if (this.hasUpdated && now - this.#cameAt > ALONE_MS) this.#arriving = latest;
    this.#latest = latest;
    this.#cameAt = now;
  }

  /** The person can see the latest message. */
  get #watching(): boolean {
    return this.isConnected && this.atEnd && document.visibilityState === 'visible' && document.hasFocus();
  }

  get #hasUnread(): boolean {
    return (this.session?.unread ?? 0) > 0;
  }

  /** Hundreds of rows are looked at in each frame: one whose parts are the same is not even made again. */
  #row(row: Row, isFar: boolean, context: RowContext): unknown {
    const { message, place, newDay } = row;
    const transfer = message.type === 'file' ? (this.session?.files.get(message.id) ?? null) : null;
    const quote = this.#quoteOf(message, context);
    const isActive = message.id === this.active && this.#canAct;
    const parts = [
      message,
      place,
      quote,
      transfer,
      transfer?.status,
      newDay && context.today,
      isFar,
      message.id === this.#arriving,
      message.id === this.#firstUnread,
      isActive,
      isActive && this.reacting,
      context.name,
      context.you,
      context.lang,
    ];
    return guard(parts, () => this.#drawRow(row, { ...context, transfer, quote, isActive, isFar }));
  }

  #drawRow({ message, place, newDay }: Row, { name, you, transfer, quote, isActive, isFar }: RowParts): TemplateResult {
    const { words } = this;
    const author = message.direction === 'out' ? you : name;
    return html`
      ${newDay ? html`<li class="day" part="day">${this.#day(message.timestamp)}</li>` : nothing}
      ${
        message.id === this.#firstUnread
          ? html`<li class="new" part="separator">${words.term('newSeparator')}</li>`
          : nothing
      }
      <li
        class=${isFar ? 'row far' : 'row'}
        tabindex="-1"
        aria-label="${author}, ${words.time(message.timestamp)}"
        data-id=${message.id}
      >
        <dm-message
          exportparts=${MESSAGE_PARTS}
          data-group=${place}
          ?data-arriving=${message.id === this.#arriving}
          .message=${message}
          .quote=${quote}
          .peerName=${name}
          .transfer=${transfer}
          .fileStatus=${transfer?.status ?? null}
          ?with-meta=${place === 'last' || place === 'single'}
          @dm-quote-open=${() => void this.#reach.focus(message.replyTo, this.session?.messages ?? [])}
          >${isActive ? this.#toolbar(message) : nothing}</dm-message
        >
      </li>
    `;
  }

  #toolbar(message: DMMessage): TemplateResult | typeof nothing {
    if (message.id === this.reacting) {
      return emojiBar(message.reactions?.self, this.words, (emoji) => this.#react(message, emoji));
    }
    return toolbar(actionsFor(message), this.words, (action) => this.#act(message, action));
  }

  #react({ id }: DMMessage, emoji: EmojiReaction | null): void {
    this.#rowFocus.focus(id);
    this.reacting = null;
    if (!this.dispatchEvent(new DMMessageActionEvent(id, 'react'))) return;
    this.session?.react(id, emoji).catch(() => {});
  }

  get #canAct(): boolean {
    return this.session?.state === 'active' || this.session?.state === 'reconnecting';
  }

  #act(message: DMMessage, action: MessageAction): void {
    // On the message meanwhile: the buttons change or go away.
    this.#rowFocus.focus(message.id);
    if (action === 'react') {
      this.reacting = message.id;
      this.#rowFocus.enter(message.id);
      return;
    }
    if (!this.dispatchEvent(new DMMessageActionEvent(message.id, action))) return;
    if (action === 'copy') void this.#copy(message.content);
    // The session may have ended in this very moment; then there is nothing left to delete.
    else if (action === 'delete') this.session?.deleteMessage(message.id).catch(() => {});
  }

  async #copy(text: string): Promise<void> {
    try {
      // Not there without https; refused in a frame that was not given it.
      await navigator.clipboard.writeText(text);
      this.onCopied?.(true);
    } catch {
      this.onCopied?.(false);
    }
  }

  /** The same object for the same words, so that a row is not drawn again for nothing. */
  #quoteOf(message: DMMessage, { name, you }: RowContext): Quote | null {
    if (!message.replyTo) return null;
    const quoted = this.session?.messages.find(({ id }) => id === message.replyTo);
    const author = quoted?.direction === 'out' ? you : name;
    const text = quoted
      ? quoted.deleted
        ? this.words.term('deleted')
        : (quoted.metadata?.fileName ?? quoted.content)
      : this.words.term('repliedGone');
    const known = this.#quotes.get(message);
    if (known?.author === author && known.text === text) return known;
    const quote = { author, text };
    this.#quotes.set(message, quote);
    return quote;
  }

  /** The pointer counts while the focus says nothing: Safari gives it to no button that is clicked. */
  #activate(id: string | null): void {
    this.active = id ?? this.#hovered ?? this.#rowFocus.focused;
    if (this.active !== this.reacting) this.reacting = null;
  }

  /** Within the list the focus that comes says what is active. */
  #handleFocusOut({ relatedTarget }: FocusEvent): void {
    if (!this.scroller?.contains(relatedTarget as Node | null)) this.#activate(null);
  }

  #day(timestamp: number): string {
    const days = Math.round((startOfDay(Date.now()) - startOfDay(timestamp)) / 86_400_000);
    return days < 2
      ? this.words.relativeTime(-days, 'day', { numeric: 'auto' })
      : this.words.date(new Date(timestamp), { weekday: 'long', day: 'numeric', month: 'long' });
  }

  #typing(name: string): TemplateResult {
    return html`<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>
      <span class="hidden">${this.words.term('typing', name)}</span>`;
  }

  #pill(): TemplateResult {
    const count = this.session?.unread ?? 0;
    const text = count > 0 ? this.words.term('newMessages', count) : this.words.term('jumpToLatest');
    return html`<button class="pill" part="pill" @click=${this.#handlePill}>${text} ${icon(DOWN)}</button>`;
  }

  #earlierButton(): TemplateResult {
    return html`<button class="earlier" @click=${() => void this.#reach.showEarlier(this.maxRendered)}>
      ${this.words.term('showEarlier')}
    </button>`;
  }

  #handlePill(): void {
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.scrollToLatest({ behavior: still ? 'auto' : 'smooth' });
    // It goes away: not with the focus, and where Tab leads on to the composer.
    if (this.shadowRoot?.activeElement?.matches('.pill')) this.scroller?.focus({ preventScroll: true });
  }

  #handleScroll(): void {
    if (!this.scroller) return;
    // 0 at the end, and negative above it.
    const { scrollTop } = this.scroller;
    if (scrollTop >= -END_MARGIN_PX) this.atEnd = true;
    // A smooth way to the end passes rows that are not the end: only a way upwards leaves it.
    else if (scrollTop < this.#lastTop) this.atEnd = false;
    this.#lastTop = scrollTop;
    this.#read();
  }

  /** Marks as read what the person can really see: at the end, in a focused and visible page, for a moment. */
  #read(): void {
    if (!this.#hasUnread || !this.#watching || this.#reading !== undefined) return;
    this.#reading = setTimeout(() => {
      this.#reading = undefined;
      const latest = this.session?.messages.findLast(isUnread);
      if (latest && this.#watching) this.session?.markRead(latest.id);
    }, READ_AFTER_MS);
  }
}

const isUnread = ({ direction, status, deleted }: DMMessage): boolean =>
  direction === 'in' && status !== 'read' && !deleted;

const idAt = (event: Event): string | null =>
  (event.target as Element).closest<HTMLElement>('.row')?.dataset['id'] ?? null;

define('dm-message-list', DMMessageList);

declare global {
  interface HTMLElementTagNameMap {
    'dm-message-list': DMMessageList;
  }
}
