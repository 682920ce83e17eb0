/** The line above a conversation: who it is, how private it is, and the two things one can do about it. */
import { html, nothing, type TemplateResult } from 'lit';
import { isConversation } from '../../src/session/machine.js';
import type { DMSessionLike } from '../../src/session/types.js';
import type { LocalizeController } from '../locales/localize.js';
import { hue, initial } from '../shared/avatar.js';
import { STATUS_PARTS } from '../shared/status-parts.js';
import { ERASED, icon, SHIELD_CHECK } from '../shared/icons.js';

export interface HeaderContext {
  readonly name: string;
  readonly words: LocalizeController;
  readonly withoutVerify: boolean;
  readonly verify: () => void;
  readonly end: () => void;
}

export function header(
  session: DMSessionLike,
  { name, words, withoutVerify, verify, end }: HeaderContext,
): TemplateResult {
  const canVerify =
    !withoutVerify && session.state === 'active' && session.safety !== null && session.verification.level === 'none';
  const verifyText = words.term('verify');
  const endText = words.term('endAndErase');
  return html`<header part="header">
    <slot name="avatar"
      ><div class="avatar" aria-hidden="true" data-hue=${hue(session.peer)}>${initial(name)}</div></slot
    >
    <div class="who">
      <h1 class="name" part="title" dir="auto">${name}</h1>
      <dm-status part="status" exportparts=${STATUS_PARTS} .session=${session}></dm-status>
    </div>
    ${
      canVerify
        ? html`<button class="verify" part="verify" @click=${verify}>
            ${icon(SHIELD_CHECK)}<span class="button-label">${verifyText}</span>
          </button>`
        : nothing
    }
    ${
      isConversation(session.status)
        ? html`<button class="danger" part="end" aria-label=${endText} title=${endText} @click=${end}>
            ${icon(ERASED)}<span class="button-label">${endText}</span>
          </button>`
        : nothing
    }
    <slot name="header-actions"></slot>
  </header>`;
}
