/**
 * The session's states and the only ways between them, as data. Nothing here acts; `session.ts` does.
 *
 *     idle → requesting ─────────┐
 *       └──→ incoming_request ───┴→ connecting → key_exchanging → active ⇄ reconnecting
 *                                                                   └→ disconnecting → ended | failed
 *
 * Every state before the last two can also go straight to `ended` or `failed`.
 */
import { DMError, type DMErrorCode } from '../errors.js';
import type { DMSessionState, FailReason, SessionStatus } from './types.js';

export const SESSION_STATES = [
  'idle',
  'requesting',
  'incoming_request',
  'connecting',
  'key_exchanging',
  'active',
  'reconnecting',
  'disconnecting',
  'ended',
  'failed',
] as const satisfies readonly DMSessionState[];

export const TRANSITIONS: Readonly<Record<DMSessionState, readonly DMSessionState[]>> = {
  // `ended` when the chat is in another tab of the same person.
  idle: ['requesting', 'incoming_request', 'ended', 'failed'],
  // `connecting` also when both asked at once and the other side's request was the one that counts.
  requesting: ['connecting', 'ended', 'failed'],
  incoming_request: ['connecting', 'ended', 'failed'],
  connecting: ['key_exchanging', 'ended', 'failed'],
  key_exchanging: ['active', 'ended', 'failed'],
  active: ['reconnecting', 'disconnecting', 'ended', 'failed'],
  reconnecting: ['active', 'disconnecting', 'ended', 'failed'],
  disconnecting: ['ended', 'failed'],
  ended: [],
  failed: [],
};

/** `to`, if that is a legal next status. Throws `DMError` `bad-state` if not. */
export function advance(from: SessionStatus, to: SessionStatus): SessionStatus {
  if (!TRANSITIONS[from.state].includes(to.state)) {
    throw new DMError('bad-state', `a session cannot go from ${from.state} to ${to.state}`);
  }
  return to;
}

export const isOver = (status: SessionStatus): boolean => TRANSITIONS[status.state].length === 0;

/** There are keys, and possibly words on the screen: the end has to reach the other side. */
export const isConversation = (status: SessionStatus): boolean =>
  status.state === 'active' || status.state === 'reconnecting';

const REASON_OF_CODE: Partial<Record<DMErrorCode, FailReason>> = {
  'peer-offline': 'offline',
  'signaling-lost': 'signaling-lost',
  unauthorized: 'unauthorized',
  forbidden: 'forbidden',
  'rate-limited': 'rate-limited',
  unsupported: 'unsupported',
  'no-route': 'no-route',
  'no-relay': 'no-relay',
  'relay-unreachable': 'relay-unreachable',
  'webrtc-blocked': 'webrtc-blocked',
  'link-lost': 'no-route',
  // Servers for the connection that are none.
  'bad-config': 'no-route',
  'timed-out': 'timed-out',
  mismatch: 'mismatch',
};

/** Why a session failed, from what was thrown. Whatever we did not foresee counts as `protocol`: stop to be safe. */
export function failReason(error: unknown): FailReason {
  return (DMError.is(error) && REASON_OF_CODE[error.code]) || 'protocol';
}
