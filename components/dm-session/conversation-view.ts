/** The two halves of a running conversation: the messages, and where one writes. */
import { html, type TemplateResult } from 'lit';
import type { DMSessionLike, OutgoingFile } from '../../src/session/types.js';
import type { Quote } from '../dm-message/dm-message.js';
import type { LocalizeController } from '../locales/localize.js';
import type { DMFilesEvent, DMMessageActionEvent, DMSendEvent } from '../shared/events.js';

export interface ConversationContext {
  readonly name: string;
  readonly words: LocalizeController;
  readonly submitOn: 'enter' | 'mod-enter' | 'button';
  readonly withoutFiles: boolean;
  /** Id of the message that is being answered. */
  readonly replyTo: string | null;
  readonly onAction: (event: DMMessageActionEvent) => void;
  /** From the messages back to where one writes. */
  readonly onLeaveList: () => void;
  readonly onEnterList: () => void;
  readonly onSend: (event: DMSendEvent) => void;
  readonly onFiles: (files: readonly OutgoingFile[]) => void;
  readonly onReplyCancel: () => void;
}

export function conversation(session: DMSessionLike, context: ConversationContext): TemplateResult {
  const { name, words } = context;
  return html`<dm-message-list
      .session=${session}
      @dm-message-action=${context.onAction}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Escape') context.onLeaveList();
      }}
    ></dm-message-list>
    <dm-composer
      placeholder=${words.term('messagePlaceholder', name)}
      submit-on=${context.submitOn}
      ?without-files=${context.withoutFiles || session.files.policy === 'none'}
      accept=${session.files.policy === 'images' ? 'image/*' : ''}
      .quote=${quoteOf(session, context)}
      @dm-send=${context.onSend}
      @dm-files=${(event: DMFilesEvent) => context.onFiles(event.files)}
      @dm-input=${() => session.typing()}
      @dm-reply-cancel=${context.onReplyCancel}
      @dm-step-out=${context.onEnterList}
    ></dm-composer>`;
}

function quoteOf({ messages }: DMSessionLike, { replyTo, words, name }: ConversationContext): Quote | null {
  if (replyTo === null) return null;
  const message = messages.find(({ id, deleted }) => id === replyTo && !deleted);
  if (!message) return null;
  const text = message.metadata?.fileName ?? message.content;
  return { author: message.direction === 'out' ? words.term('you') : name, text };
}
