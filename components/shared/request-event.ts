/** By itself, because a page has buttons from the start and conversations later. */

/** The person wants to talk to somebody. Cancelable: then the page asks. */
export class DMRequestStartEvent extends Event {
  constructor(readonly peer: string) {
    super('dm-request-start', { bubbles: true, composed: true, cancelable: true });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'dm-request-start': DMRequestStartEvent;
  }
}
