/** What a session element says to screen readers. Own messages are silent, and so is what was there before. */
import type { DMMessageEvent, DMStateChangeEvent } from '../../src/events.js';
import type { DMSessionLike } from '../../src/session/types.js';
import type { LocalizeController } from '../locales/localize.js';
import type { Announcer } from '../shared/announcer.js';

/** What is spoken of an incoming message. */
export type Announce = 'sender' | 'content' | 'off';

export class Speaker {
  /** Incoming messages that have not been spoken of yet. */
  #waiting = 0;

  constructor(
    private readonly announcer: Announcer,
    private readonly words: LocalizeController,
    private readonly policy: () => { readonly announce: Announce; readonly name: string },
  ) {}

  message(event: DMMessageEvent, session: DMSessionLike): void {
    if (event.direction === 'out' || this.policy().announce === 'off') return;
    this.#waiting++;
    this.announcer.announce(() => {
      const { announce, name } = this.policy();
      const count = this.#waiting;
      this.#waiting = 0;
      const text = announce === 'content' && count === 1 ? session.messages.at(-1)?.content : undefined;
      const who = this.words.term('sayNewMessages', name, count);
      return text ? `${who}: ${text}` : who;
    });
  }

  state({ state, previous }: DMStateChangeEvent, session: DMSessionLike): void {
    if (state === 'active') {
      if (previous === 'key_exchanging') this.announcer.announce(() => this.words.term('sayConnected'));
    } else if (state === 'reconnecting') {
      this.announcer.alert(this.words.term('sayLost'));
    } else if (state === 'ended' || state === 'failed') {
      this.#waiting = 0;
      this.announcer.clear();
      if (session.reason === 'mismatch') this.announcer.alert(this.words.term('sayMismatch'));
      else if (hadConversation(previous)) this.announcer.alert(this.words.term('sayEnded'));
    }
  }

  verified(): void {
    this.announcer.announce(() => this.words.term('verified'));
  }

  notSent(): void {
    this.announcer.alert(this.words.term('sayNotSent'));
  }

  copied(): void {
    this.announcer.announce(() => this.words.term('sayCopied'));
  }
}

const hadConversation = (previous: string): boolean =>
  previous === 'active' || previous === 'reconnecting' || previous === 'disconnecting';
