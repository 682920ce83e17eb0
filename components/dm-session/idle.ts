/** The screen before anybody has asked, and what all screens have in common: one title, one sentence, at most two actions. */
import { html, nothing, type TemplateResult } from 'lit';
import type { LocalizeController } from '../locales/localize.js';
import { icon, LOCK, type Icon } from '../shared/icons.js';

/** What the buttons do. */
export interface ScreenActions {
  readonly request: () => void;
  readonly accept: () => void;
  readonly ignore: () => void;
  readonly decline: () => void;
  readonly end: () => void;
}

export interface ScreenContext {
  /** How the other person is called here. */
  readonly name: string;
  readonly words: LocalizeController;
  readonly actions: ScreenActions;
  readonly relayOnly: boolean;
  /** Seconds left of whatever runs out. */
  readonly seconds: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface Screen {
  readonly mark: Icon;
  readonly look?: 'busy' | 'danger';
  readonly title: string;
  readonly text: string | TemplateResult;
  readonly actions?: TemplateResult;
  readonly part?: string;
}

export function layout({ mark, look, title, text, actions, part }: Screen): TemplateResult {
  return html`<div class="screen" part=${part}>
    <div class="mark ${look ?? ''}">${icon(mark)}</div>
    <h2 tabindex="-1" id="screen-title">${title}</h2>
    <div class="text">${text}</div>
    ${actions ? html`<div class="actions">${actions}</div>` : nothing}
  </div>`;
}

export function idleScreen({ words, name, actions, relayOnly }: ScreenContext): TemplateResult {
  return layout({
    mark: LOCK,
    title: words.term('idleTitle', name),
    text: html`<slot name="intro"
      >${words.term('idleBody')} ${relayOnly ? words.term('addressHidden') : words.term('addressVisible', name)}</slot
    >`,
    actions: html`<button class="primary" @click=${actions.request}>${words.term('ask', name)}</button>`,
  });
}
