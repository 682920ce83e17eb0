/**
 * Speaks to screen readers: one region each for polite and urgent words, in the host's own shadow root. Throttled, so
 * that a flood of messages becomes one sentence; an announcement that repeats is still spoken. Each topic has one
 * sentence waiting at most, and none takes the place of another's.
 */
import { html, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';

/** NVDA drops what is said in the moment of a focus change. Milliseconds. */
const DELAY_MS = 250;
/** Between two announcements. Milliseconds. */
const INTERVAL_MS = 1_000;

export class Announcer implements ReactiveController {
  #polite = '';
  #assertive = '';
  readonly #waiting = new Map<unknown, () => string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last = 0;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.clear();
  }

  /**
   * Polite. While it waits, a later announcement on the same topic replaces it, and those on others are spoken after it.
   * `text` is asked for when it is spoken; an empty one is passed over.
   */
  announce(text: () => string, topic: unknown = 'progress'): void {
    this.#waiting.set(topic, text);
    this.#schedule();
  }

  /** Something polite is about to be spoken. */
  get isWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  /** At once, and interrupting. */
  alert(text: string): void {
    this.#assertive = text === this.#assertive ? `${text}\u200b` : text;
    this.host.requestUpdate();
  }

  /** Nothing that was said stays in the page. */
  clear(): void {
    this.#waiting.clear();
    this.#polite = this.#assertive = '';
  }

  render(): TemplateResult {
    return html`<div class="hidden" role="status" aria-live="polite">${this.#polite}</div>
      <div class="hidden" role="alert" aria-live="assertive">${this.#assertive}</div>`;
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => this.#speak(), Math.max(DELAY_MS, this.#last + INTERVAL_MS - Date.now()));
  }

  #speak(): void {
    this.#timer = undefined;
    let text = '';
    for (const [topic, say] of this.#waiting) {
      this.#waiting.delete(topic);
      if ((text = say())) break;
    }
    // Cleared meanwhile, or outdated.
    if (!text) return;
    this.#last = Date.now();
    if (this.#waiting.size > 0) this.#schedule();
    this.#polite = text === this.#polite ? `${text}\u200b` : text;
    this.host.requestUpdate();
  }
}
