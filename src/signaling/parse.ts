/** Signaling messages from outside, strictly: a value of the contract's type, or `null`. Extra fields are dropped. */
import {
  MAX_ID_LENGTH,
  MAX_NAME_LENGTH,
  MAX_PAYLOAD_LENGTH,
  SIGNAL_KINDS,
  type SignalKind,
  type SignalMessage,
} from './adapter.js';

/** Looking for the first wrong letter is faster than matching all the right ones, and payloads are long. */
const NOT_BASE64URL = /[^\w-]/;
/** 16 bytes. */
const SESSION_LENGTH = 22;

export function parseSignalMessage(value: unknown): SignalMessage | null {
  if (typeof value !== 'object' || value === null) return null;
  const { kind, session, payload, name, reason } = value as Record<string, unknown>;
  if (!isKind(kind) || !isBase64url(session, SESSION_LENGTH) || session.length !== SESSION_LENGTH) return null;
  if (payload !== undefined && !isBase64url(payload, MAX_PAYLOAD_LENGTH)) return null;
  if (name !== undefined && (typeof name !== 'string' || name.length > MAX_NAME_LENGTH)) return null;
  if (reason !== undefined && reason !== 'busy') return null;
  return {
    kind,
    session,
    ...(payload !== undefined && { payload }),
    ...(name !== undefined && { name }),
    ...(reason !== undefined && { reason }),
  };
}

export const isUserId = (value: unknown): value is string =>
  typeof value === 'string' && value.length >= 1 && value.length <= MAX_ID_LENGTH;

const isKind = (value: unknown): value is SignalKind => (SIGNAL_KINDS as readonly unknown[]).includes(value);

const isBase64url = (value: unknown, maxLength: number): value is string =>
  typeof value === 'string' && value.length <= maxLength && !NOT_BASE64URL.test(value);
