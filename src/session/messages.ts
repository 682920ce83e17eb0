/**
 * What is inside a sealed body: UTF-8 JSON with a `type`. The sender's name and clock are deliberately absent: the
 * receiver takes the sender from the session and the time from its own clock.
 *
 * Parsing is strict. An unknown type is `unknown` (a later version may know it; it is counted and ignored); a known
 * type with the wrong shape is `null`, and ends the session.
 */
import { fromBase64url, fromUtf8, utf8, type Bytes } from '../wire/bytes.js';
import { parseFileMessage, type FileMessage } from './files/messages.js';

/** Longest text in bytes of UTF-8. Escaping at most doubles it, and the body must fit into one record. */
export const MAX_TEXT_BYTES = 30_000;
const ID_BYTES = 16;
const POINT_BYTES = 65;
const PROOF_BYTES = 32;
const SIGNATURE_BYTES = 64;

/**
 * - `ended`    the person pressed end
 * - `left`     their page went away
 * - `mismatch` the words did not match
 */
export const END_CAUSES = ['ended', 'left', 'mismatch'] as const;
export type EndCause = (typeof END_CAUSES)[number];

/** What one person can answer a message with. A later version may know more; one that we do not know is passed over. */
export const EMOJI_REACTIONS = ['👍', '❤️', '😂', '😮', '😢', '🙏'] as const;
export type EmojiReaction = (typeof EMOJI_REACTIONS)[number];

export type WireMessage =
  | {
      readonly type: 'text';
      readonly id: string;
      readonly content: string;
      readonly replyTo?: string;
      /** ECDSA, 64 bytes in base64url, from a side that has announced a signing key. */
      readonly signature?: string;
    }
  | FileMessage
  | { readonly type: 'delivered'; readonly id: string }
  /** Everything up to and including `id` was read. */
  | { readonly type: 'read_receipt'; readonly id: string }
  | { readonly type: 'typing' }
  /** Are you still there? To be answered with `pong` at once. */
  | { readonly type: 'ping' }
  | { readonly type: 'pong' }
  | { readonly type: 'delete'; readonly id: string }
  /** The sender's one reaction to message `id` is now `emoji`; without it: none. */
  | { readonly type: 'reaction'; readonly id: string; readonly emoji?: EmojiReaction }
  /** The person at the other end pressed "They match". */
  | { readonly type: 'verify' }
  /** Who are you? A fresh P-256 point, base64url. */
  | { readonly type: 'identity_ask'; readonly challenge: string }
  /** This is my key, and here is the proof; without both: I have none to show. */
  | { readonly type: 'identity'; readonly key?: string; readonly proof?: string }
  /** From now on my texts are signed with this key. */
  | { readonly type: 'signing_key'; readonly key: string }
  | { readonly type: 'end'; readonly cause: EndCause }
  | { readonly type: 'wiped' };

export const encodeMessage = (message: WireMessage): Bytes => utf8(JSON.stringify(message));

export function parseMessage(body: Uint8Array): WireMessage | 'unknown' | null {
  const value = parseObject(body);
  if (!value) return null;
  switch (value['type']) {
    case 'text':
      return parseText(value);
    case 'file':
      return parseFileMessage(value);
    case 'identity_ask':
      return isBytes(value['challenge'], POINT_BYTES) ? { type: 'identity_ask', challenge: value['challenge'] } : null;
    case 'identity': {
      const { key, proof } = value;
      if (key === undefined && proof === undefined) return { type: 'identity' };
      return isBytes(key, POINT_BYTES) && isBytes(proof, PROOF_BYTES) ? { type: 'identity', key, proof } : null;
    }
    case 'signing_key':
      return isBytes(value['key'], POINT_BYTES) ? { type: 'signing_key', key: value['key'] } : null;
    case 'delivered':
    case 'read_receipt':
    case 'delete':
      return isId(value['id']) ? { type: value['type'], id: value['id'] } : null;
    case 'reaction':
      return parseReaction(value);
    case 'typing':
    case 'ping':
    case 'pong':
    case 'verify':
    case 'wiped':
      return { type: value['type'] };
    case 'end':
      return isEndCause(value['cause']) ? { type: 'end', cause: value['cause'] } : null;
    default:
      return typeof value['type'] === 'string' ? 'unknown' : null;
  }
}

/** A UTF-16 unit takes this many bytes of UTF-8 at most: then nobody needs to count. */
const MAX_BYTES_PER_UNIT = 3;
export const isTextSize = (text: string): boolean =>
  text.length > 0 && (text.length * MAX_BYTES_PER_UNIT <= MAX_TEXT_BYTES || utf8(text).length <= MAX_TEXT_BYTES);

function parseObject(body: Uint8Array): Record<string, unknown> | null {
  const text = fromUtf8(body);
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

function parseText({ id, content, replyTo, signature }: Record<string, unknown>): WireMessage | null {
  if (!isId(id) || typeof content !== 'string' || !isTextSize(content)) return null;
  if (replyTo !== undefined && !isId(replyTo)) return null;
  if (signature !== undefined && !isBytes(signature, SIGNATURE_BYTES)) return null;
  return {
    type: 'text',
    id,
    content,
    ...(replyTo !== undefined && { replyTo }),
    ...(signature !== undefined && { signature }),
  };
}

function parseReaction({ id, emoji }: Record<string, unknown>): WireMessage | 'unknown' | null {
  if (!isId(id)) return null;
  if (emoji === undefined) return { type: 'reaction', id };
  if (typeof emoji !== 'string') return null;
  const known = EMOJI_REACTIONS.find((each) => each === emoji);
  return known ? { type: 'reaction', id, emoji: known } : 'unknown';
}

const isBytes = (value: unknown, length: number): value is string =>
  typeof value === 'string' && fromBase64url(value)?.length === length;

const isId = (value: unknown): value is string => isBytes(value, ID_BYTES);

const isEndCause = (value: unknown): value is EndCause => (END_CAUSES as readonly unknown[]).includes(value);
