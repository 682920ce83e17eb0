import { html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { DMSessionLike } from '../../src/session/types.js';
import { DMElement } from '../shared/base.js';
import { define } from '../shared/define.js';
import { ERASED, icon, OFFLINE, SHIELD, SHIELD_CHECK, type Icon } from '../shared/icons.js';
import { SessionController } from '../shared/session-controller.js';
import { SessionFinder } from '../shared/session-finder.js';
import { tokens } from '../shared/tokens.styles.js';
import { styles } from './dm-status.styles.js';

/**
 * @summary One line about how private a session is: "Encrypted · not verified · direct".
 *
 * @csspart icon - The shield.
 * @csspart label - The words.
 *
 * @cssState verified - Both people know that nobody sits between.
 * @cssState reconnecting - The connection is lost at the moment.
 */
export class DMStatus extends DMElement {
  static override styles = [tokens, styles];

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

  /** Shows the shield only; the words stay for screen readers. */
  @property({ type: Boolean, attribute: 'without-label' }) withoutLabel = false;

  readonly #controller = new SessionController(this, { claims: false });

  constructor() {
    super();
    new SessionFinder(this, (session) => (this.session = session));
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session } = this;
    if (!session) return nothing;
    const [drawn, main, before, after] = this.#line(session);
    return html`<span class="line">
      <span part="icon">${icon(drawn)}</span>
      <span part="label" class=${this.withoutLabel ? 'hidden' : 'label'}
        >${before ? html`<span class="extra">${before} · </span>` : nothing}<span>${main}</span>${
          after ? html`<span class="extra"> · ${after}</span>` : nothing
        }</span
      >
    </span>`;
  }

  protected override updated(): void {
    this.setStates({
      verified: this.session?.state === 'active' && this.session.verification.level === 'verified',
      reconnecting: this.session?.state === 'reconnecting',
    });
  }

  /** Icon, what matters most, and what stands before and after it where there is room. */
  #line(session: DMSessionLike): [Icon, string, string?, string?] {
    const { words } = this;
    switch (session.state) {
      case 'reconnecting':
        return [OFFLINE, words.term('sayLost')];
      case 'ended':
        if (session.reason === 'elsewhere') return [SHIELD, words.term('notEncryptedYet')];
        return [ERASED, words.term('statusOver')];
      case 'disconnecting':
        return [ERASED, words.term('statusOver')];
      case 'active':
        break;
      default:
        return [SHIELD, words.term('notEncryptedYet')];
    }
    const verified = session.verification.level === 'verified';
    return [
      verified ? SHIELD_CHECK : SHIELD,
      verified ? words.term('verified').toLocaleLowerCase(words.lang()) : words.term('notVerified'),
      words.term('encrypted'),
      session.path === 'unknown' ? '' : words.term(session.path),
    ];
  }
}

define('dm-status', DMStatus);

declare global {
  interface HTMLElementTagNameMap {
    'dm-status': DMStatus;
  }
}
