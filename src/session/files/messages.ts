/** What the two sides say to each other about files, inside records. Strict, as in `../messages.ts`. */
import { fromBase64url } from '../../wire/bytes.js';
import type { DeclineReason } from './types.js';

export const MAX_FILE_NAME = 255;
export const MAX_FOLDER = 1_024;
export const MAX_MIME = 127;

export const CANCEL_REASONS = ['cancelled', 'integrity', 'unreadable', 'storage'] as const;
export type CancelReason = (typeof CANCEL_REASONS)[number];
const DECLINE_REASONS: readonly DeclineReason[] = ['declined', 'policy', 'too-large'];

export type FileMessage = { readonly type: 'file'; readonly id: string } & (
  | {
      readonly action: 'offer';
      readonly name: string;
      readonly folder: string;
      readonly size: number;
      readonly mime: string;
      /** 32 random bytes, base64url. */
      readonly key: string;
    }
  | { readonly action: 'decline'; readonly reason: DeclineReason }
  /** Send chunks from this one on, up to but without `until`, under the key of this attempt. */
  | { readonly action: 'request'; readonly attempt: number; readonly from: number; readonly until: number }
  /** Go on up to but without this chunk. */
  | { readonly action: 'credit'; readonly until: number }
  | { readonly action: 'pause' | 'resume' | 'done' }
  | { readonly action: 'cancel'; readonly reason: CancelReason }
  /** Everything was sent; the digest of the whole, base64url. */
  | { readonly action: 'end'; readonly digest: string }
);

/** `unknown` for an action of a later version, `null` for a malformed message. */
export function parseFileMessage(value: Readonly<Record<string, unknown>>): FileMessage | 'unknown' | null {
  const { id, action } = value;
  if (!isBytes(id, 16)) return null;
  const base = { type: 'file', id } as const;
  switch (action) {
    case 'offer': {
      const { name, folder, size, mime, key } = value;
      if (!isText(name, MAX_FILE_NAME) || !isText(folder, MAX_FOLDER) || !isText(mime, MAX_MIME)) return null;
      return isCount(size) && isBytes(key, 32) ? { ...base, action, name, folder, size, mime, key } : null;
    }
    case 'decline': {
      const reason = DECLINE_REASONS.find((each) => each === value['reason']);
      return reason ? { ...base, action, reason } : null;
    }
    case 'request': {
      const { attempt, from, until } = value;
      return isU32(attempt) && isU32(from) && isU32(until) && from <= until
        ? { ...base, action, attempt, from, until }
        : null;
    }
    case 'credit':
      return isU32(value['until']) ? { ...base, action, until: value['until'] } : null;
    case 'cancel': {
      const reason = CANCEL_REASONS.find((each) => each === value['reason']);
      return reason ? { ...base, action, reason } : null;
    }
    case 'end':
      return isBytes(value['digest'], 32) ? { ...base, action, digest: value['digest'] } : null;
    case 'pause':
    case 'resume':
    case 'done':
      return { ...base, action };
    default:
      return typeof action === 'string' ? 'unknown' : null;
  }
}

const isBytes = (value: unknown, length: number): value is string =>
  typeof value === 'string' && fromBase64url(value)?.length === length;

const isText = (value: unknown, max: number): value is string => typeof value === 'string' && value.length <= max;

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const isU32 = (value: unknown): value is number => isCount(value) && value <= 0xffffffff;
