import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { DMRequestEvent } from '../../src/events.js';
import type { DMClientLike, DMSessionLike } from '../../src/session/types.js';
import { Announcer } from '../shared/announcer.js';
import { avatar } from '../shared/avatar.styles.js';
import { DMElement } from '../shared/base.js';
import { ClientEvents } from '../shared/client-events.js';
import { ClientFinder } from '../shared/client-finder.js';
import { Countdown } from '../shared/countdown.js';
import { define } from '../shared/define.js';
import { DMAnswerEvent } from '../shared/events.js';
import { Later } from '../shared/later.js';
import { buttons, tokens } from '../shared/tokens.styles.js';
import type { Answer } from './question.js';

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
  static override styles = [
    tokens,
    buttons,
    avatar,
    css`
      :host {
        display: contents;
      }
    `,
  ];

  /** Id of the `dm-provider` to use, where it is not above this element. */
  @property({ attribute: 'for', useDefault: true }) htmlFor = '';
  /** Hides the button that blocks. */
  @property({ type: Boolean, attribute: 'without-block' }) withoutBlock = false;

  @query('dialog') private dialog?: HTMLDialogElement;
  @state() private client: DMClientLike | null = null;
  @state() private held = true;
  /** Requests that the page shows itself, or that the person has put aside. */
  readonly #aside = new WeakSet<DMSessionLike>();
  readonly #question = new Later(this, () => import('./question.js'));
  readonly #countdown = new Countdown(this);
  readonly #announcer = new Announcer(this);
  readonly #finder = new ClientFinder(this, (client) => this.#setClient(client));
  readonly #events = new ClientEvents(this, ['dm-status', 'dm-request'], (event) => this.#onClientEvent(event));
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
    // Out of the page it is no modal dialog any more; when it comes back it has to become one again.
    this.dialog?.close();
    this.#shown = null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('htmlFor')) this.#finder.look();
    const { request } = this;
    if (request) void this.#question.load();
    if (this.#question.parts && request !== this.#shown) this.#hold();
    const status = request?.status;
    this.#countdown.deadline = status?.state === 'incoming_request' ? status.deadline : null;
  }

  protected override render(): TemplateResult {
    const { request, words, held, queue, withoutBlock } = this;
    const { parts } = this.#question;
    const question =
      request &&
      parts?.question(request, {
        words,
        held,
        queue,
        withoutBlock,
        seconds: this.#countdown.seconds,
        answer: (type) => this.#answer(request, type),
        putAside: () => this.#putAside(request),
      });
    return html`<dialog part="dialog" aria-labelledby="title" @cancel=${this.#handleCancel}>
      ${question ?? nothing} ${this.#announcer.render()}
    </dialog>`;
  }

  protected override updated(): void {
    const { request, dialog } = this;
    if (!this.isConnected || (request && !this.#question.parts)) return;
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

  /** Also the question, if it is still being loaded. */
  protected override async getUpdateComplete(): Promise<boolean> {
    await super.getUpdateComplete();
    await this.#question.settled();
    return super.getUpdateComplete();
  }

  get #waiting(): readonly DMSessionLike[] {
    return this.client?.requests.filter((request) => !this.#aside.has(request)) ?? [];
  }

  #answer(request: DMSessionLike, type: Answer): void {
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
    this.client = client;
    this.#events.client = client;
  }

  /** A page that says `preventDefault()` to a request shows its own question. */
  #onClientEvent(event: Event | null): void {
    queueMicrotask(() => {
      if (event?.defaultPrevented) this.#aside.add((event as DMRequestEvent).session);
      this.requestUpdate();
    });
  }
}

define('dm-request-dialog', DMRequestDialog);

declare global {
  interface HTMLElementTagNameMap {
    'dm-request-dialog': DMRequestDialog;
  }
}
