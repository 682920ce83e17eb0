/** What can be done with one message: a toolbar of icons, or of emoji, over the upper edge of its bubble. */
import { html, nothing, type TemplateResult } from 'lit';
import { EMOJI_REACTIONS, type EmojiReaction } from '../../src/session/messages.js';
import type { DMMessage } from '../../src/session/types.js';
import type { LocalizeController } from '../locales/localize.js';
import type { MessageAction } from '../shared/events.js';
import { COPY, DELETE, REACT, REPLY } from '../shared/chat-icons.js';
import { icon } from '../shared/icons.js';

const ICONS = { react: REACT, reply: REPLY, copy: COPY, delete: DELETE };
const WORDS = { react: 'react', reply: 'reply', copy: 'copy', delete: 'deleteForBoth' } as const;

/** Nothing for what was taken back; only our own can be taken back; a file has no text to copy. */
export function actionsFor({ deleted, direction, type }: DMMessage): readonly MessageAction[] {
  if (deleted) return [];
  const copy = type === 'text' ? (['copy'] as const) : [];
  return direction === 'out' ? ['react', 'reply', ...copy, 'delete'] : ['react', 'reply', ...copy];
}

export function toolbar(
  actions: readonly MessageAction[],
  words: LocalizeController,
  act: (action: MessageAction) => void,
): TemplateResult | typeof nothing {
  if (actions.length === 0) return nothing;
  return bar(
    words.term('messageActions'),
    actions.map(
      (action) =>
        html`<button
          class="icon"
          tabindex="-1"
          title=${words.term(WORDS[action])}
          aria-label=${words.term(WORDS[action])}
          @click=${() => act(action)}
        >
          ${icon(ICONS[action])}
        </button>`,
    ),
  );
}

/** The emoji that one can answer with; the chosen one is taken back by choosing it again. */
export function emojiBar(
  chosen: EmojiReaction | undefined,
  words: LocalizeController,
  choose: (emoji: EmojiReaction | null) => void,
): TemplateResult {
  return bar(
    words.term('reactions'),
    EMOJI_REACTIONS.map(
      (emoji) =>
        html`<button
          class="icon emoji"
          tabindex="-1"
          aria-pressed=${emoji === chosen ? 'true' : 'false'}
          @click=${() => choose(emoji === chosen ? null : emoji)}
        >
          ${emoji}
        </button>`,
    ),
  );
}

const bar = (label: string, content: readonly TemplateResult[]): TemplateResult =>
  html`<div slot="actions" class="toolbar" part="toolbar" role="toolbar" aria-label=${label}>${content}</div>`;
