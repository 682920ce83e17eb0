/** What a session element needs once somebody has asked, as it is loaded. */
import { Later } from '../shared/later.js';
import type { ConversationView } from './conversation-view.js';
import type { DMSessionElement } from './dm-session.js';
import type * as engaged from './engaged.js';
import type { Speaker } from './speaker.js';

export class Engagement extends Later<typeof engaged> {
  conversation: ConversationView | null = null;
  #speaker: Speaker | null = null;

  constructor(
    host: DMSessionElement,
    make: (parts: typeof engaged) => { readonly speaker: Speaker; readonly conversation: ConversationView },
  ) {
    super(
      host,
      () => import('./engaged.js'),
      (parts) => ({ speaker: this.#speaker, conversation: this.conversation } = make(parts)),
    );
  }

  speak(say: (speaker: Speaker) => void): void {
    if (this.#speaker) say(this.#speaker);
    else void this.load().then(() => this.#speaker && say(this.#speaker));
  }
}
