import { html, type TemplateResult } from 'lit';
import type { LocalizeController } from '../locales/localize.js';
import { icon, OFFLINE } from '../shared/icons.js';

/** What is wrong with the connection, and for how long it is tried; `seconds` are left. */
export function banner(words: LocalizeController, seconds: number): TemplateResult {
  return html`<div class="banner" part="banner">
    ${icon(OFFLINE)}
    <span>${words.term('reconnecting', seconds)}. ${words.term('reconnectingHint')}</span>
  </div>`;
}
