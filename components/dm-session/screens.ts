/** What a person reads while there is no conversation: one title, one sentence, at most two actions for each state. */
import { html, nothing, type TemplateResult } from 'lit';
import type { DMSessionLike, EndReason, SessionStatus } from '../../src/session/types.js';
import type { LocalizeController } from '../locales/localize.js';
import { icon, type IconName } from '../shared/icons.js';

/** What the buttons do. */
export interface ScreenActions {
  readonly request: () => void;
  readonly accept: () => void;
  readonly ignore: () => void;
  readonly decline: () => void;
  readonly end: () => void;
}

export interface ScreenContext {
  /** How the other person is called here. */
  readonly name: string;
  readonly words: LocalizeController;
  readonly actions: ScreenActions;
  readonly relayOnly: boolean;
  /** Seconds left of whatever runs out. */
  readonly seconds: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

interface Screen {
  readonly mark: IconName;
  readonly look?: 'busy' | 'danger';
  readonly title: string;
  readonly text: string | TemplateResult;
  readonly actions?: TemplateResult;
}

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

export function screen(session: DMSessionLike, context: ScreenContext): TemplateResult {
  const { mark, look, title, text, actions } = describe(session.status, context);
  return html`<div class="screen">
    <div class="mark ${look ?? ''}">${icon(mark)}</div>
    <h2 tabindex="-1" id="screen-title">${title}</h2>
    <div class="text">${text}</div>
    ${actions ? html`<div class="actions">${actions}</div>` : nothing}
  </div>`;
}

function describe(status: SessionStatus, context: ScreenContext): Screen {
  const { words, actions, seconds, name } = context;
  if (isUnanswered(status)) return unanswered(context);
  switch (status.state) {
    case 'idle':
      return {
        mark: 'lock',
        title: words.term('idleTitle', name),
        text: html`<slot name="intro"
          >${words.term('idleBody')}
          ${context.relayOnly ? words.term('addressHidden') : words.term('addressVisible', name)}</slot
        >`,
        actions: html`<button class="primary" @click=${actions.request}>${words.term('ask', name)}</button>`,
      };
    case 'requesting':
      return {
        mark: 'lock',
        look: 'busy',
        title: words.term('askingTitle', name),
        text: words.term('askingBody', name, minutes(seconds)),
        actions: html`<button @click=${actions.end}>${words.term('cancel')}</button>`,
      };
    case 'incoming_request':
      return {
        mark: 'lock',
        title: words.term('incomingTitle', name),
        text: words.term('incomingBody'),
        actions: html`<button @click=${actions.ignore}>${words.term('notNow')}</button>
          <button class="primary" @click=${actions.accept}>${words.term('accept')}</button>`,
      };
    case 'connecting':
    case 'key_exchanging':
      return {
        mark: status.state === 'connecting' ? 'lock' : 'shield',
        look: 'busy',
        title: words.term(status.state === 'connecting' ? 'connectingTitle' : 'securingTitle'),
        text: context.now - status.since > SLOW_MS ? words.term('connectingHint') : '',
        actions: html`<button @click=${actions.end}>${words.term('cancel')}</button>`,
      };
    case 'disconnecting':
      return { mark: 'erased', look: 'busy', title: words.term('ending'), text: '' };
    case 'ended':
      return {
        mark: 'erased',
        title: ended(status, name, words),
        text: hadConversation(status.reason) ? words.term('erasedBody', name) : '',
        actions: html`<button class="primary" @click=${actions.request}>${words.term('newChat')}</button>`,
      };
    case 'failed':
      return {
        mark: 'alert',
        look: 'danger',
        title: words.term(`failed-${status.reason}`, name),
        text: status.reason === 'mismatch' ? mismatch(words, name) : words.term(`why-${status.reason}`, name),
        ...(status.reason !== 'unsupported' && {
          actions: html`<button class="primary" @click=${actions.request}>${words.term('tryAgain')}</button>`,
        }),
      };
    case 'active':
    case 'reconnecting':
      return { mark: 'lock', title: '', text: '' };
  }
}

function unanswered({ words, name, actions, seconds }: ScreenContext): Screen {
  const text = seconds > 0 ? words.term('askAgainIn', seconds) : words.term('askAgain');
  return {
    mark: 'clock',
    title: words.term('noAnswer', name),
    text: words.term('why-timed-out', name),
    actions: html`<button class="primary" ?disabled=${seconds > 0} @click=${actions.request}>${text}</button>`,
  };
}

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
    case 'answered-elsewhere':
      return words.term('answeredElsewhere');
  }
}

export const minutes = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
