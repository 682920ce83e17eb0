/** Loads what a session element needs once somebody has asked: an element that nobody uses stays small. */
import type { ReactiveControllerHost } from 'lit';
import type * as engaged from './engaged.js';
import type { Speaker } from './speaker.js';

export class Engagement {
  /** `null` until it is loaded. */
  parts: typeof engaged | null = null;
  #speaker: Speaker | null = null;
  #loading: Promise<void> | null = null;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly makeSpeaker: (Class: typeof Speaker) => Speaker,
  ) {}

  /** Resolves also where it cannot be loaded now; the next call tries again. */
  load(): Promise<void> {
    this.#loading ??= import('./engaged.js').then(
      (parts) => {
        this.parts = parts;
        this.#speaker = this.makeSpeaker(parts.Speaker);
        this.host.requestUpdate();
      },
      () => void (this.#loading = null),
    );
    return this.#loading;
  }

  /** Resolves when nothing is being loaded. */
  async settled(): Promise<void> {
    await this.#loading;
  }

  speak(say: (speaker: Speaker) => void): void {
    if (this.#speaker) say(this.#speaker);
    else void this.load().then(() => this.#speaker && say(this.#speaker));
  }
}
