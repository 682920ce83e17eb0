/**
 * `en-XA`: English that is 40 % longer and full of accents, as other languages are. Whatever is cut off with it would be
 * cut off somewhere; whatever shows plain letters is no word of a locale.
 */
import { registerLocale, type Translation } from '../../components/locales/localize.js';
import { en } from '../../components/locales/en.js';
import '../../components/locales/en-chat.js';
import '../../components/locales/en-files.js';
import '../../components/locales/en-manual.js';

export const PSEUDO = 'en-XA';
const GROWTH = 0.4;
const ACCENTS: Readonly<Record<string, string>> = { a: 'á', e: 'é', i: 'î', o: 'ö', u: 'ü', A: 'Å', E: 'É', O: 'Ø' };

/** Each word keeps its place and grows, so that lines may still break between words. */
function longer(text: string): string {
  return text.replace(/\p{L}+/gu, (word) => {
    const accented = word.replace(/[aeiouAEO]/g, (letter) => ACCENTS[letter] ?? letter);
    return accented + '~'.repeat(Math.ceil(word.length * GROWTH));
  });
}

type Word = string | ((...args: never[]) => string);

const grown = (word: Word): Word =>
  typeof word === 'string' ? longer(word) : (...args: never[]) => longer(word(...args));

/** Makes the language known. The name of a person grows too where a sentence contains it. */
export function registerPseudo(): void {
  const entries = Object.entries(en as unknown as Readonly<Record<string, Word>>).map(([key, word]) => [
    key,
    key.startsWith('$') ? word : grown(word),
  ]);
  registerLocale({ ...(Object.fromEntries(entries) as Translation), $code: PSEUDO.toLowerCase(), $name: 'Pseudo' });
}
