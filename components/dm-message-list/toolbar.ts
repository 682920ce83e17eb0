/** What can be done with one message: a toolbar of icons, over the upper edge of its bubble. */
import { html, nothing, type TemplateResult } from 'lit';
import type { DMMessage } from '../../src/session/types.js';
import type { LocalizeController } from '../locales/localize.js';
import type { MessageAction } from '../shared/events.js';
import { icon } from '../shared/icons.js';

const WORDS = { reply: 'reply', copy: 'copy', delete: 'deleteForBoth' } as const;

/** Nothing for what was taken back; only our own can be taken back. */
export function actionsFor({ deleted, direction }: DMMessage): readonly MessageAction[] {
  if (deleted) return [];
  return direction === 'out' ? ['reply', 'copy', 'delete'] : ['reply', 'copy'];
}

export function toolbar(
  actions: readonly MessageAction[],
  words: LocalizeController,
  act: (action: MessageAction) => void,
): TemplateResult | typeof nothing {
  if (actions.length === 0) return nothing;
  return html`<div
    slot="actions"
    class="toolbar"
    part="toolbar"
    role="toolbar"
    aria-label=${words.term('messageActions')}
  >
    ${actions.map(
      (action) =>
        html`<button
          class="icon"
          tabindex="-1"
          title=${words.term(WORDS[action])}
          aria-label=${words.term(WORDS[action])}
          @click=${() => act(action)}
        >
          ${icon(action)}
        </button>`,
    )}
  </div>`;
}
