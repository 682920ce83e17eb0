import { html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import '../locales/en-chat.js';
import type { DMMessage as Message, FileStatus, FileTransferLike, MessageStatus } from '../../src/session/types.js';
import { DMElement } from '../shared/base.js';
import { define } from '../shared/define.js';
import { DMQuoteOpenEvent } from '../shared/events.js';
import { ALERT, CHECK, CHECK_CHECK, CLOCK } from '../shared/chat-icons.js';
import { icon, type Icon } from '../shared/icons.js';
import { FILE_PARTS } from '../shared/parts.js';
import { spareSlot } from '../shared/spare-slot.js';
import { tokens } from '../shared/tokens.styles.js';
import { styles } from './dm-message.styles.js';
import { harmless, linked } from './text.js';

const STATUS: Readonly<Record<MessageStatus, readonly [Icon, `status${string}`]>> = {
  queued: [CLOCK, 'statusQueued'],
  sent: [CHECK, 'statusSent'],
  delivered: [CHECK_CHECK, 'statusDelivered'],
  read: [CHECK_CHECK, 'statusRead'],
  failed: [ALERT, 'statusFailed'],
};

/** What is shown of the message that this one answers. */
export interface Quote {
  readonly author: string;
  readonly text: string;
  /** It is a message of our own. */
  readonly own?: boolean;
}

/**
 * @summary One message: a bubble, its time and, for our own, how far it got.
 *
 * @slot actions - What can be done with it; shown over the bubble's upper edge.
 *
 * @csspart bubble - The coloured shape with the text.
 * @csspart quote - The message that this one answers.
 * @csspart text - The text.
 * @csspart reactions - What the two answered it with.
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

  /** The message that this one answers. */
  @property({ attribute: false }) quote: Quote | null = null;

  /** The file that this message is, and how it stands. */
  @property({ attribute: false }) transfer: FileTransferLike | null = null;
  /** Of `transfer`; a value of its own, so that each step of it is drawn. */
  @property({ attribute: false }) fileStatus: FileStatus | null = null;
  /** The other person's name, for what they answered it with. */
  @property({ attribute: false }) peerName = '';

  protected override render(): TemplateResult {
    const { message } = this;
    if (!message) return spareSlot('actions');
    return html`
      <div class="place">
        <div part="bubble" class=${message.deleted ? 'bubble deleted' : 'bubble'}>
          ${this.quote && !message.deleted ? this.#quote(this.quote) : nothing}${this.#text(message)}
        </div>
        <slot name="actions"></slot>
      </div>
      ${this.#reactions(message)}
      ${this.withMeta || message.status === 'failed' || message.status === 'queued' ? this.#meta(message) : nothing}
    `;
  }

  protected override willUpdate(): void {
    if (this.message?.type === 'file') import('../dm-file/dm-file.js').catch(() => {});
  }

  protected override updated(): void {
    this.setStates({ out: this.message?.direction === 'out', in: this.message?.direction === 'in' });
  }

  #quote({ author, text }: Quote): TemplateResult {
    return html`<button part="quote" class="quote" @click=${() => this.dispatchEvent(new DMQuoteOpenEvent())}>
      <b dir="auto">${author}</b><span dir="auto">${harmless(text)}</span>
    </button>`;
  }

  /** One chip for each emoji, with who chose it for those who cannot see. */
  #reactions({ reactions }: Message): TemplateResult | typeof nothing {
    const given = [
      ...(reactions?.peer ? [{ emoji: reactions.peer, who: this.peerName }] : []),
      ...(reactions?.self ? [{ emoji: reactions.self, who: this.words.term('you') }] : []),
    ];
    if (given.length === 0) return nothing;
    const shown = [...new Set(given.map(({ emoji }) => emoji))];
    const label = given.map(({ emoji, who }) => `${emoji} ${who}`).join(', ');
    return html`<span part="reactions" class="reactions" role="img" aria-label=${label} title=${label}>
      ${shown.map((emoji) => html`<span>${emoji}</span>`)}${shown.length < given.length ? html`<span>2</span>` : nothing}
    </span>`;
  }

  #text(message: Message): TemplateResult {
    if (message.type === 'file' && !message.deleted) {
      return html`<dm-file
        exportparts=${FILE_PARTS}
        .transfer=${this.transfer}
        .status=${this.fileStatus}
        .peerName=${this.peerName}
      ></dm-file>`;
    }
    const text = message.deleted ? this.words.term('deleted') : linked(message.content);
    // No white space of ours: the text keeps its own.
    return html`<span part="text" class="text" dir="auto">${text}</span>`;
  }

  #meta(message: Message): TemplateResult {
    const time = new Date(message.timestamp);
    return html`<span class="meta">
      <time part="time" datetime=${time.toISOString()}>${this.words.time(message.timestamp)}</time>
      ${message.direction === 'out' && !message.deleted ? this.#status(message.status) : nothing}
    </span>`;
  }

  #status(status: MessageStatus): TemplateResult {
    const [drawn, key] = STATUS[status];
    const text = this.words.term(key as 'statusSent');
    return html`<span part="status" class=${status} title=${text}>
      ${icon(drawn)}<span class="hidden">${text}</span>
    </span>`;
  }
}

define('dm-message', DMMessage);

declare global {
  interface HTMLElementTagNameMap {
    'dm-message': DMMessage;
  }
}
