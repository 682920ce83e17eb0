import { html, nothing, type TemplateResult } from 'lit';
import '../locales/en-chat.js';
import { DMElement } from '../shared/base.js';
import { define } from '../shared/define.js';
import { DMFilesEvent } from '../shared/events.js';
import { CLOSE, SEND } from '../shared/chat-icons.js';
import { icon } from '../shared/icons.js';
import { buttons, tokens } from '../shared/tokens.styles.js';
import { clock } from './dm-voice.js';
import { styles } from './dm-recorder.styles.js';
import { STOP } from './icons.js';
import { Recorder, type RecorderState } from './recorder.js';

/**
 * @summary Records a voice message as soon as it is in the page: stop, listen, then send or throw away. When it leaves
 * the page it lets go of the microphone.
 *
 * @event {DMFilesEvent} dm-files - The person sends the recording. Does not bubble.
 * @event close - It is over, sent or not. Does not bubble.
 *
 * @cssState recording - The microphone is on.
 */
export class DMRecorder extends DMElement {
  static override styles = [tokens, buttons, styles];
  static override shadowRootOptions: ShadowRootInit = { mode: 'open', delegatesFocus: true };

  #recorder: Recorder | null = null;
  #shown: RecorderState['state'] | null = null;

  constructor() {
    super();
    this.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.#close();
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const recorder = new Recorder(() => this.requestUpdate());
    this.#recorder = recorder;
    recorder.start().catch(() => recorder.close());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#recorder?.close();
    this.#recorder = null;
  }

  protected override render(): TemplateResult {
    const { words } = this;
    const now = this.#recorder?.now ?? { state: 'closed' };
    return html`<button type="button" class="icon" aria-label=${words.term('cancel')} @click=${this.#close}>
        ${icon(CLOSE)}
      </button>
      <div class="middle" role="status">
        ${now.state === 'recording' ? html`<span class="dot"></span>${words.term('recording')}` : nothing}
        ${now.state === 'failed' ? words.term('noMicrophone') : nothing}
        ${now.state === 'recorded' ? html`<dm-voice .recording=${now.file}></dm-voice>` : nothing}
      </div>
      ${
        now.state === 'recording'
          ? html`<span class="time" role="timer">${clock(now.seconds)}</span>
              <button
                type="button"
                class="icon"
                aria-label=${words.term('stop')}
                @click=${() => this.#recorder?.stop()}
              >
                ${icon(STOP)}
              </button>`
          : nothing
      }
      ${
        now.state === 'recorded'
          ? html`<button
              type="button"
              class="send primary"
              aria-label=${words.term('send')}
              @click=${() => this.#send(now.file)}
            >
              ${icon(SEND)}
            </button>`
          : nothing
      }`;
  }

  protected override updated(): void {
    const state = this.#recorder?.now.state ?? null;
    this.setStates({ recording: state === 'recording' });
    if (state === this.#shown) return;
    this.#shown = state;
    // The button that was pressed is gone; the next one that is likely to be wanted is the last.
    [...this.renderRoot.querySelectorAll('button')].at(-1)?.focus();
  }

  #send(file: File): void {
    this.dispatchEvent(new DMFilesEvent([{ file }]));
    this.#close();
  }

  #close(): void {
    this.#recorder?.close();
    this.dispatchEvent(new Event('close'));
  }
}

define('dm-recorder', DMRecorder);

declare global {
  interface HTMLElementTagNameMap {
    'dm-recorder': DMRecorder;
  }
}
