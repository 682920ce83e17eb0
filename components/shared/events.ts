/** Events that only elements have. Like all of ours they carry no text. */
import type { OutgoingFile } from '../../src/session/types.js';

export { DMRequestStartEvent } from './request-event.js';

/** The person sends what is written. Cancelable: then nothing is sent and the text stays. */
export class DMSendEvent extends Event {
  constructor() {
    super('dm-send', { bubbles: true, composed: true, cancelable: true });
  }
}

/** The text in the composer has another length. */
export class DMInputEvent extends Event {
  constructor(
    /** UTF-16 units. */
    readonly length: number,
  ) {
    super('dm-input', { bubbles: true, composed: true });
  }
}

/** A person answers a request in a dialog of ours. Cancelable: then the page answers. */
export class DMAnswerEvent extends Event {
  constructor(
    type: 'dm-accept' | 'dm-decline' | 'dm-block',
    readonly peer: string,
  ) {
    super(type, { bubbles: true, composed: true, cancelable: true });
  }
}

/** The person has compared. Cancelable: then the page answers the session. */
export class DMVerifyAnswerEvent extends Event {
  constructor(readonly match: boolean) {
    super('dm-verify-answer', { bubbles: true, composed: true, cancelable: true });
  }
}

/** Something that can be done with one message. */
export type MessageAction = 'react' | 'reply' | 'copy' | 'delete';

/** The person wants something done with a message. Cancelable: then nothing is done. */
export class DMMessageActionEvent extends Event {
  constructor(
    /** Id of the message. */
    readonly id: string,
    readonly action: MessageAction,
  ) {
    super('dm-message-action', { bubbles: true, composed: true, cancelable: true });
  }
}

/** Something that can be done with one file. */
export type FileAction = 'accept' | 'decline' | 'pause' | 'resume' | 'cancel' | 'retry' | 'save';

/** The person wants something done with a file. Cancelable: then nothing is done. */
export class DMFileActionEvent extends Event {
  constructor(
    /** Id of the file, and of its message. */
    readonly id: string,
    readonly action: FileAction,
  ) {
    super('dm-file-action', { bubbles: true, composed: true, cancelable: true });
  }
}

/** The person has picked or pasted files. It carries them, so it does not bubble: only who listens here gets them. */
export class DMFilesEvent extends Event {
  constructor(readonly files: readonly OutgoingFile[]) {
    super('dm-files');
  }
}

/** The person wants to see the message that this one answers. Between list and message only. */
export class DMQuoteOpenEvent extends Event {
  constructor() {
    super('dm-quote-open', { bubbles: true });
  }
}

/** The person takes the quote out of what is being written. */
export class DMReplyCancelEvent extends Event {
  constructor() {
    super('dm-reply-cancel');
  }
}

/** The person goes up from an empty composer, to the messages. */
export class DMStepOutEvent extends Event {
  constructor() {
    super('dm-step-out');
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'dm-send': DMSendEvent;
    'dm-input': DMInputEvent;
    'dm-accept': DMAnswerEvent;
    'dm-decline': DMAnswerEvent;
    'dm-block': DMAnswerEvent;
    'dm-verify-answer': DMVerifyAnswerEvent;
    'dm-message-action': DMMessageActionEvent;
    'dm-file-action': DMFileActionEvent;
    'dm-files': DMFilesEvent;
    'dm-reply-cancel': DMReplyCancelEvent;
    'dm-step-out': DMStepOutEvent;
  }
}
