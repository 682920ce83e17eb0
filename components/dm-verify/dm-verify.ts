import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import '../locales/en-chat.js';
import type { Safety } from '../../src/secure/channel.js';
import type { DMSessionLike } from '../../src/session/types.js';
import { LOCALES, loadLocale } from '../locales/load.js';
import { emojiWordsIn } from '../locales/localize.js';
import { Announcer } from '../shared/announcer.js';
import { DMElement } from '../shared/base.js';
import { define } from '../shared/define.js';
import { DMVerifyAnswerEvent } from '../shared/events.js';
import { card } from '../shared/card.styles.js';
import { CLOSE } from '../shared/chat-icons.js';
import { icon, SHIELD_CHECK } from '../shared/icons.js';
import { SessionController } from '../shared/session-controller.js';
import { spareSlot } from '../shared/spare-slot.js';
import { SessionFinder } from '../shared/session-finder.js';
import { qr } from '../shared/qr.styles.js';
import { buttons, tokens } from '../shared/tokens.styles.js';
import { styles } from './dm-verify.styles.js';
import { EMOJI, ENGLISH } from './emoji.js';
import type { QrView } from './qr-view.js';

/** Three ways to compare the same thing. */
type View = 'emoji' | 'digits' | 'qr';

/**
 * @summary Lets two people make sure that nobody sits between them: seven emoji with words, numbers, or QR codes, to be
 * compared outside of this chat. Neither answer is preselected, and "They don't match" ends and erases the chat on both sides.
 *
 * @slot instructions - How to compare, instead of our words.
 *
 * @event {DMVerifyAnswerEvent} dm-verify-answer - The person has answered; `match` says what. Cancelable.
 * @event {Event} close - The dialog was closed, by the person or because the chat is over. Does not bubble.
 *
 * @csspart dialog - The dialog.
 * @csspart grid - The seven emoji.
 * @csspart item - One of them.
 * @csspart word - Its word.
 * @csspart digits - The numbers.
 * @csspart qr - Our code, for the other person's camera.
 * @csspart scan - The button that reads theirs.
 * @csspart match - The button.
 * @csspart mismatch - The button.
 *
 * @cssState open - The dialog is open.
 */
export class DMVerify extends DMElement {
  static override styles = [tokens, buttons, card, qr, styles];

  /** User id of the other person, where no `session` is set. */
  @property({ useDefault: true }) peer = '';
  /** Id of the `dm-provider` to use, where it is not above this element. */
  @property({ attribute: 'for', useDefault: true }) htmlFor = '';
  /** What is shown: `emoji`, `digits`, or `both`, between which (and a QR code) the person can change. */
  @property({ useDefault: true }) format: 'both' | 'emoji' | 'digits' = 'both';
  /** Opens the dialog, as soon as there is something to compare. */
  @property({ type: Boolean }) open = false;
  /** The session. Set by `dm-session`, or by the page. */
  @property({ attribute: false })
  get session(): DMSessionLike | null {
    return this.#controller.session;
  }
  set session(session: DMSessionLike | null) {
    this.#controller.session = session;
  }

  @query('dialog') private dialog?: HTMLDialogElement;
  @state() private chosen: View = 'emoji';
  @state() private qr: QrView | null = null;
  /** Language of the words: the other person may read another one. */
  @state() private wordsIn = '';

  readonly #announcer = new Announcer(this);
  readonly #controller = new SessionController(this, {
    claims: false,
    on: (event, session) => {
      const { verification } = session;
      if (event.type === 'dm-verify-change') this.#announcer.announce(() => this.#say('verifyDone'));
      else if (verification.confirmedByPeer && verification.level === 'none') {
        this.#announcer.announce(() => this.#say('verifyPeerDone'));
      }
    },
  });

  constructor() {
    super();
    new SessionFinder(this, (session) => (this.session = session));
  }

  /** Opens the dialog. */
  start(): void {
    this.open = true;
  }

  /** "They match". */
  async confirm(): Promise<void> {
    if (this.dispatchEvent(new DMVerifyAnswerEvent(true))) await this.session?.confirmVerification(true);
  }

  /** "They don't match": ends and erases the chat on both sides. */
  async reject(): Promise<void> {
    if (this.dispatchEvent(new DMVerifyAnswerEvent(false))) await this.session?.confirmVerification(false);
  }

  protected override render(): TemplateResult {
    const { session } = this;
    const safety = session?.safety;
    const isDone = session?.verification.level === 'verified';
    return html`<dialog part="dialog" aria-labelledby="title" @close=${this.#handleClose}>
      ${session && this.open && isDone ? this.#done(session) : nothing}
      ${session && this.open && safety && !isDone ? this.#compare(session, safety) : spareSlot('instructions')}
      ${this.#announcer.render()}
    </dialog>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const { dialog, session } = this;
    const canShow =
      this.open && session !== null && (session.safety !== null || session.verification.level === 'verified');
    this.setStates({ open: canShow });
    if (!dialog) return;
    if (!canShow) return dialog.open ? dialog.close() : undefined;
    const isNew = !dialog.open;
    if (isNew) dialog.showModal();
    // On the question: neither answer is one Enter away. And again when the button that was pressed is gone.
    if (isNew || !this.shadowRoot?.activeElement) this.renderRoot.querySelector<HTMLElement>('h2')?.focus();
  }

  #say(key: 'verifyDone' | 'verifyPeerDone'): string {
    return this.words.term(key, this.session?.peerName ?? '');
  }

  #compare(session: DMSessionLike, safety: Safety): TemplateResult {
    const { words } = this;
    const { confirmedBySelf, confirmedByPeer } = session.verification;
    const view = this.format === 'both' ? this.chosen : this.format;
    return html`
      <button class="icon close" aria-label=${words.term('close')} @click=${this.#close}>${icon(CLOSE)}</button>
      <h2 id="title" tabindex="-1">${words.term('verifyTitle', session.peerName)}</h2>
      <p><slot name="instructions">${words.term('verifyBody', session.peerName)}</slot></p>
      ${this.format === 'both' ? this.#switch() : nothing}
      <div class="stage">${this.#stage(view, session, safety)}</div>
      ${
        confirmedBySelf
          ? html`<p class="waiting">${words.term('verifyWaiting', session.peerName)}</p>`
          : html`${confirmedByPeer ? html`<p class="waiting">${this.#say('verifyPeerDone')}</p>` : nothing}
              <div class="actions">
                <button part="mismatch" class="outlined danger" @click=${() => void this.reject()}>
                  ${words.term('theyDontMatch')}
                </button>
                <button part="match" class="outlined" @click=${() => void this.confirm()}>
                  ${words.term('theyMatch')}
                </button>
              </div>`
      }
      <p class="note">${words.term('verifyNote')}</p>
    `;
  }

  #switch(): TemplateResult {
    const choice = (view: View, text: string): TemplateResult =>
      html`<button aria-pressed=${view === this.chosen ? 'true' : 'false'} @click=${() => void this.#choose(view)}>
        ${text}
      </button>`;
    return html`<div class="switch">
      ${choice('emoji', this.words.term('verifyWords'))} ${choice('digits', this.words.term('verifyNumbers'))}
      ${choice('qr', this.words.term('verifyQr'))}
    </div>`;
  }

  async #choose(view: View): Promise<void> {
    this.chosen = view;
    if (view !== 'qr') return this.qr?.stop();
    const { QrView } = await import('./qr-view.js');
    this.qr ??= new QrView(this, this.words);
  }

  #stage(view: View, session: DMSessionLike, safety: Safety): TemplateResult | typeof nothing {
    switch (view) {
      case 'emoji':
        return this.#emoji(safety);
      case 'digits':
        return this.#digits(safety);
      case 'qr':
        return this.qr?.render(session) ?? nothing;
    }
  }

  #emoji(safety: Safety): TemplateResult {
    const lang = this.wordsIn || this.words.lang();
    const table = emojiWordsIn(lang) ?? ENGLISH;
    return html`<ol part="grid" class="grid" aria-label=${this.words.term('verifyEmojiList')}>
        ${safety.emoji.map(
          (index) =>
            html`<li part="item">
              <span class="emoji" aria-hidden="true">${EMOJI[index]}</span>
              <span part="word" class="word" lang=${lang}>${table[index]}</span>
            </li>`,
        )}
      </ol>
      <label class="language"
        >${this.words.term('verifyLanguage')}
        <select @change=${this.#handleLanguage}>
          ${['en', ...LOCALES].map(
            (code) =>
              html`<option value=${code} lang=${code} ?selected=${code === lang.split('-')[0]}>
                ${nameOf(code)}
              </option>`,
          )}
        </select>
      </label>`;
  }

  #digits({ decimals, number }: Safety): TemplateResult {
    const groups = number.match(/.{1,5}/g) ?? [];
    // Left to right in every language: it is read out digit by digit.
    return html`<div part="digits" class="digits" dir="ltr">
      <p class="short">${decimals.map((each) => html`<span>${each}</span>`)}</p>
      <p class="long">${groups.map((each) => html`<span>${each}</span>`)}</p>
    </div>`;
  }

  #done(session: DMSessionLike): TemplateResult {
    const { words } = this;
    return html`
      <div class="mark">${icon(SHIELD_CHECK)}</div>
      <h2 id="title" tabindex="-1">${words.term('verifyDone', session.peerName)}</h2>
      <p>${words.term('verifyDoneBody')}</p>
      <p class="note">${words.term('verifyNote')}</p>
      <div class="actions"><button class="primary" @click=${this.#close}>${words.term('done')}</button></div>
    `;
  }

  readonly #close = (): void => this.dialog?.close();

  /** By then the browser has given the focus back, if what had it is still there. Who has closed it by `open` knows. */
  readonly #handleClose = async (): Promise<void> => {
    this.qr?.stop();
    if (!this.open) return;
    this.open = false;
    // The button that was pressed keeps the focus as long as it is there.
    await this.updateComplete;
    this.dispatchEvent(new Event('close'));
  };

  readonly #handleLanguage = async (event: Event): Promise<void> => {
    const code = (event.target as HTMLSelectElement).value;
    await loadLocale(code);
    this.wordsIn = code;
  };
}

/** A language in its own words. */
const nameOf = (code: string): string => new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code;

define('dm-verify', DMVerify);

declare global {
  interface HTMLElementTagNameMap {
    'dm-verify': DMVerify;
  }
}
