/**
 * The sessions of a client that a launcher keeps alive while its panel is closed, and what happens to them. Without
 * this hold a session would end as soon as nobody shows it.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { DMClientLike, DMSessionLike } from '../../src/session/types.js';

const EVENTS = ['dm-state-change', 'dm-message', 'dm-unread-change'] as const;

export class Residents implements ReactiveController {
  #client: DMClientLike | null = null;
  #connected = false;
  readonly #leave = new Map<DMSessionLike, () => void>();

  constructor(
    private readonly host: ReactiveControllerHost,
    /** A session has begun: we have asked, or accepted. */
    private readonly onBegin: (session: DMSessionLike) => void,
    private readonly onEvent: (event: Event, session: DMSessionLike) => void,
  ) {
    host.addController(this);
  }

  /** Those that there is something to see of, latest last. */
  get sessions(): readonly DMSessionLike[] {
    return [...(this.#client?.sessions.values() ?? [])].filter(({ state }) => state !== 'idle');
  }

  get unread(): number {
    return this.sessions.reduce((sum, { unread }) => sum + unread, 0);
  }

  set client(client: DMClientLike | null) {
    this.#stop();
    this.#client = client;
    if (this.#connected) this.#start();
  }

  hostConnected(): void {
    this.#connected = true;
    this.#start();
  }

  hostDisconnected(): void {
    this.#connected = false;
    this.#stop();
  }

  #start(): void {
    this.#client?.addEventListener('dm-status', this.#follow);
    this.#follow();
  }

  #stop(): void {
    this.#client?.removeEventListener('dm-status', this.#follow);
    for (const leave of this.#leave.values()) leave();
    this.#leave.clear();
  }

  readonly #follow = (): void => {
    const sessions = new Set(this.#client?.sessions.values() ?? []);
    for (const [session, leave] of this.#leave) {
      if (sessions.has(session)) continue;
      leave();
      this.#leave.delete(session);
    }
    for (const session of sessions) if (!this.#leave.has(session)) this.#leave.set(session, this.#enter(session));
    this.host.requestUpdate();
  };

  #enter(session: DMSessionLike): () => void {
    const listen = (event: Event): void => {
      const { state } = session;
      if (event.type === 'dm-state-change' && (state === 'requesting' || state === 'connecting')) this.onBegin(session);
      this.onEvent(event, session);
      this.host.requestUpdate();
    };
    for (const type of EVENTS) session.addEventListener(type, listen);
    const release = session.claim();
    return () => {
      for (const type of EVENTS) session.removeEventListener(type, listen);
      release();
    };
  }
}
