import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { DMError } from '../../src/errors.js';
import { DMErrorEvent } from '../../src/events.js';
import { isConversation } from '../../src/session/machine.js';
import { safeName } from '../../src/session/names.js';
import type { DMClientLike, DMSessionLike } from '../../src/session/types.js';
import { DMElement } from '../shared/base.js';
import { define } from '../shared/define.js';
import { DMRequestStartEvent } from '../shared/request-event.js';
import { CHAT, icon } from '../shared/icons.js';
import { SessionController } from '../shared/session-controller.js';
import { SessionFinder } from '../shared/session-finder.js';
import { spareSlot } from '../shared/spare-slot.js';
import { buttons, tokens } from '../shared/tokens.styles.js';
import { styles } from './dm-request-button.styles.js';

/**
 * @summary "Message privately", for a profile or a list of people. Knows whether the other person is there, because
 * both have to be. The conversation itself appears where the page has a `dm-session` or a `dm-launcher`.
 *
 * @slot - The label, instead of our words.
 * @slot offline - Instead of our words, while the other person is not there.
 *
 * @event {DMRequestStartEvent} dm-request-start - The person wants to talk to `peer`. Cancelable: then the page asks.
 * @event {DMErrorEvent} dm-error - Asking went wrong; carries a code.
 *
 * @csspart button - The button.
 * @csspart presence - The dot that says whether the other person is there.
 * @csspart hint - Why nothing can be asked at the moment.
 *
 * @cssState online - The other person has a page open.
 * @cssState offline - They have not.
 * @cssState talking - A conversation with them runs.
 */
export class DMRequestButton extends DMElement {
  static override styles = [tokens, buttons, styles];
  static override shadowRootOptions: ShadowRootInit = { mode: 'open', delegatesFocus: true };

  /** User id of the other person. */
  @property({ useDefault: true }) peer = '';
  /** Their display name, if the page knows it. */
  @property({ attribute: 'peer-name', useDefault: true }) peerName = '';
  /** Id of the `dm-provider` to use, where it is not above this element. */
  @property({ attribute: 'for', useDefault: true }) htmlFor = '';
  /** Cannot be pressed, whoever is online. */
  @property({ type: Boolean }) disabled = false;

  @state() private client: DMClientLike | null = null;
  /** `null` until the server has said. */
  @state() private online: boolean | null = null;

  readonly #controller = new SessionController(this, { claims: false });
  #stopWatching = (): void => {};

  constructor() {
    super();
    new SessionFinder(this, (session, client) => {
      this.#controller.session = session;
      this.client = client;
    });
  }

  /** The session with this person, or `null` while there is no client. */
  get session(): DMSessionLike | null {
    return this.#controller.session;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#watch();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopWatching();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (changed.has('client') || changed.has('peer')) this.#watch();
    this.setStates({ online: this.online === true, offline: this.online === false, talking: this.#isTalking });
  }

  protected override render(): TemplateResult {
    const { words } = this;
    const isAway = this.online === false && !this.#isTalking;
    const isBusy = this.session?.state === 'requesting' || this.session?.state === 'connecting';
    const name = safeName(this.peerName) ?? this.session?.peerName ?? this.peer;
    // What the page says there is about asking.
    const isOurs = isBusy || this.#isTalking;
    const label = this.#isTalking
      ? words.term('openChat')
      : isBusy
        ? words.term('askingTitle', name)
        : words.term('messagePrivately');
    // Not `disabled` while they are away: a person who finds the button should also find out why.
    return html`<button
        part="button"
        class=${isAway ? '' : 'primary'}
        ?disabled=${this.disabled || !this.client || isBusy}
        aria-disabled=${isAway ? 'true' : nothing}
        aria-describedby=${isAway ? 'hint' : nothing}
        @click=${() => !isAway && this.#start()}
      >
        <span part="presence" class="presence" aria-hidden="true">${icon(CHAT)}</span>
        ${isOurs ? label : nothing}<slot ?hidden=${isOurs}>${isOurs ? nothing : label}</slot>
      </button>
      ${isAway ? html`<span part="hint" id="hint" class="hint"><slot name="offline">${words.term('peerOffline', name)}</slot></span>` : spareSlot('offline')}`;
  }

  get #isTalking(): boolean {
    return this.session !== null && isConversation(this.session.status);
  }

  #start(): void {
    if (!this.dispatchEvent(new DMRequestStartEvent(this.peer))) return;
    this.client?.startSession(this.peer).catch((error: unknown) => {
      this.dispatchEvent(new DMErrorEvent(DMError.is(error) ? error.code : 'bad-config', true));
    });
  }

  #watch(): void {
    this.#stopWatching();
    this.online = null;
    this.#stopWatching =
      this.client && this.peer && this.isConnected
        ? this.client.watchPresence(this.peer, (online) => (this.online = online))
        : () => {};
  }
}

define('dm-request-button', DMRequestButton);

declare global {
  interface HTMLElementTagNameMap {
    'dm-request-button': DMRequestButton;
  }
}
