/** Re-renders an element when its session changes, and holds the session while the element is in the page. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { DMSessionEventMap } from '../../src/events.js';
import type { DMSessionLike } from '../../src/session/types.js';

const EVENTS = [
  'dm-state-change',
  'dm-message',
  'dm-update',
  'dm-verify-change',
  'dm-unread-change',
  'dm-ended',
] as const satisfies readonly (keyof DMSessionEventMap)[];

export type SessionEvent = DMSessionEventMap[(typeof EVENTS)[number]];

export class SessionController implements ReactiveController {
  #session: DMSessionLike | null = null;
  #release: (() => void) | null = null;
  #connected = false;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly options: {
      /** Whether this element keeps the session alive. */
      readonly claims: boolean;
      readonly on?: (event: SessionEvent, session: DMSessionLike) => void;
    },
  ) {
    host.addController(this);
  }

  get session(): DMSessionLike | null {
    return this.#session;
  }

  set session(session: DMSessionLike | null) {
    if (session === this.#session) return;
    this.#stop();
    this.#session = session;
    if (this.#connected) this.#start();
    this.host.requestUpdate();
  }

  hostConnected(): void {
    this.#connected = true;
    this.#start();
  }

  hostDisconnected(): void {
    this.#connected = false;
    this.#stop();
  }

  readonly #onEvent = (event: Event): void => {
    if (this.#session) this.options.on?.(event, this.#session);
    this.host.requestUpdate();
  };

  #start(): void {
    if (!this.#session || this.#release) return;
    for (const type of EVENTS) this.#session.addEventListener(type, this.#onEvent);
    this.#release = this.options.claims ? this.#session.claim() : () => {};
  }

  #stop(): void {
    if (!this.#session || !this.#release) return;
    for (const type of EVENTS) this.#session.removeEventListener(type, this.#onEvent);
    this.#release();
    this.#release = null;
  }
}
