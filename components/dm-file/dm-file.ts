import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import '../locales/en-chat.js';
import '../locales/en-files.js';
import { DMError } from '../../src/errors.js';
import { isOnItsWay } from '../../src/session/files/types.js';
import type { FileDestination, FileStatus, FileTransferLike } from '../../src/session/types.js';
import { DMElement } from '../shared/base.js';
import { define } from '../shared/define.js';
import { DMFileActionEvent } from '../shared/events.js';
import { ALERT } from '../shared/chat-icons.js';
import { icon } from '../shared/icons.js';
import { VOICE_PARTS } from '../shared/parts.js';
import { buttons, tokens } from '../shared/tokens.styles.js';
import { harmless } from '../dm-message/text.js';
import { parseVoice } from '../dm-voice/voice-type.js';
import { size } from './amounts.js';
import { FAILURES } from './failures.js';
import { FILE, SAVE } from './dm-file-icons.js';
import { duration, rate } from './pace.js';
import { styles } from './dm-file.styles.js';

/** Only raster images, and none that would fill the page's memory twice. Bytes. */
const MAX_PREVIEW = 10_000_000;
const PREVIEWED = ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/avif'];
/** From this size on a place on the disk is asked for, where the browser has such a dialog. Bytes. */
const TO_DISK_FROM = 64_000_000;
/** A second click or Enter was meant for the button that was there before. Milliseconds. */
const SETTLE_MS = 400;

/** Buttons, in their order, and their words. */
const WORDS = {
  decline: 'decline',
  accept: 'accept',
  pause: 'pause',
  resume: 'resume',
  cancel: 'cancel',
  retry: 'tryAgain',
} as const;
type Button = keyof typeof WORDS;

type SavePicker = (options: { readonly suggestedName: string }) => Promise<FileDestination>;

/**
 * @summary One file on its way, or over: what it is, how far it is, and what can be done. Nothing is taken, shown or
 * stored before the person says so; only raster images are shown, and only once they are whole.
 *
 * @event {DMFileActionEvent} dm-file-action - The person accepts, declines, pauses, resumes, cancels, tries again or saves; carries
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
  /** Why it could not be taken: it does not fit into memory here, or the place cannot be written to. */
  @state() private refused: 'fileNoRoom' | 'fileUnsaved' | null = null;
  /** The dialog of the browser is open. */
  #choosing = false;
  /** The buttons that are there, and since when. */
  #actions: { readonly of: FileTransferLike; readonly names: string; readonly since: number } | null = null;
  /** The content and its address, made when it is first shown or saved. */
  #url: { readonly of: FileTransferLike; readonly content: Blob; readonly href: string; shown: boolean } | null = null;

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

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('transfer')) this.refused = null;
    this.#hadFocus = Boolean(this.shadowRoot?.activeElement?.closest('.actions'));
    if (this.transfer && isVoice(this.transfer)) import('../dm-voice/dm-voice.js').catch(() => {});
    if (this.#url && this.#url.of !== this.transfer) this.#revoke();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { transfer } = this;
    if (!transfer) return nothing;
    const { status, name, folder } = transfer;
    return html`<div part="base" class="base">
      ${this.#preview(transfer)}${this.#voice(transfer)}
      <div class="row">
        ${icon(FILE)}
        <div class="about">
          ${folder ? html`<p class="meta folder" dir="auto">${`${harmless(folder)}/`}</p>` : nothing}
          <span part="name" class="name" dir="auto">${name}</span>
          <p part="meta" class="meta">${this.#meta(transfer)}</p>
        </div>
      </div>
      ${this.#warnings(transfer)} ${this.#bar(transfer)}
      ${this.refused && status.state === 'offered' ? html`<p class="note" role="alert">${this.words.term(this.refused)}</p>` : nothing}
      ${this.#buttons(transfer)}
    </div>`;
  }

  protected override updated(): void {
    const now = this.transfer?.status.state;
    const states = ['offered', 'transferring', 'paused', 'done', 'declined', 'cancelled', 'failed'] as const;
    this.setStates(Object.fromEntries(states.map((each) => [each, each === now])));
    const asks = this.isConnected && this.transfer !== null && isOnItsWay(this.transfer.status);
    (asks ? addEventListener : removeEventListener)('beforeunload', this.#askBeforeLeaving);
    this.#followFocus();
  }

  /** The button that was pressed may be gone: then the next thing to do here is what has the focus. */
  #followFocus(): void {
    const { transfer } = this;
    const buttons = [...this.renderRoot.querySelectorAll<HTMLElement>('.actions > *')];
    const names = buttons.map(({ dataset }) => dataset['action']).join();
    const before = this.#actions;
    if (!transfer || (before?.of === transfer && before.names === names)) return;
    const isSame = before?.of === transfer;
    this.#actions = { of: transfer, names, since: isSame ? performance.now() : -Infinity };
    if (!isSame || !this.#hadFocus || this.shadowRoot?.activeElement) return;
    const next = buttons[0] ?? this.renderRoot.querySelector<HTMLElement>('.base');
    // With no button left it is the file itself, and nothing that Tab would stop at.
    if (next && !buttons[0]) next.tabIndex = -1;
    next?.focus();
  }

  /** One of our buttons had the focus before this drawing. */
  #hadFocus = false;

  #meta({ size: bytes, status, direction }: FileTransferLike): string {
    const { words, peerName } = this;
    const lang = words.lang();
    const total = size(bytes, lang);
    switch (status.state) {
      case 'offered':
        return direction === 'in' ? total : `${total} · ${words.term('fileWaiting', peerName)}`;
      case 'transferring': {
        const parts = [words.term('fileOf', size(status.bytes, lang), total)];
        if (status.rate !== null) parts.push(rate(status.rate, lang));
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
    if (!href || !this.#url?.shown) return nothing;
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

  #buttons(transfer: FileTransferLike): TemplateResult | typeof nothing {
    const href = transfer.status.state === 'done' && transfer.direction === 'in' ? this.#href(transfer) : null;
    const buttons = actionsOf(transfer);
    if (!href && buttons.length === 0) return nothing;
    // Each is an element of its own: with the focus on it, "Accept" must not turn into "Cancel".
    return html`<div part="actions" class="actions">
      ${repeat(
        buttons,
        (each) => each,
        (each) =>
          html`<button data-action=${each} @click=${() => this.#act(each)}>${this.words.term(WORDS[each])}</button>`,
      )}${href ? this.#save(transfer, href) : nothing}
    </div>`;
  }

  #save({ id, name }: FileTransferLike, href: string): TemplateResult {
    return html`<a
      data-action="save"
      href=${href}
      download=${name}
      @click=${(event: Event) => {
        if (!this.dispatchEvent(new DMFileActionEvent(id, 'save'))) event.preventDefault();
      }}
      >${icon(SAVE)}${this.words.term('save')}</a
    >`;
  }

  #act(action: Button): void {
    const { transfer } = this;
    if (!transfer || performance.now() - (this.#actions?.since ?? 0) < SETTLE_MS) return;
    if (!this.dispatchEvent(new DMFileActionEvent(transfer.id, action))) return;
    this.refused = null;
    if (action === 'accept') this.#accept(transfer).catch((error: unknown) => this.#refuse(error));
    else transfer[action]();
  }

  /**
   * What is big goes to the disk at once, where the person says; a dialog that is closed again means "not yet". Where the
   * browser shows none (in a frame of another site, for one), it goes into memory, as far as there is room.
   */
  async #accept(transfer: FileTransferLike): Promise<void> {
    const { showSaveFilePicker } = globalThis as { showSaveFilePicker?: SavePicker };
    if (transfer.size < TO_DISK_FROM || !showSaveFilePicker) return transfer.accept();
    if (this.#choosing) return;
    this.#choosing = true;
    const destination = await showSaveFilePicker({ suggestedName: transfer.name }).catch((error: unknown) =>
      error instanceof DOMException && error.name === 'AbortError' ? null : undefined,
    );
    this.#choosing = false;
    if (destination !== null) await transfer.accept(destination);
  }

  #refuse(error: unknown): void {
    // Something else has become of it meanwhile, which it says itself.
    if (DMError.is(error, 'bad-state')) return;
    this.refused = DMError.is(error, 'too-large') ? 'fileNoRoom' : 'fileUnsaved';
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
    const made = { of: transfer, content, href, shown: false };
    if (isPicture(transfer)) {
      // It is shown once it is known not to be too large to be decoded; saved it can be at once.
      import('./pixels.js')
        .then(({ isShowable }) => isShowable(content))
        .then((is) => {
          made.shown = is;
          this.requestUpdate();
        })
        .catch(() => {});
    }
    return (this.#url = made);
  }

  #revoke(): void {
    if (this.#url) URL.revokeObjectURL(this.#url.href);
    this.#url = null;
  }
}

function actionsOf({ status, direction, retriable }: FileTransferLike): Button[] {
  switch (status.state) {
    case 'offered':
      return direction === 'in' ? ['decline', 'accept'] : ['cancel'];
    case 'transferring':
      return ['pause', 'cancel'];
    case 'paused':
      return status.by === 'self' ? ['resume', 'cancel'] : ['cancel'];
    default:
      return retriable ? ['retry'] : [];
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
