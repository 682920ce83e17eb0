/**
 * Speaks to screen readers: one region each for polite and urgent words, in the host's own shadow root. Throttled, so
 * that a flood of messages becomes one sentence; an announcement that repeats is still spoken.
 */
import { html, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';

/** NVDA drops what is said in the moment of a focus change. Milliseconds. */
const DELAY_MS = 250;
/** Between two announcements. Milliseconds. */
const INTERVAL_MS = 1_000;

export class Announcer implements ReactiveController {
  #polite = '';
  #assertive = '';
  #waiting: (() => string) | null = null;
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

  /** Polite. A later announcement within the throttle replaces an earlier one: `text` is asked for when it is spoken. */
  announce(text: () => string): void {
    this.#waiting = text;
    this.#timer ??= setTimeout(() => this.#speak(), Math.max(DELAY_MS, this.#last + INTERVAL_MS - Date.now()));
  }

  /** Something polite is about to be spoken. */
  get isWaiting(): boolean {
    return this.#waiting !== null;
  }

  /** At once, and interrupting. */
  alert(text: string): void {
    this.#assertive = text === this.#assertive ? `${text}\u200b` : text;
    this.host.requestUpdate();
  }

  /** Nothing that was said stays in the page. */
  clear(): void {
    this.#waiting = null;
    this.#polite = this.#assertive = '';
  }

  render(): TemplateResult {
    return html`<div class="hidden" role="status" aria-live="polite">${this.#polite}</div>
      <div class="hidden" role="alert" aria-live="assertive">${this.#assertive}</div>`;
  }

  #speak(): void {
    this.#timer = undefined;
    // Cleared meanwhile.
    if (!this.#waiting) return;
    this.#last = Date.now();
    const text = this.#waiting();
    this.#waiting = null;
    this.#polite = text === this.#polite ? `${text}\u200b` : text;
    this.host.requestUpdate();
  }
}
