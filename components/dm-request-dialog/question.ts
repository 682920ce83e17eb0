/** What a person is asked when somebody wants to chat. Loaded with the first request. */
import { html, nothing, type TemplateResult } from 'lit';
import type { DMSessionLike } from '../../src/session/types.js';
import '../locales/en-chat.js';
import type { LocalizeController } from '../locales/localize.js';
import { hue, initial } from '../shared/avatar.js';
import { card } from '../shared/card.styles.js';
import { minutes } from '../shared/countdown.js';
import { styles as own } from './dm-request-dialog.styles.js';

export const styles = [card, own];

export type Answer = 'dm-accept' | 'dm-decline' | 'dm-block';

export interface QuestionContext {
  readonly words: LocalizeController;
  /** Seconds left to answer. */
  readonly seconds: number;
  /** How many more wait. */
  readonly queue: number;
  /** Not to be answered yet. */
  readonly held: boolean;
  readonly withoutBlock: boolean;
  readonly answer: (type: Answer) => void;
  readonly putAside: () => void;
}

export function question({ peer, peerName }: DMSessionLike, context: QuestionContext): TemplateResult {
  const { words, seconds, queue, held, answer, putAside } = context;
  return html`
    <div class="avatar" aria-hidden="true" data-hue=${hue(peer)}>${initial(peerName)}</div>
    <h2 id="title" part="title" tabindex="-1">${words.term('incomingTitle', peerName)}</h2>
    ${peerName === peer ? nothing : html`<p class="id" part="identity"><bdi>${peer}</bdi></p>`}
    <p>${words.term('incomingBody')}</p>
    <p class="time" part="countdown" role="timer" aria-live="off">${words.term('timeLeft', minutes(seconds))}</p>
    <div class="actions">
      <button part="decline" ?disabled=${held} @click=${() => answer('dm-decline')}>${words.term('decline')}</button>
      <button part="accept" class="primary" ?disabled=${held} @click=${() => answer('dm-accept')}>
        ${words.term('accept')}
      </button>
    </div>
    <div class="more">
      ${
        context.withoutBlock
          ? nothing
          : html`<button part="block" class="danger" ?disabled=${held} @click=${() => answer('dm-block')}>
              ${words.term('block')}
            </button>`
      }
      <span>${queue > 0 ? words.term('moreRequests', queue) : nothing}</span>
      <button @click=${putAside}>${words.term('notNow')}</button>
    </div>
  `;
}
