/** Where two people compare; shows itself when it is started. */
import { html, type TemplateResult } from 'lit';
import type { DMSessionLike } from '../../src/session/types.js';
import { VERIFY_PARTS } from '../shared/parts.js';

export const verifier = (session: DMSessionLike, onClose: () => void): TemplateResult =>
  html`<dm-verify exportparts=${VERIFY_PARTS} .session=${session} @close=${onClose}></dm-verify>`;
