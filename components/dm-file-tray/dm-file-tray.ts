import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import '../locales/en-chat.js';
import '../locales/en-files.js';
import type { OutgoingFile } from '../../src/session/types.js';
import { harmless } from '../dm-message/text.js';
import { Announcer } from '../shared/announcer.js';
import { DMElement } from '../shared/base.js';
import { define } from '../shared/define.js';
import { CLOSE } from '../shared/chat-icons.js';
import { icon } from '../shared/icons.js';
import { lines } from '../shared/lines.styles.js';
import { buttons, tokens } from '../shared/tokens.styles.js';
import { size } from '../dm-file/amounts.js';
import { filesIn, isCut, MAX_FILES } from './folders.js';
import { CAMERA, FILE, FOLDER } from '../dm-file/dm-file-icons.js';
import { styles } from './dm-file-tray.styles.js';

export { filesIn };

/** The word for why files were not sent. */
export type Refusal = 'fileTooLarge' | 'filesFull' | 'fileForbidden' | 'sayNotSent';

/** Where files can come from. */
const SOURCES = [
  { word: 'fromFiles', drawn: FILE, offered: () => true },
  { word: 'fromFolder', drawn: FOLDER, offered: () => 'webkitdirectory' in HTMLInputElement.prototype },
  // Computers know `capture`, too, and would open the same picker once more.
  { word: 'fromCamera', drawn: CAMERA, offered: () => matchMedia('(pointer: coarse)').matches },
] as const;

/**
 * @summary Files that wait beside what is being written, and where more can come from. Part of the composer, loaded with
 * the first file. They are in this page only, until the person sends them.
 *
 * @event change - The person has added or removed files; `files` are those that are left. Does not bubble.
 * @event close - The person goes back to where they write. Does not bubble.
 *
 * @cssState filled - There are files.
 * @cssState choosing - It shows where files can come from.
 */
export class DMFileTray extends DMElement {
  static override styles = [tokens, buttons, lines, styles];

  /** In the order in which they will be sent. */
  @property({ attribute: false }) files: readonly OutgoingFile[] = [];
  /** Shows where files can come from. */
  @property({ type: Boolean }) choosing = false;
  /** Types that the picker offers, as in `<input accept>`. */
  @property({ useDefault: true }) accept = '';

  /** Why these could not be sent; goes with the next change of them. It was spoken of elsewhere. */
  @property({ attribute: false }) refusal: Refusal | null = null;

  readonly #announcer = new Announcer(this);

  constructor() {
    super();
    this.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.#close();
    });
  }

  protected override render(): TemplateResult {
    return html`${this.choosing ? this.#sources() : nothing} ${this.files.length > 0 ? this.#list() : nothing}
    ${this.#notes().map((text) => html`<p class="note">${text}</p>`)} ${this.#announcer.render()}`;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('files') && !changed.has('refusal')) this.refusal = null;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const { choosing, files } = this;
    this.setStates({ filled: files.length > 0, choosing });
    if (changed.has('choosing') && choosing) this.renderRoot.querySelector<HTMLElement>('.sources button')?.focus();
    // However many came or went in one go, one sentence says how many there are. What was sent is said elsewhere.
    const before = changed.get('files')?.length ?? 0;
    if (files.length === 0) this.#announcer.clear();
    else if (files.length !== before) this.#announcer.announce(() => this.#spoken());
  }

  #spoken(): string {
    const ready = this.words.term('filesReady', this.files.length);
    return isCut(this.files) ? `${ready}. ${this.words.term('filesCut', MAX_FILES)}` : ready;
  }

  #notes(): string[] {
    const { files, refusal, words } = this;
    if (files.length === 0) return [];
    return [...(refusal ? [words.term(refusal)] : []), ...(isCut(files) ? [words.term('filesCut', MAX_FILES)] : [])];
  }

  #sources(): TemplateResult {
    return html`<div class="sources" role="group" aria-label=${this.words.term('attach')}>
      ${SOURCES.filter(({ offered }) => offered()).map(
        ({ word, drawn }) =>
          html`<button type="button" @click=${openPicker}>${icon(drawn)}${this.words.term(word)}</button>
            <input
              type="file"
              hidden
              multiple
              .webkitdirectory=${word === 'fromFolder'}
              accept=${word === 'fromCamera' ? 'image/*,video/*' : this.accept}
              capture=${word === 'fromCamera' ? 'environment' : nothing}
              @change=${this.#handlePicked}
            />`,
      )}
    </div>`;
  }

  #list(): TemplateResult {
    return html`<ul aria-label=${this.words.term('filesReady', this.files.length)}>
      ${repeat(
        this.files,
        ({ file }) => file,
        (each) => this.#item(each),
      )}
    </ul>`;
  }

  #item(each: OutgoingFile): TemplateResult {
    const name = harmless(each.folder ? `${each.folder}/${each.file.name}` : each.file.name);
    const text = this.words.term('removeFile', name);
    return html`<li>
      ${icon(FILE)}
      <span class="about lines">
        <span dir="auto" title=${name}>${name}</span>
        <span class="size">${size(each.file.size, this.words.lang())}</span>
      </span>
      <button
        type="button"
        class="icon"
        aria-label=${text}
        title=${text}
        @click=${() => this.#remove(each)}
        @keydown=${(event: KeyboardEvent) => this.#handleKeydown(event, each)}
      >
        ${icon(CLOSE)}
      </button>
    </li>`;
  }

  async #handlePicked({ currentTarget }: Event): Promise<void> {
    const input = currentTarget as HTMLInputElement;
    const files = await filesIn([...(input.files ?? [])]);
    // So that the same file can be picked again, and no list of what was picked stays.
    input.value = '';
    this.#change([...this.files, ...files]);
    this.#close();
  }

  /** Arrows as they point, also where one reads from the right. */
  #handleKeydown(event: KeyboardEvent, each: OutgoingFile): void {
    const { key } = event;
    if (key === 'Delete' || key === 'Backspace') return this.#remove(each);
    const forward = this.matches(':dir(rtl)') ? 'ArrowLeft' : 'ArrowRight';
    const step = key === 'ArrowDown' || key === forward ? 1 : key.startsWith('Arrow') ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    this.#focusItem(this.files.indexOf(each) + step);
  }

  /** The nearest there is. */
  #focusItem(at: number): void {
    const buttons = this.renderRoot.querySelectorAll<HTMLElement>('li button');
    buttons[Math.max(0, Math.min(at, buttons.length - 1))]?.focus();
  }

  /** The focus goes to the neighbour, or back to the field after the last one. */
  #remove(gone: OutgoingFile): void {
    const at = this.files.indexOf(gone);
    this.#change(this.files.filter((each) => each !== gone));
    if (this.files.length === 0) return this.#close();
    void this.updateComplete.then(() => this.#focusItem(at));
  }

  #change(files: readonly OutgoingFile[]): void {
    this.files = files;
    this.dispatchEvent(new Event('change'));
  }

  #close(): void {
    this.dispatchEvent(new Event('close'));
  }
}

/** The browser's own picker, of the input after the button. */
function openPicker({ currentTarget }: Event): void {
  ((currentTarget as HTMLElement).nextElementSibling as HTMLInputElement).click();
}

define('dm-file-tray', DMFileTray);

declare global {
  interface HTMLElementTagNameMap {
    'dm-file-tray': DMFileTray;
  }
}
