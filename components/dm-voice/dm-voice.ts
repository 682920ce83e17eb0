import { html, nothing, svg, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import '../locales/en-chat.js';
import { DMElement } from '../shared/base.js';
import { define } from '../shared/define.js';
import { icon } from '../shared/icons.js';
import { buttons, tokens } from '../shared/tokens.styles.js';
import { PAUSE, PLAY } from './icons.js';
import { styles } from './dm-voice.styles.js';
import { BARS, parseVoice, type Voice } from './voice-type.js';

/**
 * @summary Plays a voice message: a button, the waveform to seek in, the time.
 *
 * @csspart play - The button.
 * @csspart waveform - How loud it is, over time.
 * @csspart time - Where it is, or how long.
 *
 * @cssState playing - It is being played.
 */
export class DMVoice extends DMElement {
  static override styles = [tokens, buttons, styles];

  /** The recording, of a type that `voiceType` has written. */
  @property({ attribute: false }) recording: Blob | null = null;
  /** That type, where the recording's own is another. */
  @property({ attribute: false }) type = '';

  @query('audio') private audio?: HTMLAudioElement;
  @state() private playing = false;
  /** Seconds. */
  @state() private at = 0;
  #url: { readonly of: Blob; readonly href: string } | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.audio?.pause();
    this.#revoke();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  protected override willUpdate(): void {
    if (this.#url && this.#url.of !== this.recording) this.#revoke();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { recording, words, playing, at } = this;
    const voice = parseVoice(this.type || recording?.type || '');
    if (!recording || !voice || !this.isConnected) return nothing;
    const seconds = Math.min(voice.seconds, Math.round(at));
    return html`<button
        part="play"
        class="icon"
        aria-label=${words.term(playing ? 'pause' : 'play')}
        @click=${this.#toggle}
      >
        ${icon(playing ? PAUSE : PLAY)}
      </button>
      <div class="track" dir="ltr">
        ${waveform(voice, at / voice.seconds)}
        <input
          type="range"
          aria-label=${words.term('voiceMessage')}
          aria-valuetext="${clock(seconds)} / ${clock(voice.seconds)}"
          min="0"
          max=${voice.seconds}
          step="1"
          .value=${String(seconds)}
          @input=${this.#seek}
        />
      </div>
      <span part="time" class="time">${clock(playing || at > 0 ? seconds : voice.seconds)}</span>
      <audio
        src=${this.#href(recording, voice)}
        preload="metadata"
        @play=${() => (this.playing = true)}
        @pause=${() => (this.playing = false)}
        @ended=${() => (this.at = 0)}
        @timeupdate=${() => (this.at = this.audio?.ended ? 0 : (this.audio?.currentTime ?? 0))}
      ></audio>`;
  }

  protected override updated(): void {
    this.setStates({ playing: this.playing });
  }

  #toggle(): void {
    if (!this.audio?.paused) return this.audio?.pause();
    // It may be something that this browser cannot play; then it stays as it is, and can be saved.
    this.audio.play().catch(() => (this.playing = false));
  }

  #seek(event: Event): void {
    event.stopPropagation();
    this.at = Number((event.target as HTMLInputElement).value);
    if (this.audio) this.audio.currentTime = this.at;
  }

  #href(recording: Blob, { type }: Voice): string {
    this.#url ??= { of: recording, href: URL.createObjectURL(recording.slice(0, recording.size, type)) };
    return this.#url.href;
  }

  #revoke(): void {
    if (this.#url) URL.revokeObjectURL(this.#url.href);
    this.#url = null;
  }
}

/** @param played share of it, from 0 to 1 */
const waveform = ({ bars }: Voice, played: number): TemplateResult =>
  html`<svg part="waveform" viewBox="0 0 ${BARS * 3} 32" preserveAspectRatio="none" aria-hidden="true">
    ${bars.map((bar, index) => {
      const height = 2 + bar * 2;
      return svg`<rect class=${index < played * BARS ? 'played' : 'ahead'} x=${index * 3} y=${(32 - height) / 2}
        width="2" height=${height} rx="1" />`;
    })}
  </svg>`;

/** `0:07`. */
export const clock = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;

define('dm-voice', DMVoice);

declare global {
  interface HTMLElementTagNameMap {
    'dm-voice': DMVoice;
  }
}
