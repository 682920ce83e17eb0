/**
 * Says to screen readers what happens in chats that nobody shows: those behind a closed panel, or behind another chat.
 * What is shown speaks for itself.
 */
import { DMMessageEvent, DMStateChangeEvent } from '../../src/events.js';
import type { DMSessionLike } from '../../src/session/types.js';
import type { Speaker } from '../dm-session/speaker.js';
import type { LocalizeController } from '../locales/localize.js';
import type { Announcer } from '../shared/announcer.js';

export class Bystander {
  readonly #speakers = new WeakMap<DMSessionLike, Promise<Speaker>>();

  constructor(
    private readonly announcer: Announcer,
    private readonly words: LocalizeController,
    private readonly isShown: (session: DMSessionLike) => boolean,
  ) {}

  hear(event: Event, session: DMSessionLike): void {
    if (this.isShown(session)) return;
    if (event instanceof DMMessageEvent) {
      // What cannot be loaded now is not said.
      this.#speaker(session).then(
        (speaker) => speaker.event(event, session),
        () => {},
      );
    } else if (event instanceof DMStateChangeEvent) this.#state(event, session);
  }

  /** With whom, since there may be several; and only of conversations: to all else the person is led. */
  #state({ state, previous }: DMStateChangeEvent, session: DMSessionLike): void {
    const say = (key: 'sayLost' | 'sayEnded'): void =>
      this.announcer.alert(`${session.peerName}: ${this.words.term(key)}`);
    const ran = previous === 'active' || previous === 'reconnecting';
    if (state === 'reconnecting') say('sayLost');
    if (state !== 'ended' && state !== 'failed') return;
    // It notes the id of what it is about to speak of.
    this.#speakers.delete(session);
    if (ran) say('sayEnded');
  }

  /** One for each: it counts what it has not said yet. */
  #speaker(session: DMSessionLike): Promise<Speaker> {
    let speaker = this.#speakers.get(session);
    if (!speaker) {
      speaker = import('../dm-session/engaged.js').then(
        ({ Speaker: Voice }) =>
          new Voice(this.announcer, this.words, { announce: 'sender', session, renderRoot: document }),
      );
      this.#speakers.set(session, speaker);
      speaker.catch(() => this.#speakers.delete(session));
    }
    return speaker;
  }
}
