/** What a message of the introducing server means to a session, by the state that the session is in. */
import type { SignalMessage } from '../signaling/adapter.js';
import type { DMSessionState, EndReason } from './types.js';

export type Reaction =
  /** The request was accepted. */
  | { readonly kind: 'accepted' }
  /** A sealed step: the line decides what to believe, in any state. */
  | { readonly kind: 'signal' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'over'; readonly reason: EndReason; readonly by: 'self' | 'peer' }
  /** Too late, or not the server's to say. */
  | { readonly kind: 'none' };

const NONE: Reaction = { kind: 'none' };
const over = (reason: EndReason, by: 'self' | 'peer'): Reaction => ({ kind: 'over', reason, by });

/** After the confirmation only the other person's own END ends a session, never the server. */
export function reactionTo({ kind, reason }: SignalMessage, state: DMSessionState): Reaction {
  switch (kind) {
    case 'signal':
      return { kind: 'signal' };
    case 'accept':
      return state === 'requesting' ? { kind: 'accepted' } : NONE;
    case 'decline':
      if (state !== 'requesting') return NONE;
      return reason === 'busy' ? { kind: 'busy' } : over('declined', 'peer');
    case 'cancel':
      return state === 'incoming_request' ? over('cancelled', 'peer') : NONE;
    case 'taken':
      return state === 'incoming_request' ? over('answered-elsewhere', 'self') : NONE;
    case 'end':
      return state === 'requesting' || state === 'connecting' || state === 'key_exchanging'
        ? over('ended', 'peer')
        : NONE;
    case 'request':
      return NONE;
  }
}
