import { html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { DMMessage as Message, MessageStatus } from '../../src/session/types.js';
import { DMElement } from '../shared/base.js';
import { define } from '../shared/define.js';
import { icon, type IconName } from '../shared/icons.js';
import { tokens } from '../shared/tokens.styles.js';
import { styles } from './dm-message.styles.js';
import { linked } from './text.js';

const STATUS: Readonly<Record<MessageStatus, readonly [IconName, `status${string}`]>> = {
  queued: ['clock', 'statusQueued'],
  sent: ['check', 'statusSent'],
  delivered: ['check-check', 'statusDelivered'],
  read: ['check-check', 'statusRead'],
  failed: ['alert', 'statusFailed'],
};

/**
 * @summary One message: a bubble, its time and, for our own, how far it got.
 *
 * @csspart bubble - The coloured shape with the text.
 * @csspart text - The text.
 * @csspart time - When it came or went, by our own clock.
 * @csspart status - How far an own message got.
 *
 * @cssState out - An own message.
 * @cssState in - A message of the other person.
 */
export class DMMessage extends DMElement {
  static override styles = [tokens, styles];

  /** The message to show. */
  @property({ attribute: false }) message: Message | null = null;
  /** Shows time and status under the bubble: the last of a group does. */
  @property({ type: Boolean, attribute: 'with-meta' }) withMeta = false;

  protected override render(): TemplateResult | typeof nothing {
    const { message } = this;
    if (!message) return nothing;
    return html`
      <div part="bubble" class=${message.deleted ? 'bubble deleted' : 'bubble'}>${this.#text(message)}</div>
      ${this.withMeta || message.status === 'failed' || message.status === 'queued' ? this.#meta(message) : nothing}
    `;
  }

  protected override updated(): void {
    this.setStates({ out: this.message?.direction === 'out', in: this.message?.direction === 'in' });
  }

  #text(message: Message): TemplateResult {
    const text = message.deleted ? this.words.term('deleted') : linked(message.content);
    // No white space of ours: the text keeps its own.
    return html`<span part="text" class="text" dir="auto">${text}</span>`;
  }

  #meta(message: Message): TemplateResult {
    const time = new Date(message.timestamp);
    return html`<span class="meta">
      <time part="time" datetime=${time.toISOString()}
        >${this.words.date(time, { hour: 'numeric', minute: '2-digit' })}</time
      >
      ${message.direction === 'out' && !message.deleted ? this.#status(message.status) : nothing}
    </span>`;
  }

  #status(status: MessageStatus): TemplateResult {
    const [name, key] = STATUS[status];
    const text = this.words.term(key as 'statusSent');
    return html`<span part="status" class=${status} title=${text}>
      ${icon(name)}<span class="hidden">${text}</span>
    </span>`;
  }
}

define('dm-message', DMMessage);

declare global {
  interface HTMLElementTagNameMap {
    'dm-message': DMMessage;
  }
}
