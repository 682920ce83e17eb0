/** A running conversation: its two halves, the messages and where one writes, and what a person does in them. */
import { html, nothing, type TemplateResult } from 'lit';
import { DMError } from '../../src/errors.js';
import { isOnItsWay } from '../../src/session/files/types.js';
import type { DMSessionLike, OutgoingFile } from '../../src/session/types.js';
import type { Refusal } from '../dm-file-tray/dm-file-tray.js';
import type { DMComposer } from '../dm-composer/dm-composer.js';
import type { Quote } from '../dm-message/dm-message.js';
import type { LocalizeController } from '../locales/localize.js';
import { DMSendEvent, type DMFilesEvent, type DMInputEvent, type DMMessageActionEvent } from '../shared/events.js';
import { isInDialog } from '../shared/in-dialog.js';
import { COMPOSER_PARTS, LIST_PARTS } from '../shared/parts.js';
import type { DMSessionElement } from './dm-session.js';
import { endQuestion } from './banner.js';
import { DropZone } from './drop.js';
import type { Speaker } from './speaker.js';

export class ConversationView {
  readonly #drop: DropZone;
  /** Id of the message that is being answered. */
  #replyTo: string | null = null;
  /** The person has pressed "End and erase", and is asked whether to lose a file. */
  #asksToEnd = false;

  readonly #onCopied = (ok: boolean): void => this.speaker.copied(ok);

  constructor(
    private readonly host: DMSessionElement,
    private readonly words: LocalizeController,
    private readonly speaker: Speaker,
    private readonly onError: (error: unknown) => void,
  ) {
    this.#drop = new DropZone(host, {
      takes: () => this.#composer?.withoutFiles === false,
      onFiles: (taken) => void this.#composer?.attach(taken).catch(() => {}),
    });
  }

  /** Files are held over it. */
  get isDragging(): boolean {
    return this.#drop.isOver;
  }

  /** Nothing is being answered any more. */
  forget(): void {
    this.#replyTo = null;
  }

  render(session: DMSessionLike): TemplateResult {
    const { host, words } = this;
    return html`<dm-message-list
        part="list"
        exportparts=${LIST_PARTS}
        .session=${session}
        .onCopied=${this.#onCopied}
        @dm-message-action=${(event: DMMessageActionEvent) => void this.#handleAction(event)}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key !== 'Escape' || event.defaultPrevented || isInDialog(event)) return;
          // Done: a panel around would close.
          event.preventDefault();
          this.#composer?.focus();
        }}
      ></dm-message-list>
      <dm-composer
        part="composer"
        exportparts=${COMPOSER_PARTS}
        placeholder=${words.term('messagePlaceholder', session.peerName)}
        submit-on=${host.submitOn}
        max-length=${host.maxLength || nothing}
        ?without-files=${host.withoutFiles || session.files.policy === 'none'}
        accept=${session.files.policy === 'images' ? 'image/*' : ''}
        .quote=${this.#quote(session)}
        @dm-send=${(event: DMSendEvent) => this.#handleSend(event)}
        @dm-files=${(event: DMFilesEvent) => this.#handleFiles(event.files)}
        @dm-input=${({ length }: DMInputEvent) => length > 0 && session.typing()}
        @dm-reply-cancel=${() => this.#answer(null)}
        @dm-step-out=${() => host.renderRoot.querySelector('dm-message-list')?.focusLatest()}
      ></dm-composer>`;
  }

  /** A file is on its way, so one question comes before the end. `false`: there is nothing to ask, or it is answered. */
  asksToEnd(): boolean {
    if (!this.#fileGoing || this.#asksToEnd) return false;
    this.#ask(true);
    void this.host.updateComplete.then(() => this.host.renderRoot.querySelector<HTMLElement>('#end-question')?.focus());
    return true;
  }

  renderQuestion(end: () => void): TemplateResult | typeof nothing {
    this.#asksToEnd &&= this.#fileGoing;
    return this.#asksToEnd ? endQuestion(this.words, end, () => this.#ask(false)) : nothing;
  }

  #ask(asks: boolean): void {
    this.#asksToEnd = asks;
    this.host.requestUpdate();
    if (!asks) this.host.focus();
  }

  get #fileGoing(): boolean {
    return (this.host.session?.files.list ?? []).some(({ status }) => isOnItsWay(status));
  }

  renderDrop(): TemplateResult | typeof nothing {
    return this.#drop.render(this.words.term('dropHere'));
  }

  get #composer(): DMComposer | null {
    return this.host.renderRoot.querySelector('dm-composer');
  }

  #quote({ messages, peerName }: DMSessionLike): Quote | null {
    if (this.#replyTo === null) return null;
    const message = messages.find(({ id, deleted }) => id === this.#replyTo && !deleted);
    if (!message) return null;
    const text = message.metadata?.fileName ?? message.content;
    const own = message.direction === 'out';
    return { author: own ? this.words.term('you') : peerName, text, own };
  }

  #answer(id: string | null): void {
    this.#replyTo = id;
    this.host.requestUpdate();
  }

  #handleSend(event: DMSendEvent): void {
    event.stopPropagation();
    const composer = event.target as DMComposer;
    const text = composer.value.trim();
    if (!this.host.dispatchEvent(new DMSendEvent())) return event.preventDefault();
    const replyTo = this.#replyTo;
    this.#answer(null);
    this.host.send(text, replyTo === null ? {} : { replyTo }).catch((error: unknown) => {
      // What was written is not lost.
      if (!composer.value) composer.value = text;
      this.#answer(replyTo);
      this.speaker.notSent();
      this.onError(error);
    });
  }

  #handleFiles(files: readonly OutgoingFile[]): void {
    this.host.sendFiles(files).catch((error: unknown) => {
      const refusal = this.speaker.filesRefused(DMError.is(error) ? error.code : undefined);
      this.onError(error);
      return this.#giveBack(files, refusal).catch(() => {});
    });
  }

  /** They wait again, so that one or the other can be taken away; why is said beside them. */
  async #giveBack(files: readonly OutgoingFile[], refusal: Refusal): Promise<void> {
    const composer = this.#composer;
    await composer?.attach(files);
    const tray = composer?.renderRoot.querySelector('dm-file-tray');
    if (tray) tray.refusal = refusal;
  }

  /** List and composer have done it, or the page has said no; what is left is what only the two together can do. */
  async #handleAction(event: DMMessageActionEvent): Promise<void> {
    await Promise.resolve();
    if (event.defaultPrevented || event.action !== 'reply') return;
    this.#answer(event.id);
    this.#composer?.focus();
  }
}
