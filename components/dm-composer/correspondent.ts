/**
 * Sends what a composer holds where it stands alone: to the session with its `peer`. Inside of `dm-session`, which names
 * no peer, it does nothing.
 */
import type { LitElement, TemplateResult } from 'lit';
import { DMError } from '../../src/errors.js';
import { DMErrorEvent, DMStateChangeEvent } from '../../src/events.js';
import { isConversation } from '../../src/session/machine.js';
import type { DMSessionLike, OutgoingFile } from '../../src/session/types.js';
import type { LocalizeController } from '../locales/localize.js';
import { Announcer } from '../shared/announcer.js';
import { SessionController } from '../shared/session-controller.js';
import { SessionFinder } from '../shared/session-finder.js';

export interface Writer extends LitElement {
  readonly peer: string;
  readonly htmlFor: string;
  value: string;
  clear(): void;
  attach(files: readonly OutgoingFile[]): Promise<void>;
}

export class Correspondent {
  readonly #controller: SessionController;
  readonly #announcer: Announcer;

  constructor(
    private readonly host: Writer,
    private readonly words: LocalizeController,
  ) {
    this.#announcer = new Announcer(host);
    this.#controller = new SessionController(host, {
      claims: false,
      on: (event, { status }) => {
        // A draft goes with its conversation.
        if (event instanceof DMStateChangeEvent && (status.state === 'ended' || status.state === 'failed'))
          host.clear();
      },
    });
    new SessionFinder(host, (session) => (this.#controller.session = session));
  }

  /** `null` where somebody else does the sending. */
  get session(): DMSessionLike | null {
    return this.#controller.session;
  }

  /** There is nobody to write to. */
  get isMute(): boolean {
    return this.host.peer !== '' && !(this.session && isConversation(this.session.status));
  }

  send(text: string): void {
    // What was written is not lost.
    if (text) this.session?.send(text).catch((error: unknown) => this.#failed(error, () => (this.host.value ||= text)));
  }

  sendFiles(files: readonly OutgoingFile[]): void {
    this.session?.sendFiles(files).catch((error: unknown) => this.#failed(error, () => void this.host.attach(files)));
  }

  render(): TemplateResult | null {
    return this.host.peer ? this.#announcer.render() : null;
  }

  #failed(error: unknown, giveBack: () => void): void {
    giveBack();
    this.#announcer.alert(this.words.term('sayNotSent'));
    this.host.dispatchEvent(new DMErrorEvent(DMError.is(error) ? error.code : 'forbidden', true));
  }
}
