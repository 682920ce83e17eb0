/**
 * Events, engine and elements alike: `dm-*`, one `Event` subclass each. They carry ids and codes, never text, file
 * names, addresses or keys, because they bubble through the host's page. What was said is read from the session.
 *
 * The engine dispatches them on `DMClient` and `DMSession`; elements dispatch their own copies, which bubble.
 */
import type { DMErrorCode } from './errors.js';
import type { VerificationLevel } from './secure/channel.js';
import type { DMSessionLike, DMSessionState, SessionReason } from './session/types.js';
import type { SignalingState } from './signaling/adapter.js';

const NOTICE: EventInit = { bubbles: true, composed: true };
const CANCELABLE: EventInit = { bubbles: true, composed: true, cancelable: true };

/** The session moved to another state. */
export class DMStateChangeEvent extends Event {
  constructor(
    readonly state: DMSessionState,
    readonly previous: DMSessionState,
    readonly reason: SessionReason | null,
  ) {
    super('dm-state-change', NOTICE);
  }
}

/** A message was added to the transcript. */
export class DMMessageEvent extends Event {
  constructor(
    readonly id: string,
    readonly direction: 'in' | 'out',
    readonly kind: 'text' | 'file',
  ) {
    super('dm-message', NOTICE);
  }
}

/** Something a view shows has changed: receipts, typing, path, name, verification progress. */
export class DMUpdateEvent extends Event {
  constructor() {
    super('dm-update');
  }
}

export class DMVerifyChangeEvent extends Event {
  constructor(readonly level: VerificationLevel) {
    super('dm-verify-change', NOTICE);
  }
}

export class DMUnreadChangeEvent extends Event {
  constructor(readonly count: number) {
    super('dm-unread-change', NOTICE);
  }
}

/** The session is over and wiped on this side. */
export class DMEndedEvent extends Event {
  constructor(
    readonly reason: SessionReason,
    readonly by: 'self' | 'peer' | null,
  ) {
    super('dm-ended', NOTICE);
  }
}

export class DMErrorEvent extends Event {
  constructor(
    readonly code: DMErrorCode,
    readonly recoverable: boolean,
  ) {
    super('dm-error', NOTICE);
  }
}

/**
 * Somebody asks for a chat. Cancelable: `preventDefault()` says that the host shows its own question and will call
 * `accept`, `decline` or `block` itself.
 */
export class DMRequestEvent extends Event {
  constructor(readonly session: DMSessionLike) {
    super('dm-request', CANCELABLE);
  }

  get peer(): string {
    return this.session.peer;
  }
  accept(): Promise<void> {
    return this.session.accept();
  }
  decline(): Promise<void> {
    return this.session.decline();
  }
}

/** The client's own connection or its set of sessions changed. */
export class DMStatusEvent extends Event {
  constructor(readonly signaling: SignalingState) {
    super('dm-status', NOTICE);
  }
}

export interface DMSessionEventMap {
  'dm-state-change': DMStateChangeEvent;
  'dm-message': DMMessageEvent;
  'dm-update': DMUpdateEvent;
  'dm-verify-change': DMVerifyChangeEvent;
  'dm-unread-change': DMUnreadChangeEvent;
  'dm-ended': DMEndedEvent;
  'dm-error': DMErrorEvent;
}

export interface DMClientEventMap {
  'dm-status': DMStatusEvent;
  'dm-request': DMRequestEvent;
  'dm-unread-change': DMUnreadChangeEvent;
  'dm-error': DMErrorEvent;
}

declare global {
  interface GlobalEventHandlersEventMap extends DMSessionEventMap, DMClientEventMap {}
}
