/**
 * A message's text as it may be shown: text nodes only, http(s) addresses as links, and no character that can turn the
 * surrounding page around. No preview, no markup: nothing is fetched because somebody wrote it.
 */
import { html, type TemplateResult } from 'lit';

/**
 * Direction marks, overrides and isolates (Unicode 16, section 23.2), C0 controls other than tab and newline, and what
 * nobody can see: zero-width spaces, invisible operators, Hangul fillers, tags. Joiners stay, which emoji and Persian are
 * made of, and tags where they are one of the flags that there are: a black flag, and up to six of a region's letters.
 */
const HARMFUL =
  /\u{1F3F4}[\u{E0030}-\u{E0039}\u{E0061}-\u{E007A}]{3,6}\u{E007F}|[\u0000-\u0008\u000B-\u001F\u007F\u061C\u115F\u1160\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\u3164\uFEFF\uFFA0\u{E0000}-\u{E007F}]/gu;
const LINK = /\bhttps?:\/\/[^\s<>"'`]+[^\s<>"'`.,;:!?)\]}]/gi;

export const harmless = (text: string): string => text.replace(HARMFUL, (found) => (found.length > 2 ? found : ''));

export function linked(text: string): (string | TemplateResult)[] {
  const shown = harmless(text);
  const parts: (string | TemplateResult)[] = [];
  let end = 0;
  for (const match of shown.matchAll(LINK)) {
    if (!URL.canParse(match[0])) continue;
    parts.push(shown.slice(end, match.index));
    parts.push(html`<a href=${match[0]} target="_blank" rel="noopener noreferrer nofollow">${match[0]}</a>`);
    end = match.index + match[0].length;
  }
  return [...parts, shown.slice(end)];
}
