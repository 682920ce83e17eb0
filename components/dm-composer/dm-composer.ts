import { html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import '../locales/en-chat.js';
import { MAX_TEXT_BYTES } from '../../src/session/messages.js';
import type { OutgoingFile } from '../../src/session/types.js';
import type { DMFileTray } from '../dm-file-tray/dm-file-tray.js';
import type { Quote } from '../dm-message/dm-message.js';
import { harmless } from '../dm-message/text.js';
import { utf8 } from '../../src/wire/bytes.js';
import { DMElement } from '../shared/base.js';
import { define } from '../shared/define.js';
import { DMFilesEvent, DMInputEvent, DMReplyCancelEvent, DMSendEvent, DMStepOutEvent } from '../shared/events.js';
import { ATTACH, CLOSE, MIC, SEND } from '../shared/chat-icons.js';
import { icon, type Icon } from '../shared/icons.js';
import { spareSlot } from '../shared/spare-slot.js';
import { lines } from '../shared/lines.styles.js';
import { buttons, tokens } from '../shared/tokens.styles.js';
import { styles } from './dm-composer.styles.js';
import { canRecord } from '../dm-voice/can-record.js';
import { Correspondent } from './correspondent.js';
import { takenFrom } from './taken.js';

/** From this share of the limit on, what is left is shown. */
const COUNTER_FROM = 0.8;
/**
 * What would tell the page what is being typed: `textInput` is Blink's own and carries the text, and a selection that is
 * dragged can be read by whoever hears of its start.
 */
const PRIVATE_EVENTS = [
  'input',
  'beforeinput',
  'textInput',
  'keydown',
  'keyup',
  'keypress',
  'compositionstart',
  'compositionupdate',
  'compositionend',
  'paste',
  'copy',
  'cut',
  'dragstart',
  'drop',
  'change',
] as const;

/**
 * @summary Where a message is written. Keeps what is typed to itself: no native input, key or clipboard event leaves it.
 *
 * @slot start - Before the field.
 * @slot end - After the field, before the button.
 *
 * @event {DMSendEvent} dm-send - The person sends `value`. Cancelable: then the text stays.
 * @event {DMInputEvent} dm-input - The person has changed the length of the text.
 * @event {DMFilesEvent} dm-files - The person sends files, or a recording; carries them and does not bubble.
 * @event {DMReplyCancelEvent} dm-reply-cancel - The person takes the quote away. Does not bubble.
 * @event {DMErrorEvent} dm-error - With `peer`: it could not be sent; carries a code.
 * @event {DMStepOutEvent} dm-step-out - Arrow up in an empty field: to the messages. Does not bubble.
 *
 * @csspart base - The form.
 * @csspart quote - The message that is being answered.
 * @csspart field - The text field.
 * @csspart attach - The button that shows where files can come from.
 * @csspart tray - The files that wait to be sent.
 * @csspart voice - The button that records.
 * @csspart send - The button.
 * @csspart counter - What is left of the limit.
 *
 * @cssState empty - Nothing is written, and no file waits.
 * @cssState over-limit - Too much is written.
 */
export class DMComposer extends DMElement {
  static override styles = [tokens, buttons, lines, styles];
  static override shadowRootOptions: ShadowRootInit = { mode: 'open', delegatesFocus: true };

  /** User id of the other person: then it sends by itself, under a `dm-provider`. Inside of `dm-session` there is none. */
  @property({ useDefault: true }) peer = '';
  /** Id of the `dm-provider` to use, where it is not above this element. */
  @property({ attribute: 'for', useDefault: true }) htmlFor = '';
  /** The text. Lives here only, and goes with the session. */
  @property({ attribute: false }) value = '';
  /** The message that is being answered. */
  @property({ attribute: false }) quote: Quote | null = null;
  /** Stands in the empty field instead of our words. */
  @property({ useDefault: true }) placeholder = '';
  /** Nothing can be written or sent. */
  @property({ type: Boolean }) disabled = false;
  /** `enter` (Shift+Enter for a new line), `mod-enter`, or `button`. Touch screens always use the button. */
  @property({ attribute: 'submit-on', useDefault: true }) submitOn: 'enter' | 'mod-enter' | 'button' = 'enter';
  /** Bytes of UTF-8. */
  @property({ type: Number, attribute: 'max-length', useDefault: true }) maxLength = MAX_TEXT_BYTES;
  /** Lets the browser check spelling. Off by default: some browsers send the text to a server for it. */
  @property({ type: Boolean, attribute: 'with-spellcheck' }) withSpellcheck = false;

  /** Hides the buttons that pick files and record, and takes no files from the clipboard. */
  @property({ type: Boolean, attribute: 'without-files' }) withoutFiles = false;
  /** Types of files that the picker offers, as in `<input accept>`. */
  @property({ useDefault: true }) accept = '';
  /** Files that wait to be sent together with what is written. */
  @property({ attribute: false }) files: readonly OutgoingFile[] = [];

  @query('textarea') private field?: HTMLTextAreaElement;
  @state() private composing = false;
  @state() private recording = false;
  /** Shows where files can come from; the tray is there from the first time on, for what it has to say. */
  @state() private choosing: boolean | null = null;
  /** Known once it is drawn: a server has no microphone, and what it has drawn must match. */
  @state() private recordable = false;

  readonly #correspondent = new Correspondent(this, this.words);
  /** The Escape that meant nothing here. It says nothing of what is written. */
  #stepOut: Event | null = null;

  constructor() {
    super();
    for (const type of PRIVATE_EVENTS) this.addEventListener(type, this.#keepInside);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.updateComplete.then(() => (this.recordable = canRecord()));
  }

  /** Sends what is written, as the button does. Returns whether there was something to send. */
  submit(): boolean {
    const { files } = this;
    const text = this.value.trim();
    if (!this.#sendable) return false;
    if (text && !this.dispatchEvent(new DMSendEvent())) return false;
    this.clear();
    this.#changed();
    this.#correspondent.send(text);
    this.#send(files);
    return true;
  }

  /**
   * Puts files beside what is being written; they are sent with it. Resolves when they are there, those in folders
   * included; rejects when the browser cannot read a folder.
   */
  async attach(taken: Iterable<File | OutgoingFile | FileSystemEntry>): Promise<void> {
    const { filesIn } = await import('../dm-file-tray/dm-file-tray.js');
    const files = await filesIn(taken);
    if (files.length === 0 || !this.isConnected) return;
    this.choosing ??= false;
    await this.updateComplete;
    this.files = [...this.files, ...files];
    await this.updateComplete;
  }

  /** On the field, not on the first button. */
  override focus(options?: FocusOptions): void {
    if (this.field) this.field.focus(options);
    else super.focus(options);
  }

  /** Empties the field and the tray, as after sending; no event says so. */
  clear(): void {
    this.value = '';
    this.files = [];
    this.choosing &&= false;
    // Not only at the next rendering: what was written must not stay in the field.
    if (this.field) this.field.value = '';
  }

  protected override render(): TemplateResult {
    return html`<form
      part="base"
      data-sentry-block
      data-dd-privacy="hidden"
      @submit=${this.#handleSubmit}
      @keydown=${this.#handleEscape}
    >
      ${this.quote ? this.#quote(this.quote) : nothing} ${this.choosing === null ? nothing : this.#tray(this.choosing)}
      <slot name="start"></slot>
      ${this.recording ? html`${this.#recorder()}${spareSlot('end')}` : this.#field()} ${this.#correspondent.render()}
    </form>`;
  }

  #field(): TemplateResult {
    const length = this.#length;
    const over = length > this.maxLength;
    const { session } = this.#correspondent;
    const label = this.placeholder || (session ? this.words.term('messagePlaceholder', session.peerName) : '');
    return html`${this.#takesNoFiles ? nothing : this.#attach()}
      <div class="box">
        <textarea
          part="field"
          rows="1"
          .value=${live(this.value)}
          placeholder=${label}
          aria-label=${label}
          aria-invalid=${over ? 'true' : 'false'}
          ?disabled=${this.#isOff}
          spellcheck=${this.withSpellcheck ? 'true' : 'false'}
          autocomplete="off"
          enterkeyhint="send"
          dir="auto"
          @input=${this.#handleInput}
          @keydown=${this.#handleKeydown}
          @paste=${this.#handlePaste}
          @compositionstart=${() => (this.composing = true)}
          @compositionend=${() => (this.composing = false)}
        ></textarea>
        ${length > this.maxLength * COUNTER_FROM ? this.#counter(length, over) : nothing}
      </div>
      <slot name="end"></slot>
      ${this.recordable && !this.#takesNoFiles && !this.value && this.files.length === 0 ? this.#tool('voice', 'recordVoice', MIC, () => this.#handleVoice()) : nothing}
      <button
        part="send"
        class="send primary"
        type="submit"
        aria-label=${this.words.term('send')}
        ?disabled=${!this.#sendable}
      >
        ${icon(SEND)}
      </button>`;
  }

  protected override updated(): void {
    this.setStates({ empty: !this.value && this.files.length === 0, 'over-limit': this.#length > this.maxLength });
  }

  #quote({ author, text, own }: Quote): TemplateResult {
    const { words } = this;
    // "Replying to You" is no sentence, and in German or Russian even less.
    const title = own ? author : words.term('replyingTo', author);
    return html`<div part="quote" class="quote">
      <p class="lines"><b dir="auto">${title}</b><span dir="auto">${harmless(text)}</span></p>
      <button
        type="button"
        class="icon"
        aria-label=${words.term('cancelReply')}
        @click=${() => this.dispatchEvent(new DMReplyCancelEvent())}
      >
        ${icon(CLOSE)}
      </button>
    </div>`;
  }

  #attach(): TemplateResult {
    return this.#tool('attach', 'attach', ATTACH, () => this.#handleAttach());
  }

  #tray(choosing: boolean): TemplateResult {
    return html`<dm-file-tray
      part="tray"
      .files=${this.files}
      ?choosing=${choosing}
      accept=${this.accept}
      @change=${(event: Event) => (this.files = (event.target as DMFileTray).files)}
      @close=${this.#handleChosen}
    ></dm-file-tray>`;
  }

  #tool(part: string, word: 'attach' | 'recordVoice', drawn: Icon, handle: () => void): TemplateResult {
    const text = this.words.term(word);
    return html`<button
      part=${part}
      type="button"
      class="icon"
      aria-label=${text}
      title=${text}
      aria-expanded=${part === 'attach' ? String(this.choosing ?? false) : nothing}
      ?disabled=${this.#isOff}
      @click=${handle}
    >
      ${icon(drawn)}
    </button>`;
  }

  #recorder(): TemplateResult {
    return html`<dm-recorder
      @dm-files=${(event: DMFilesEvent) => this.#send(event.files)}
      @close=${this.#handleRecorded}
    ></dm-recorder>`;
  }

  get #sendable(): boolean {
    const something = this.value.trim() !== '' || this.files.length > 0;
    return something && this.#length <= this.maxLength && !this.#isOff;
  }

  get #isOff(): boolean {
    return this.disabled || this.#correspondent.isMute;
  }

  /** Also where the session lets none through. */
  get #takesNoFiles(): boolean {
    return this.withoutFiles || this.#correspondent.session?.files.policy === 'none';
  }

  get #length(): number {
    return utf8(this.value).length;
  }

  #counter(length: number, over: boolean): TemplateResult {
    const { words } = this;
    const text = over ? words.term('tooLong', length - this.maxLength) : words.term('left', this.maxLength - length);
    return html`<span part="counter" class=${over ? 'counter over' : 'counter'}>${text}</span>`;
  }

  #send(files: readonly OutgoingFile[]): void {
    if (files.length === 0) return;
    this.dispatchEvent(new DMFilesEvent(files));
    this.#correspondent.sendFiles(files);
  }

  #handleVoice(): void {
    // Loaded with the first one: it shows itself, and asks for the microphone, when it is there.
    this.recording = true;
    import('../dm-voice/dm-recorder.js').catch(() => (this.recording = false));
  }

  #handleRecorded(): void {
    this.recording = false;
    void this.updateComplete.then(() => this.field?.focus());
  }

  #handleSubmit(event: Event): void {
    event.preventDefault();
    this.submit();
    this.field?.focus();
  }

  #handleAttach(): void {
    // It shows itself when it is there.
    this.choosing = !this.choosing;
    import('../dm-file-tray/dm-file-tray.js').catch(() => (this.choosing = false));
  }

  #handleChosen(): void {
    this.choosing = false;
    this.field?.focus();
  }

  /** Text wins: what is copied from a document brings a picture of itself along. */
  #handlePaste(event: ClipboardEvent): void {
    const { clipboardData } = event;
    const items = [...(clipboardData?.items ?? [])];
    if (this.#takesNoFiles || !items.some(({ kind }) => kind === 'file')) return;
    if (items.some(({ kind, type }) => kind === 'string' && type === 'text/plain')) return;
    event.preventDefault();
    this.attach(takenFrom(clipboardData)).catch(() => {});
  }

  #handleInput(): void {
    this.value = this.field?.value ?? '';
    this.#changed();
    if (this.value) this.#correspondent.session?.typing();
  }

  /** At the host, after our own handlers: the page and its hotkeys see nothing of what is written. */
  readonly #keepInside = (event: Event): void => {
    if (event !== this.#stepOut) event.stopPropagation();
    this.#stepOut = null;
  };

  #changed(): void {
    this.dispatchEvent(new DMInputEvent(this.value.length));
  }

  #handleKeydown(event: KeyboardEvent): void {
    if (this.composing || isInputMethod(event)) return;
    if (event.key === 'ArrowUp' && !this.value) this.dispatchEvent(new DMStepOutEvent());
    else if (event.key === 'Enter') this.#handleEnter(event);
  }

  /** Closes what is open here. With nothing left, and nothing written that could be lost, whoever is around may close. */
  #handleEscape(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || this.composing || isInputMethod(event)) return;
    // Tray and recorder have closed themselves.
    if ((event.target as Element).localName.startsWith('dm-')) return;
    if (this.quote) this.dispatchEvent(new DMReplyCancelEvent());
    else if (this.choosing) this.#handleChosen();
    else {
      this.field?.blur();
      if (!this.value && this.files.length === 0) this.#stepOut = event;
    }
  }

  #handleEnter(event: KeyboardEvent): void {
    const modifier = event.metaKey || event.ctrlKey;
    const touch = matchMedia('(pointer: coarse)').matches;
    const plain = this.submitOn === 'enter' && !touch && !event.shiftKey;
    if (!modifier && !plain) return;
    event.preventDefault();
    this.submit();
  }
}

/**
 * Enter that belongs to an input method. Safari ends a composition before its keydown, which then has the code 229
 * (WebKit bug 165004); the DOM library calls `keyCode` deprecated and offers nothing in its place.
 */
const isInputMethod = (event: { readonly isComposing: boolean; readonly keyCode: number }): boolean =>
  event.isComposing || event.keyCode === 229;

define('dm-composer', DMComposer);

declare global {
  interface HTMLElementTagNameMap {
    'dm-composer': DMComposer;
  }
}
