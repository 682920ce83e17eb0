/**
 * What a page and the relay say to each other: small JSON texts over one WebSocket, from the relay one or more in a frame,
 * a line each. Both ends parse strictly, with the functions here; the long form is docs/signaling.md.
 */
import { DM_ERROR_CODES, type DMErrorCode } from '../errors.js';
import type { SignalMessage } from './adapter.js';
import { isUserId, parseSignalMessage } from './parse.js';

export const RELAY_VERSION = 1;
/** Longest text either end accepts, in UTF-16 units: a payload of full length and its envelope. */
export const MAX_RELAY_MESSAGE_LENGTH = 40_000;

/** WebSocket close codes. A client does not come back by itself after those that it cannot mend. */
export const CLOSE = {
  badMessage: 4400,
  unauthorized: 4401,
  forbidden: 4403,
  helloTimeout: 4408,
  tooManySockets: 4409,
  tooLarge: 4413,
  rateLimited: 4429,
  /** The token has expired: come back with a fresh one. */
  expired: 4440,
  /** Not reading fast enough. */
  slow: 4441,
} as const;

export const FINAL_CLOSE_CODES: ReadonlyMap<number, DMErrorCode> = new Map([
  [CLOSE.badMessage, 'bad-message'],
  [CLOSE.unauthorized, 'unauthorized'],
  [CLOSE.forbidden, 'forbidden'],
  [CLOSE.tooManySockets, 'rate-limited'],
]);

export type ClientMessage =
  /** First, and once. The id counts only where the server takes anonymous ids; otherwise the token says who it is. */
  | { readonly t: 'hello'; readonly v: number; readonly id: string; readonly token?: string }
  /** `n` comes back in the answer. */
  | { readonly t: 'send'; readonly n: number; readonly to: string; readonly m: SignalMessage }
  | { readonly t: 'watch' | 'unwatch'; readonly peer: string }
  | { readonly t: 'ping' };

export type ServerMessage =
  | { readonly t: 'welcome'; readonly id: string }
  | { readonly t: 'ok'; readonly n: number }
  | { readonly t: 'no'; readonly n: number; readonly code: DMErrorCode }
  | { readonly t: 'signal'; readonly from: string; readonly m: SignalMessage }
  | { readonly t: 'presence'; readonly peer: string; readonly online: boolean }
  /** Something that was not an answerable message was wrong. */
  | { readonly t: 'error'; readonly code: DMErrorCode }
  | { readonly t: 'pong' };

export function parseClientMessage(text: string): ClientMessage | null {
  const value = parseObject(text);
  switch (value?.['t']) {
    case 'hello': {
      const { v, id, token } = value;
      if (typeof v !== 'number' || !isUserId(id)) return null;
      if (token === undefined) return { t: 'hello', v, id };
      return typeof token === 'string' && token.length <= 8_192 ? { t: 'hello', v, id, token } : null;
    }
    case 'send': {
      const m = parseSignalMessage(value['m']);
      const { n, to } = value;
      return m && isCount(n) && isUserId(to) ? { t: 'send', n, to, m } : null;
    }
    case 'watch':
    case 'unwatch':
      return isUserId(value['peer']) ? { t: value['t'], peer: value['peer'] } : null;
    case 'ping':
      return { t: 'ping' };
    default:
      return null;
  }
}

/**
 * A `signal` as text. What is base64url or a word of ours needs no escaping, and most of a signal is; a payload of 30 kB
 * takes its time to be looked through for quotes.
 */
export function writeSignal(from: string, { kind, session, payload, name, reason }: SignalMessage): string {
  const parts = [`{"t":"signal","from":${JSON.stringify(from)},"m":{"kind":"${kind}","session":"${session}"`];
  if (payload !== undefined) parts.push(`,"payload":"${payload}"`);
  if (name !== undefined) parts.push(`,"name":${JSON.stringify(name)}`);
  if (reason !== undefined) parts.push(`,"reason":"${reason}"`);
  return parts.join('') + '}}';
}

export function parseServerMessage(text: string): ServerMessage | null {
  const value = parseObject(text);
  switch (value?.['t']) {
    case 'welcome':
      return isUserId(value['id']) ? { t: 'welcome', id: value['id'] } : null;
    case 'ok':
      return isCount(value['n']) ? { t: 'ok', n: value['n'] } : null;
    case 'no':
      return isCount(value['n']) ? { t: 'no', n: value['n'], code: toCode(value['code']) } : null;
    case 'signal': {
      const m = parseSignalMessage(value['m']);
      return m && isUserId(value['from']) ? { t: 'signal', from: value['from'], m } : null;
    }
    case 'presence': {
      const { peer, online } = value;
      return isUserId(peer) && typeof online === 'boolean' ? { t: 'presence', peer, online } : null;
    }
    case 'error':
      return { t: 'error', code: toCode(value['code']) };
    case 'pong':
      return { t: 'pong' };
    default:
      return null;
  }
}

function parseObject(text: string): Record<string, unknown> | null {
  if (text.length > MAX_RELAY_MESSAGE_LENGTH) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const toCode = (value: unknown): DMErrorCode =>
  (DM_ERROR_CODES as readonly unknown[]).includes(value) ? (value as DMErrorCode) : 'bad-message';
