/** Lines between the header and the messages: what is wrong with the connection, and a question before files are lost. */
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

/** The person wants to end while a file is on its way, which would be lost. */
export function endQuestion(words: LocalizeController, end: () => void, stay: () => void): TemplateResult {
  return html`<div class="banner" part="banner" role="alertdialog" aria-labelledby="end-question">
    <span id="end-question" tabindex="-1">${words.term('fileGoing')}</span>
    <div>
      <button @click=${stay}>${words.term('cancel')}</button>
      <button class="danger" @click=${end}>${words.term('endAndErase')}</button>
    </div>
  </div>`;
}
