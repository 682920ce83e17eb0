/** Events that only elements have. Like all of ours they carry no text. */

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

declare global {
  interface GlobalEventHandlersEventMap {
    'dm-send': DMSendEvent;
    'dm-input': DMInputEvent;
    'dm-accept': DMAnswerEvent;
    'dm-decline': DMAnswerEvent;
    'dm-block': DMAnswerEvent;
  }
}
