import { ContextProvider } from '@lit/context';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import '../locales/en-chat.js';
import { DMUnreadChangeEvent } from '../../src/events.js';
import type { DMClientLike, DMSessionLike } from '../../src/session/types.js';
import '../dm-session/dm-session.js';
import { hue, initial } from '../shared/avatar.js';
import { Announcer } from '../shared/announcer.js';
import { avatar } from '../shared/avatar.styles.js';
import { DMElement } from '../shared/base.js';
import { ClientFinder } from '../shared/client-finder.js';
import { clientContext } from '../shared/context.js';
import { define } from '../shared/define.js';
import { BACK, CLOSE } from '../shared/chat-icons.js';
import { CHAT, icon } from '../shared/icons.js';
import { isInDialog } from '../shared/in-dialog.js';
import { SESSION_PARTS } from '../shared/parts.js';
import { spareSlot } from '../shared/spare-slot.js';
import { buttons, tokens } from '../shared/tokens.styles.js';
import { Bystander } from './bystander.js';
import { styles } from './dm-launcher.styles.js';
import { Residents } from './residents.js';
import { VisualViewport } from './visual-viewport.js';

/** Beyond this many a badge says only that there are many. */
const MOST_SHOWN = 99;

/**
 * @summary A button in the corner of the page, with the number of unread messages, and a panel with all private chats.
 * Opens by itself when the person asks somebody or accepts a request. Keeps the chats alive while it is closed.
 *
 * @slot icon - Instead of the speech bubble.
 * @slot header - Above the list of chats.
 * @slot - Shown instead of our words while there are no chats.
 *
 * @event {DMUnreadChangeEvent} dm-unread-change - How many messages over all chats have not been read.
 *
 * @csspart button - The floating button.
 * @csspart badge - The number of unread messages.
 * @csspart panel - The panel.
 * @csspart list - The list of chats.
 * @csspart session - The chat that is shown.
 *
 * @cssState open - The panel is open.
 * @cssState has-unread - There are unread messages.
 */
export class DMLauncher extends DMElement {
  static override styles = [tokens, buttons, avatar, styles];

  /** Id of the `dm-provider` to use, where it is not above this element. */
  @property({ attribute: 'for', useDefault: true }) htmlFor = '';
  /** The corner: `bottom-end` or `bottom-start`. */
  @property({ useDefault: true }) placement: 'bottom-end' | 'bottom-start' = 'bottom-end';
  /** Whether the panel is open. */
  @property({ type: Boolean }) open = false;

  @query('.button') private button?: HTMLButtonElement;
  @query('.panel') private panel?: HTMLElement;
  /** User id of the person whose chat is shown; `null`: the list. */
  @state() private shown: string | null = null;

  readonly #finder = new ClientFinder(this, (client) => this.#setClient(client));
  /** For the sessions in the panel, also where `for` names a provider elsewhere. */
  readonly #context = new ContextProvider(this, { context: clientContext, initialValue: null });
  readonly #announcer = new Announcer(this);
  readonly #bystander = new Bystander(this.#announcer, this.words, (session) => this.#isShown(session));
  readonly #residents = new Residents(
    this,
    (session) => this.show(session.peer),
    (event, session) => this.#bystander.hear(event, session),
  );
  #unread = 0;
  /** The person was in here before this update, which may take away what had the focus. */
  #wasInside = false;

  constructor() {
    super();
    new VisualViewport(this, () => this.panel);
  }

  /** Unread messages over all chats. */
  get unread(): number {
    return this.#residents.unread;
  }

  /** Opens the panel on the chat with `peer`. */
  show(peer: string): void {
    this.shown = peer;
    this.open = true;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('htmlFor')) this.#finder.look();
    // One chat needs no list.
    const [first, second] = this.#residents.sessions;
    if (changed.has('open') && this.open && this.shown === null && first && !second) this.shown = first.peer;
    this.#wasInside = this.hasUpdated && this.matches(':focus-within');
  }

  protected override render(): TemplateResult {
    const { words, open } = this;
    const count = this.unread;
    const label = words.term('privateMessages') + (count > 0 ? `, ${words.term('unread', count)}` : '');
    return html`
      <section
        class="panel"
        part="panel"
        role="dialog"
        aria-label=${words.term('privateMessages')}
        tabindex="-1"
        data-placement=${this.placement}
        ?hidden=${!open}
        @keydown=${this.#handleKeydown}
      >
        ${open ? this.#content() : [spareSlot('header'), spareSlot('')]}
      </section>
      <button
        class="button primary"
        part="button"
        data-placement=${this.placement}
        aria-label=${label}
        aria-expanded=${open ? 'true' : 'false'}
        @click=${() => (this.open = !open)}
      >
        <slot name="icon">${icon(open ? CLOSE : CHAT)}</slot>
        ${count > 0 ? html`<span part="badge" class="badge" aria-hidden="true">${short(count)}</span>` : nothing}
      </button>
      ${this.#announcer.render()}
    `;
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const { unread } = this;
    this.setStates({ open: this.open, 'has-unread': unread > 0 });
    this.#leadFocus(changed);
    if (unread === this.#unread) return;
    this.#unread = unread;
    this.dispatchEvent(new DMUnreadChangeEvent(unread));
  }

  /** What happens by itself moves no focus; only the person's own hand does, and where the button they pressed is gone. */
  #leadFocus(changed: ReadonlyMap<PropertyKey, unknown>): void {
    if (!this.#wasInside) return;
    const from = changed.get('shown');
    if (changed.has('open')) (this.open ? this.panel : this.button)?.focus();
    else if (changed.has('shown') && !this.matches(':focus-within')) {
      const entry = this.renderRoot.querySelector<HTMLElement>(`.entry[data-peer="${CSS.escape(String(from))}"]`);
      (entry ?? this.panel)?.focus();
    }
  }

  #content(): TemplateResult {
    const { sessions } = this.#residents;
    const shown = sessions.find(({ peer }) => peer === this.shown);
    if (!shown) return this.#list(sessions);
    return html`<dm-session
        part="session"
        exportparts=${SESSION_PARTS}
        peer=${shown.peer}
        @dm-unread-change=${(event: Event) => event.stopPropagation()}
      >
        <div slot="header-actions" class="ways">
          ${sessions.length > 1 ? this.#icon('back', () => (this.shown = null)) : nothing}
          ${this.#icon('close', () => (this.open = false))}
        </div>
      </dm-session>
      ${spareSlot('header')} ${spareSlot('')}`;
  }

  #list(sessions: readonly DMSessionLike[]): TemplateResult {
    const { words } = this;
    return html`<div class="head">
        <slot name="header"><h2>${words.term('privateMessages')}</h2></slot>
        ${this.#icon('close', () => (this.open = false))}
      </div>
      ${
        sessions.length === 0
          ? html`<div class="nobody"><slot>${words.term('noChats')}</slot></div>`
          : html`<ul part="list">
                ${sessions.map((session) => html`<li>${this.#entry(session)}</li>`)}
              </ul>
              ${spareSlot('')}`
      }`;
  }

  #entry(session: DMSessionLike): TemplateResult {
    const { peer, peerName, unread } = session;
    return html`<button class="entry" data-peer=${peer} @click=${() => (this.shown = peer)}>
      <span class="avatar" aria-hidden="true" data-hue=${hue(peer)}>${initial(peerName)}</span>
      <span class="who"><b dir="auto">${peerName}</b><dm-status .session=${session}></dm-status></span>
      ${unread > 0 ? html`<span class="badge" aria-label=${this.words.term('unread', unread)}>${short(unread)}</span>` : nothing}
    </button>`;
  }

  #icon(name: 'back' | 'close', act: () => void): TemplateResult {
    return html`<button class="icon" aria-label=${this.words.term(name)} @click=${act}>
      ${icon(name === 'back' ? BACK : CLOSE)}
    </button>`;
  }

  #handleKeydown(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.defaultPrevented || isInDialog(event)) return;
    this.open = false;
    // By then nothing in here may have the focus any more.
    void this.updateComplete.then(() => this.button?.focus());
  }

  /** In the panel, or by an element of the page's own. */
  #isShown(session: DMSessionLike): boolean {
    if (this.open && session.peer === this.shown) return true;
    return [...document.querySelectorAll('dm-session')].some((each) => each.session === session);
  }

  #setClient(client: DMClientLike | null): void {
    this.#context.setValue(client);
    this.#residents.client = client;
  }
}

const short = (count: number): string => (count > MOST_SHOWN ? `${MOST_SHOWN}+` : String(count));

define('dm-launcher', DMLauncher);

declare global {
  interface HTMLElementTagNameMap {
    'dm-launcher': DMLauncher;
  }
}
