/**
 * A message's text as it may be shown: text nodes only, http(s) addresses as links, and no character that can turn the
 * surrounding page around. No preview, no markup: nothing is fetched because somebody wrote it.
 */
import { html, type TemplateResult } from 'lit';

/** Direction overrides and isolates (Unicode 16, section 23.2), and C0 controls other than tab and newline. */
const HARMFUL = /[\u202A-\u202E\u2066-\u2069\u0000-\u0008\u000B-\u001F\u007F]/g;
const LINK = /\bhttps?:\/\/[^\s<>"'`]+[^\s<>"'`.,;:!?)\]}]/gi;

export const harmless = (text: string): string => text.replace(HARMFUL, '');

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
