import { html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import '../locales/en-chat.js';
import '../locales/en-files.js';
import { DMError } from '../../src/errors.js';
import { isOnItsWay } from '../../src/session/files/types.js';
import type { FileDestination, FileStatus, FileTransferLike } from '../../src/session/types.js';
import { DMElement } from '../shared/base.js';
import { define } from '../shared/define.js';
import { DMFileActionEvent, type FileAction } from '../shared/events.js';
import { ALERT } from '../shared/chat-icons.js';
import { icon } from '../shared/icons.js';
import { VOICE_PARTS } from '../shared/parts.js';
import { buttons, tokens } from '../shared/tokens.styles.js';
import { parseVoice } from '../dm-voice/voice-type.js';
import { duration, size } from './amounts.js';
import { FAILURES } from './failures.js';
import { FILE, SAVE } from './dm-file-icons.js';
import { styles } from './dm-file.styles.js';

/** Only raster images, and none that would fill the page's memory twice. Bytes. */
const MAX_PREVIEW = 10_000_000;
const PREVIEWED = ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/avif'];
/** From this size on a place on the disk is asked for, where the browser has such a dialog. Bytes. */
const TO_DISK_FROM = 64_000_000;

type SavePicker = (options: { readonly suggestedName: string }) => Promise<FileDestination>;

/**
 * @summary One file on its way, or over: what it is, how far it is, and what can be done. Nothing is taken, shown or
 * stored before the person says so; only raster images are shown, and only once they are whole.
 *
 * @event {DMFileActionEvent} dm-file-action - The person accepts, declines, pauses, resumes, cancels or saves; carries
 * the id of the file. Cancelable.
 *
 * @csspart base - Everything.
 * @csspart name - The file's name.
 * @csspart meta - Its size, and how far it is.
 * @csspart bar - The progress.
 * @csspart preview - A picture, when it is whole.
 * @csspart actions - The buttons.
 *
 * @cssState offered - Nobody has taken it yet.
 * @cssState transferring - It is on its way.
 * @cssState paused - It waits.
 * @cssState done - It has arrived.
 * @cssState declined - It was not taken.
 * @cssState cancelled - Somebody has given up.
 * @cssState failed - It did not work.
 */
export class DMFile extends DMElement {
  static override styles = [tokens, buttons, styles];

  /** The file. Set by `dm-message`, or by the page. */
  @property({ attribute: false }) transfer: FileTransferLike | null = null;
  /** How it stands; the transfer's own, passed along so that a change is seen. */
  @property({ attribute: false }) status: FileStatus | null = null;
  /** The other person's name. */
  @property({ attribute: false }) peerName = '';
  /** Shows no pictures. */
  @property({ type: Boolean, attribute: 'without-preview' }) withoutPreview = false;

  @query('dialog') private dialog?: HTMLDialogElement;
  /** It does not fit into memory here. */
  @state() private refused = false;
  /** The content and its address, made when it is first shown or saved. */
  #url: { readonly of: FileTransferLike; readonly content: Blob; readonly href: string } | null = null;

  /** The browser asks the person before a page goes that has a file on its way; at no other time. */
  readonly #askBeforeLeaving = (event: Event): void => event.preventDefault();

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#revoke();
    removeEventListener('beforeunload', this.#askBeforeLeaving);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  protected override willUpdate(): void {
    if (this.transfer && isVoice(this.transfer)) import('../dm-voice/dm-voice.js').catch(() => {});
    if (this.#url && this.#url.of !== this.transfer) this.#revoke();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { transfer } = this;
    if (!transfer) return nothing;
    const { status, name } = transfer;
    return html`<div part="base">
      ${this.#preview(transfer)}${this.#voice(transfer)}
      <div class="row">
        ${icon(FILE)}
        <div class="about">
          <span part="name" class="name" dir="auto">${name}</span>
          <p part="meta" class="meta">${this.#meta(transfer)}</p>
        </div>
      </div>
      ${this.#warnings(transfer)} ${this.#bar(transfer)}
      ${this.refused && status.state === 'offered' ? html`<p class="note">${this.words.term('fileNoRoom')}</p>` : nothing}
      ${this.#actions(transfer)}
    </div>`;
  }

  protected override updated(): void {
    const now = this.transfer?.status.state;
    const states = ['offered', 'transferring', 'paused', 'done', 'declined', 'cancelled', 'failed'] as const;
    this.setStates(Object.fromEntries(states.map((each) => [each, each === now])));
    const asks = this.isConnected && this.transfer !== null && isOnItsWay(this.transfer.status);
    (asks ? addEventListener : removeEventListener)('beforeunload', this.#askBeforeLeaving);
  }

  #meta({ size: bytes, status, direction }: FileTransferLike): string {
    const { words, peerName } = this;
    const lang = words.lang();
    const total = size(bytes, lang);
    switch (status.state) {
      case 'offered':
        return direction === 'in' ? total : `${total} · ${words.term('fileWaiting', peerName)}`;
      case 'transferring': {
        const parts = [words.term('fileOf', size(status.bytes, lang), total)];
        if (status.remaining !== null) parts.push(words.term('fileLeft', duration(status.remaining, lang)));
        return parts.join(' · ');
      }
      case 'paused':
        return `${words.term('fileOf', size(status.bytes, lang), total)} · ${this.#pause(status.by)}`;
      case 'done':
        return direction === 'in' ? total : `${total} · ${words.term('statusDelivered')}`;
      case 'declined':
        return `${total} · ${this.#declined(status)}`;
      case 'cancelled':
        return `${total} · ${words.term('fileCancelled')}`;
      case 'failed':
        return words.term(FAILURES[status.reason]);
    }
  }

  #pause(by: 'self' | 'peer' | 'link'): string {
    if (by === 'peer') return this.words.term('pausedByPeer', this.peerName);
    return this.words.term(by === 'self' ? 'paused' : 'statusQueued');
  }

  #declined({ by, reason }: FileStatus & { state: 'declined' }): string {
    if (reason === 'too-large') return this.words.term('fileTooLarge');
    if (reason === 'policy') return this.words.term('fileForbidden');
    return by === 'self' ? this.words.term('fileNotTakenBySelf') : this.words.term('fileNotTaken', this.peerName);
  }

  /** What the name does not say: that it is a program, or something else than it claims. */
  #warnings({ direction, risky, actualType }: FileTransferLike): TemplateResult | typeof nothing {
    if (direction === 'out') return nothing;
    const texts = [
      ...(risky ? [this.words.term('fileRisky')] : []),
      ...(actualType ? [this.words.term('fileLooksLike', actualType)] : []),
    ];
    return html`${texts.map((text) => html`<p class="note warning">${icon(ALERT)}<span>${text}</span></p>`)}`;
  }

  #bar({ status, size: total, name }: FileTransferLike): TemplateResult | typeof nothing {
    if (status.state !== 'transferring' && status.state !== 'paused') return nothing;
    return html`<progress part="bar" aria-label=${name} max=${Math.max(1, total)} .value=${status.bytes}></progress>`;
  }

  #preview(transfer: FileTransferLike): TemplateResult | typeof nothing {
    if (this.withoutPreview || !isPicture(transfer)) return nothing;
    const href = this.#href(transfer);
    if (!href) return nothing;
    const { name } = transfer;
    return html`<button
        part="preview"
        class="preview"
        aria-label="${this.words.term('enlarge')}: ${name}"
        @click=${() => this.dialog?.showModal()}
      >
        <img src=${href} alt=${name} />
      </button>
      <dialog aria-label=${name}>
        <img src=${href} alt=${name} />
        <form method="dialog"><button>${this.words.term('close')}</button></form>
      </dialog>`;
  }

  #voice(transfer: FileTransferLike): TemplateResult | typeof nothing {
    if (!isVoice(transfer) || !this.isConnected) return nothing;
    return html`<dm-voice
      exportparts=${VOICE_PARTS}
      .recording=${this.#content(transfer)}
      .type=${transfer.mimeType}
    ></dm-voice>`;
  }

  #actions(transfer: FileTransferLike): TemplateResult | typeof nothing {
    const { status, direction } = transfer;
    switch (status.state) {
      case 'offered':
        return direction === 'in'
          ? this.#buttons(this.#button('decline', 'decline'), this.#button('accept', 'accept'))
          : this.#buttons(this.#button('cancel', 'cancel'));
      case 'transferring':
        return this.#buttons(this.#button('pause', 'pause'), this.#button('cancel', 'cancel'));
      case 'paused':
        return status.by === 'self'
          ? this.#buttons(this.#button('resume', 'resume'), this.#button('cancel', 'cancel'))
          : this.#buttons(this.#button('cancel', 'cancel'));
      case 'done': {
        const href = direction === 'in' ? this.#href(transfer) : null;
        return href ? this.#buttons(this.#save(transfer, href)) : nothing;
      }
      default:
        return nothing;
    }
  }

  #buttons(...content: TemplateResult[]): TemplateResult {
    return html`<div part="actions" class="actions">${content}</div>`;
  }

  #button(action: FileAction, word: 'accept' | 'decline' | 'pause' | 'resume' | 'cancel'): TemplateResult {
    return html`<button @click=${() => this.#act(action)}>${this.words.term(word)}</button>`;
  }

  #save({ id, name }: FileTransferLike, href: string): TemplateResult {
    return html`<a
      href=${href}
      download=${name}
      @click=${(event: Event) => {
        if (!this.dispatchEvent(new DMFileActionEvent(id, 'save'))) event.preventDefault();
      }}
      >${icon(SAVE)}${this.words.term('save')}</a
    >`;
  }

  #act(action: FileAction): void {
    const { transfer } = this;
    if (!transfer || !this.dispatchEvent(new DMFileActionEvent(transfer.id, action))) return;
    if (action === 'accept') this.#accept(transfer).catch((error: unknown) => this.#refuse(error));
    else if (action !== 'save') transfer[action]();
  }

  /** What is big goes to the disk at once, where the person says; a dialog that is closed again means "not yet". */
  async #accept(transfer: FileTransferLike): Promise<void> {
    const { showSaveFilePicker } = globalThis as { showSaveFilePicker?: SavePicker };
    if (transfer.size < TO_DISK_FROM || !showSaveFilePicker) return transfer.accept();
    const destination = await showSaveFilePicker({ suggestedName: transfer.name }).catch(() => null);
    if (destination) await transfer.accept(destination);
  }

  #refuse(error: unknown): void {
    this.refused = DMError.is(error, 'too-large');
  }

  #href(transfer: FileTransferLike): string | null {
    // An element that has gone keeps nothing alive.
    if (!this.isConnected) return null;
    return this.#made(transfer)?.href ?? null;
  }

  #content(transfer: FileTransferLike): Blob | null {
    return this.#made(transfer)?.content ?? null;
  }

  #made(transfer: FileTransferLike): { readonly content: Blob; readonly href: string } | null {
    if (this.#url?.of === transfer) return this.#url;
    const content = transfer.content();
    if (!content) return null;
    // "Open in a new tab" on the link would run a page in the origin of this one: only pictures keep their type.
    const type = isPicture(transfer) ? transfer.mimeType : 'application/octet-stream';
    const href = URL.createObjectURL(content.slice(0, content.size, type));
    this.#url = { of: transfer, content, href };
    return this.#url;
  }

  #revoke(): void {
    if (this.#url) URL.revokeObjectURL(this.#url.href);
    this.#url = null;
  }
}

/** By what it says it is, and only where its first bytes do not say otherwise. */
const isPicture = ({ direction, status, size: bytes, mimeType, actualType, risky }: FileTransferLike): boolean =>
  direction === 'in' &&
  status.state === 'done' &&
  bytes <= MAX_PREVIEW &&
  PREVIEWED.includes(mimeType) &&
  actualType === null &&
  !risky;

/** Only what this library records, whole and taken. */
const isVoice = ({ direction, status, mimeType, actualType, risky }: FileTransferLike): boolean =>
  direction === 'in' && status.state === 'done' && parseVoice(mimeType) !== null && actualType === null && !risky;

define('dm-file', DMFile);

declare global {
  interface HTMLElementTagNameMap {
    'dm-file': DMFile;
  }
}
