import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { DMRequestEvent } from '../../src/events.js';
import type { DMClientLike, DMSessionLike } from '../../src/session/types.js';
import { Announcer } from '../shared/announcer.js';
import { DMElement } from '../shared/base.js';
import { ClientFinder } from '../shared/client-finder.js';
import { Countdown, minutes } from '../shared/countdown.js';
import { define } from '../shared/define.js';
import { DMAnswerEvent } from '../shared/events.js';
import { buttons, tokens } from '../shared/tokens.styles.js';
import { styles } from './dm-request-dialog.styles.js';

/** A dialog that appears under a finger must not be answered by the tap that was meant for something else. Milliseconds. */
const INERT_MS = 500;
/** Seconds left at which it is said aloud. */
const SPOKEN = [30, 10];

/**
 * @summary Asks the person about incoming requests, one after the other. Escape means "not now": no answer is sent.
 *
 * @event {DMAnswerEvent} dm-accept - The person accepts. Cancelable.
 * @event {DMAnswerEvent} dm-decline - The person declines. Cancelable.
 * @event {DMAnswerEvent} dm-block - The person blocks. Cancelable: then the page does it.
 *
 * @csspart dialog - The dialog.
 * @csspart title - Who asks.
 * @csspart identity - Their user id.
 * @csspart countdown - The time that is left.
 * @csspart accept - The button.
 * @csspart decline - The button.
 * @csspart block - The button.
 *
 * @cssState open - A request is shown.
 */
export class DMRequestDialog extends DMElement {
  static override styles = [tokens, buttons, styles];

  /** Id of the `dm-provider` to use, where it is not above this element. */
  @property({ attribute: 'for', useDefault: true }) htmlFor = '';
  /** Hides the button that blocks. */
  @property({ type: Boolean, attribute: 'without-block' }) withoutBlock = false;

  @query('dialog') private dialog?: HTMLDialogElement;
  @state() private client: DMClientLike | null = null;
  @state() private held = true;
  /** Requests that the page shows itself, or that the person has put aside. */
  readonly #aside = new WeakSet<DMSessionLike>();
  readonly #countdown = new Countdown(this);
  readonly #announcer = new Announcer(this);
  readonly #finder = new ClientFinder(this, (client) => this.#setClient(client));
  #shown: DMSessionLike | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #spokenAt = Infinity;

  /** The request that is shown, or `null`. */
  get request(): DMSessionLike | null {
    return this.#waiting[0] ?? null;
  }

  /** How many more wait behind it. */
  get queue(): number {
    return Math.max(0, this.#waiting.length - 1);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#shown = null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('htmlFor')) this.#finder.look();
    if (this.request !== this.#shown) this.#hold();
    const status = this.request?.status;
    this.#countdown.deadline = status?.state === 'incoming_request' ? status.deadline : null;
  }

  protected override render(): TemplateResult {
    const { request } = this;
    return html`<dialog part="dialog" aria-labelledby="title" @cancel=${this.#handleCancel}>
      ${request ? this.#question(request) : nothing} ${this.#announcer.render()}
    </dialog>`;
  }

  protected override updated(): void {
    const { request, dialog } = this;
    this.setStates({ open: request !== null });
    if (request !== this.#shown) {
      this.#shown = request;
      this.#spokenAt = Infinity;
      if (request && dialog && !dialog.open) dialog.showModal();
      // On the question, not on an answer: Enter must not accept a stranger.
      if (request) this.renderRoot.querySelector<HTMLElement>('h2')?.focus();
      else dialog?.close();
    }
    this.#speakOfTime();
  }

  get #waiting(): readonly DMSessionLike[] {
    return this.client?.requests.filter((request) => !this.#aside.has(request)) ?? [];
  }

  #question(request: DMSessionLike): TemplateResult {
    const { words, queue } = this;
    const name = request.peerName;
    const answer = (type: 'dm-accept' | 'dm-decline' | 'dm-block') => () => this.#answer(request, type);
    return html`
      <div class="avatar" aria-hidden="true">${[...name][0] ?? '?'}</div>
      <h2 id="title" part="title" tabindex="-1" dir="auto">${words.term('incomingTitle', name)}</h2>
      ${name === request.peer ? nothing : html`<p class="id" part="identity">${request.peer}</p>`}
      <p>${words.term('incomingBody')}</p>
      <p class="time" part="countdown" role="timer" aria-live="off">
        ${words.term('timeLeft', minutes(this.#countdown.seconds))}
      </p>
      <div class="actions">
        <button part="decline" ?disabled=${this.held} @click=${answer('dm-decline')}>${words.term('decline')}</button>
        <button part="accept" class="primary" ?disabled=${this.held} @click=${answer('dm-accept')}>
          ${words.term('accept')}
        </button>
      </div>
      <div class="more">
        ${
          this.withoutBlock
            ? nothing
            : html`<button part="block" class="danger" ?disabled=${this.held} @click=${answer('dm-block')}>
                ${words.term('block')}
              </button>`
        }
        <span>${queue > 0 ? words.term('moreRequests', queue) : nothing}</span>
        <button @click=${() => this.#putAside(request)}>${words.term('notNow')}</button>
      </div>
    `;
  }

  #answer(request: DMSessionLike, type: 'dm-accept' | 'dm-decline' | 'dm-block'): void {
    this.#aside.add(request);
    this.requestUpdate();
    if (!this.dispatchEvent(new DMAnswerEvent(type, request.peer))) return;
    if (type === 'dm-block') this.client?.block(request.peer);
    // A request that was taken back in this very moment is over already; there is nothing left to answer.
    else (type === 'dm-accept' ? request.accept() : request.decline()).catch(() => {});
  }

  /** "Not now": to the other side it looks as if nobody had seen it. */
  #putAside(request: DMSessionLike): void {
    this.#aside.add(request);
    request.ignore();
    this.requestUpdate();
  }

  #handleCancel(event: Event): void {
    event.preventDefault();
    if (this.request) this.#putAside(this.request);
  }

  #hold(): void {
    this.held = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.held = false), INERT_MS);
  }

  #speakOfTime(): void {
    const { seconds } = this.#countdown;
    const mark = SPOKEN.find((each) => seconds <= each && seconds > each - 2 && this.#spokenAt > each);
    if (!this.request || mark === undefined) return;
    this.#spokenAt = mark;
    this.#announcer.announce(() => this.words.term('sayTimeLeft', seconds));
  }

  #setClient(client: DMClientLike | null): void {
    this.client?.removeEventListener('dm-status', this.#onStatus);
    this.client?.removeEventListener('dm-request', this.#onRequest);
    client?.addEventListener('dm-status', this.#onStatus);
    client?.addEventListener('dm-request', this.#onRequest);
    this.client = client;
  }

  readonly #onStatus = (): void => this.requestUpdate();

  /** A page that says `preventDefault()` shows its own question. */
  readonly #onRequest = (event: Event): void => {
    queueMicrotask(() => {
      if (event.defaultPrevented) this.#aside.add((event as DMRequestEvent).session);
      this.requestUpdate();
    });
  };
}

define('dm-request-dialog', DMRequestDialog);

declare global {
  interface HTMLElementTagNameMap {
    'dm-request-dialog': DMRequestDialog;
  }
}
