import { html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { DMSessionLike } from '../../src/session/types.js';
import { DMElement } from '../shared/base.js';
import { define } from '../shared/define.js';
import { icon, type IconName } from '../shared/icons.js';
import { SessionController } from '../shared/session-controller.js';
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

  protected override render(): TemplateResult | typeof nothing {
    const { session } = this;
    if (!session) return nothing;
    const [name, text] = this.#line(session);
    return html`<span class="line">
      <span part="icon">${icon(name)}</span>
      <span part="label" class=${this.withoutLabel ? 'hidden' : 'label'}>${text}</span>
    </span>`;
  }

  protected override updated(): void {
    this.setStates({
      verified: this.session?.state === 'active' && this.session.verification.level === 'verified',
      reconnecting: this.session?.state === 'reconnecting',
    });
  }

  #line(session: DMSessionLike): [IconName, string] {
    const term = this.words;
    if (session.state === 'reconnecting') return ['offline', term.term('sayLost')];
    if (session.state === 'ended' || session.state === 'failed') return ['erased', term.term('statusOver')];
    if (session.state !== 'active') return ['shield', term.term('notEncryptedYet')];
    const verified = session.verification.level === 'verified';
    const path = session.path === 'unknown' ? [] : [term.term(session.path)];
    const parts = [
      term.term('encrypted'),
      verified ? term.term('verified').toLocaleLowerCase() : term.term('notVerified'),
    ];
    return [verified ? 'shield-check' : 'shield', [...parts, ...path].join(' · ')];
  }
}

define('dm-status', DMStatus);

declare global {
  interface HTMLElementTagNameMap {
    'dm-status': DMStatus;
  }
}
