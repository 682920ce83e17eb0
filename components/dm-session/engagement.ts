/** What a session element needs once somebody has asked, as it is loaded. */
import type { LitElement } from 'lit';
import { Later } from '../shared/later.js';
import type { DropZone, DropZoneOptions } from './drop.js';
import type * as engaged from './engaged.js';
import type { Speaker } from './speaker.js';

export class Engagement extends Later<typeof engaged> {
  /** Where files can be dropped. */
  drop: DropZone | null = null;
  #speaker: Speaker | null = null;

  constructor(host: LitElement, makeSpeaker: (Class: typeof Speaker) => Speaker, dropOptions: DropZoneOptions) {
    super(
      host,
      () => import('./engaged.js'),
      (parts) => {
        this.#speaker = makeSpeaker(parts.Speaker);
        this.drop = new parts.DropZone(host, dropOptions);
      },
    );
  }

  speak(say: (speaker: Speaker) => void): void {
    if (this.#speaker) say(this.#speaker);
    else void this.load().then(() => this.#speaker && say(this.#speaker));
  }
}
