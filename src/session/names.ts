/**
 * Names that strangers choose, made safe to show: no control, invisible or direction-changing characters (they can
 * turn a name into another one on screen), no runs of white space, a bounded length.
 */
import { MAX_NAME_LENGTH } from '../signaling/adapter.js';

// Cc controls, Cf formats (bidi marks and isolates, zero-width, tags), Co private use, Cs lone surrogates, and the
// two line separators; and letters and marks that nobody sees: Hangul fillers, the grapheme joiner, the empty braille
// cell. Unicode 16, section 23.
const UNSAFE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u034F\u115F\u1160\u2800\u3164\uFFA0]/gu;
/** Not only what shapes a character that is not there (`Default_Ignorable_Code_Point`). */
const VISIBLE = /[^\p{DI}\s]/u;

/** A name fit to be shown, or `null` if nothing visible is left. */
export function safeName(name: string | undefined | null): string | null {
  const visible = safeText(name);
  return visible === null ? null : [...visible].slice(0, MAX_NAME_LENGTH).join('');
}

/**
 * As much of a name as a message may carry, in UTF-16 units, without half a character at its end. Empty for what is no
 * text: a page in plain JavaScript may say anything.
 */
export function clippedName(name: unknown): string {
  let clipped = '';
  if (typeof name !== 'string') return clipped;
  for (const character of name) {
    if (clipped.length + character.length > MAX_NAME_LENGTH) break;
    clipped += character;
  }
  return clipped;
}

/** The same without a limit. */
export function safeText(text: string | undefined | null): string | null {
  const safe = text?.normalize('NFC').replace(UNSAFE, '').replace(/\s+/g, ' ').trim();
  return safe && VISIBLE.test(safe) ? safe : null;
}
