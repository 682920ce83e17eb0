import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import '../locales/en-chat.js';
import type { EmojiReaction } from '../../src/session/messages.js';
import type { DMMessage, DMSessionLike } from '../../src/session/types.js';
import '../dm-message/dm-message.js';
import type { Quote } from '../dm-message/dm-message.js';
import { DMElement } from '../shared/base.js';
import { define } from '../shared/define.js';
import { DMMessageActionEvent, type MessageAction } from '../shared/events.js';
import { icon } from '../shared/icons.js';
import { SessionController } from '../shared/session-controller.js';
import { SessionFinder } from '../shared/session-finder.js';
import { buttons, tokens } from '../shared/tokens.styles.js';
import { styles } from './dm-message-list.styles.js';
import { rows, type Row } from './groups.js';
import { RowFocus } from './row-focus.js';
import { actionsFor, emojiBar, toolbar } from './toolbar.js';

/** Within this many pixels of the end the list counts as being there. */
const END_MARGIN_PX = 24;
/** A message is read when it has been visible in a focused page for this long. Milliseconds. */
const READ_AFTER_MS = 500;
/** Drawings closer than this wait for a frame. Milliseconds. */
const FLOOD_MS = 50;
/** A page in the background has no frames. Milliseconds. */
const NO_FRAME_MS = 100;

/**
 * @summary The conversation: messages in groups and days, kept at the end while the person is there.
 *
 * @slot intro - Above the first message.
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

  @query('.scroller') private scroller?: HTMLElement;
  @state() private atEnd = true;
  @state() private earlier = 0;
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
  #lastTop = 0;
  #reading: ReturnType<typeof setTimeout> | undefined;
  readonly #look = (): void => this.#read();
  #resize: ResizeObserver | null = null;
  readonly #rowFocus = new RowFocus(this, () => (this.reacting = null));
  /** The message under the pointer. */
  #hovered: string | null = null;
  readonly #quotes = new WeakMap<DMMessage, Quote>();

  constructor() {
    super();
    new SessionFinder(this, (session) => (this.session = session));
  }

  /** Scrolls to the end. */
  scrollToLatest({ behavior = 'auto' }: { behavior?: ScrollBehavior } = {}): void {
    this.atEnd = true;
    this.scroller?.scrollTo({ top: this.scroller.scrollHeight, behavior });
  }

  /** Brings one message into view. */
  scrollToMessage(id: string): void {
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
    this.#resize?.disconnect();
    this.#resize = null;
    clearTimeout(this.#reading);
    this.#reading = undefined;
  }

  /** In a flood once a frame: a hundred messages at once are one drawing, not a hundred. */
  protected override async scheduleUpdate(): Promise<void> {
    if (performance.now() - this.#drawnAt < FLOOD_MS) await nextFrame();
    await super.scheduleUpdate();
  }

  protected override willUpdate(): void {
    this.#drawnAt = performance.now();
    const [first] = this.#unread;
    if (first && !this.#hadUnread && !this.#watching) this.#firstUnread = first.id;
    this.#hadUnread = first !== undefined;
  }

  protected override render(): TemplateResult {
    const { session, words } = this;
    const messages = session?.messages ?? [];
    const start = Math.max(0, messages.length - this.maxRendered - this.earlier);
    const name = session?.peerName ?? '';
    return html`
      <div
        class="scroller"
        part="scroller"
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
        <div class="intro"><slot name="intro">${words.term('firstLine', name)}</slot></div>
        ${start > 0 ? this.#earlierButton() : nothing}
        <ol>
          ${repeat(
            rows(messages.slice(start)),
            ({ message }) => message.id,
            (row) => this.#row(row, name),
          )}
        </ol>
        <div class="typing">${session?.peerTyping ? this.#typing(name) : nothing}</div>
      </div>
      ${this.atEnd ? nothing : this.#pill()}
    `;
  }

  protected override firstUpdated(): void {
    if (!this.scroller) return;
    this.#resize = new ResizeObserver(() => this.#pin());
    this.#resize.observe(this.scroller);
    const list = this.renderRoot.querySelector('ol');
    if (list) this.#resize.observe(list);
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (this.hasUpdated && !this.#resize) this.firstUpdated();
    this.#pin();
    this.#read();
    this.setStates({ 'at-end': this.atEnd, 'has-unread': this.#unread.length > 0 });
  }

  /** The person can see the latest message. */
  get #watching(): boolean {
    return this.isConnected && this.atEnd && document.visibilityState === 'visible' && document.hasFocus();
  }

  get #unread(): readonly DMMessage[] {
    return (
      this.session?.messages.filter(
        ({ direction, status, deleted }) => direction === 'in' && status !== 'read' && !deleted,
      ) ?? []
    );
  }

  #row({ message, place, newDay }: Row, name: string): TemplateResult {
    const { words } = this;
    const author = message.direction === 'out' ? words.term('you') : name;
    const transfer = message.type === 'file' ? this.session?.files.get(message.id) : undefined;
    return html`
      ${newDay ? html`<li class="day" part="day">${this.#day(message.timestamp)}</li>` : nothing}
      ${
        message.id === this.#firstUnread
          ? html`<li class="new" part="separator">${words.term('newSeparator')}</li>`
          : nothing
      }
      <li class="row" tabindex="-1" aria-label="${author}, ${words.time(message.timestamp)}" data-id=${message.id}>
        <dm-message
          data-group=${place}
          .message=${message}
          .quote=${this.#quoteOf(message, name)}
          .peerName=${name}
          .transfer=${transfer ?? null}
          .fileStatus=${transfer?.status ?? null}
          ?with-meta=${place === 'last' || place === 'single'}
          @dm-quote-open=${() => this.#rowFocus.focus(message.replyTo)}
          >${message.id === this.active && this.#canAct ? this.#toolbar(message) : nothing}</dm-message
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
      void this.updateComplete.then(() => this.#rowFocus.enter(message.id));
      return;
    }
    if (!this.dispatchEvent(new DMMessageActionEvent(message.id, action))) return;
    if (action === 'copy') void navigator.clipboard.writeText(message.content);
    // The session may have ended in this very moment; then there is nothing left to delete.
    else if (action === 'delete') this.session?.deleteMessage(message.id).catch(() => {});
  }

  /** The same object for the same words, so that a row is not drawn again for nothing. */
  #quoteOf(message: DMMessage, name: string): Quote | null {
    if (!message.replyTo) return null;
    const quoted = this.session?.messages.find(({ id }) => id === message.replyTo);
    const author = quoted?.direction === 'out' ? this.words.term('you') : name;
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
    const count = this.#unread.length;
    const text = count > 0 ? this.words.term('newMessages', count) : this.words.term('jumpToLatest');
    return html`<button class="pill" part="pill" @click=${() => this.scrollToLatest({ behavior: 'smooth' })}>
      ${text} ${icon('down')}
    </button>`;
  }

  #earlierButton(): TemplateResult {
    return html`<button class="earlier" @click=${() => (this.earlier += this.maxRendered)}>
      ${this.words.term('showEarlier')}
    </button>`;
  }

  /** Stays at the end while the person is there: rows and fonts change size after they were drawn. */
  #pin(): void {
    if (this.atEnd && this.scroller) this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  #handleScroll(): void {
    const { scroller } = this;
    if (!scroller) return;
    // Rows that grow move the end away without anybody scrolling: only a way upwards leaves it.
    const isEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight <= END_MARGIN_PX;
    if (isEnd) this.atEnd = true;
    else if (scroller.scrollTop < this.#lastTop) this.atEnd = false;
    this.#lastTop = scroller.scrollTop;
    this.#read();
  }

  /** Marks as read what the person can really see: at the end, in a focused and visible page, for a moment. */
  #read(): void {
    if (this.#unread.length === 0 || !this.#watching || this.#reading !== undefined) return;
    this.#reading = setTimeout(() => {
      this.#reading = undefined;
      const latest = this.#unread.at(-1);
      if (latest && this.#watching) this.session?.markRead(latest.id);
    }, READ_AFTER_MS);
  }
}

const idAt = (event: Event): string | null =>
  (event.target as Element).closest<HTMLElement>('.row')?.dataset['id'] ?? null;

const nextFrame = (): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, NO_FRAME_MS);
    requestAnimationFrame(() => {
      clearTimeout(timer);
      resolve();
    });
  });

const startOfDay = (timestamp: number): number => new Date(timestamp).setHours(0, 0, 0, 0);

define('dm-message-list', DMMessageList);

declare global {
  interface HTMLElementTagNameMap {
    'dm-message-list': DMMessageList;
  }
}
