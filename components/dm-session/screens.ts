/** What a person reads from the first request on while there is no conversation. */
import { html, type TemplateResult } from 'lit';
import type { DMSessionLike, EndReason, FailReason, SessionStatus } from '../../src/session/types.js';
import type { LocalizeController, TitledFailure } from '../locales/localize.js';
import { minutes } from '../shared/countdown.js';
import { ALERT, CLOCK } from '../shared/chat-icons.js';
import { ERASED, LOCK, SHIELD } from '../shared/icons.js';
import { layout, type Screen, type ScreenContext } from './idle.js';

/** Nobody is asked again before this time is over: no answer is an answer, too. Milliseconds. */
const ASK_AGAIN_MS = 30_000;
/** After this long a connection is slow enough to explain why. Milliseconds. */
const SLOW_MS = 8_000;

/** Until when one has to wait before one may ask again, or `null`. Milliseconds since the epoch. */
export function askAgainAt(status: SessionStatus, now: number): number | null {
  if (!isUnanswered(status) || status.at + ASK_AGAIN_MS <= now) return null;
  return status.at + ASK_AGAIN_MS;
}

/** Said no, or said nothing: the same screen, so that a refusal is not told apart. */
const isUnanswered = (status: SessionStatus): status is SessionStatus & { state: 'ended' | 'failed' } =>
  (status.state === 'ended' && status.reason === 'declined' && status.by !== 'self') ||
  (status.state === 'failed' && status.reason === 'timed-out');

export const screen = (session: DMSessionLike, context: ScreenContext): TemplateResult =>
  layout(describe(session.status, context));

function describe(status: SessionStatus, context: ScreenContext): Screen {
  const { words, actions, seconds, name } = context;
  if (isUnanswered(status)) return unanswered(context);
  switch (status.state) {
    case 'requesting':
      return {
        mark: LOCK,
        look: 'busy',
        title: words.term('askingTitle', name),
        text: words.term('askingBody', name, minutes(seconds)),
        actions: html`<button @click=${actions.end}>${words.term('cancel')}</button>`,
      };
    case 'incoming_request':
      return {
        mark: LOCK,
        title: words.term('incomingTitle', name),
        text: words.term('incomingBody'),
        actions: html`<button @click=${actions.ignore}>${words.term('notNow')}</button>
          <button class="primary" @click=${actions.accept}>${words.term('accept')}</button>`,
      };
    case 'connecting':
    case 'key_exchanging':
      return {
        mark: status.state === 'connecting' ? LOCK : SHIELD,
        look: 'busy',
        title: words.term(status.state === 'connecting' ? 'connectingTitle' : 'securingTitle'),
        text: context.now - status.since > SLOW_MS ? words.term('connectingHint') : '',
        actions: html`<button @click=${actions.end}>${words.term('cancel')}</button>`,
      };
    case 'disconnecting':
      return { mark: ERASED, look: 'busy', title: words.term('ending'), text: '' };
    case 'ended':
      return {
        part: 'tombstone',
        mark: status.reason === 'elsewhere' ? LOCK : ERASED,
        title: ended(status, name, words),
        text: hadConversation(status.reason) ? words.term('erasedBody', name) : '',
        actions: html`<button class="primary" @click=${actions.request}>${words.term('newChat')}</button>`,
      };
    case 'failed':
      return {
        mark: ALERT,
        look: 'danger',
        title: words.term(`failed-${titleOf(status.reason)}`, name),
        text: status.reason === 'mismatch' ? mismatch(words, name) : words.term(`why-${status.reason}`, name),
        ...(status.reason !== 'unsupported' && {
          actions: html`<button class="primary" @click=${actions.request}>${words.term('tryAgain')}</button>`,
        }),
      };
    case 'idle':
    case 'active':
    case 'reconnecting':
      return { mark: LOCK, title: '', text: '' };
  }
}

function unanswered({ words, name, actions, seconds }: ScreenContext): Screen {
  const text = seconds > 0 ? words.term('askAgainIn', seconds) : words.term('askAgain');
  return {
    mark: CLOCK,
    title: words.term('noAnswer', name),
    text: words.term('why-timed-out', name),
    actions: html`<button class="primary" ?disabled=${seconds > 0} @click=${actions.request}>${text}</button>`,
  };
}

/** Whatever stands in the way, there is no connection; what one can do about it differs. */
const titleOf = (reason: FailReason): TitledFailure =>
  reason === 'no-relay' || reason === 'relay-unreachable' || reason === 'webrtc-blocked' ? 'no-route' : reason;

const mismatch = (words: LocalizeController, name: string): TemplateResult =>
  html`${words.term('why-mismatch', name)}
    <details>
      <summary>${words.term('how')}</summary>
      ${words.term('howBody')}
    </details>`;

const hadConversation = (reason: EndReason): boolean =>
  reason === 'ended' || reason === 'peer-left' || reason === 'interrupted';

function ended(status: SessionStatus & { state: 'ended' }, name: string, words: LocalizeController): string {
  const time = words.date(new Date(status.at), { hour: 'numeric', minute: '2-digit' });
  switch (status.reason) {
    case 'ended':
      return status.by === 'self' ? words.term('endedBySelf', time) : words.term('endedByPeer', name, time);
    case 'peer-left':
      return words.term('peerLeft', name, time);
    case 'interrupted':
      return words.term('interrupted', time);
    case 'declined':
      return words.term('declinedBySelf', name);
    case 'cancelled':
      return status.by === 'self' ? words.term('cancelled', name) : words.term('cancelledByPeer', name);
    case 'elsewhere':
      return words.term('chatElsewhere');
    case 'answered-elsewhere':
      return words.term('answeredElsewhere');
  }
}
