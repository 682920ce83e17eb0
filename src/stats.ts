/**
 * What a host may know of the sessions on its page: states, times, paths, counts and codes. Nothing else fits into these
 * types: every value is a number or a word of a closed list (a test holds that), so a report can be sent anywhere.
 * Loaded when it is asked for.
 */
import type { Clock } from './clock.js';
import type { DMErrorCode } from './errors.js';
import type { LinkPath } from './link/link.js';
import type { VerificationLevel } from './secure/channel.js';
import { SESSION_STATES } from './session/machine.js';
import type { DMClientLike, DMSessionLike, DMSessionState, SessionReason, Traffic } from './session/types.js';
import type { SignalingState } from './signaling/adapter.js';

export interface SessionStats {
  readonly kind: 'session';
  /** Tells the sessions of one page apart: the first is 1. */
  readonly number: number;
  readonly state: DMSessionState;
  /** Set in `ended` and `failed`. */
  readonly reason: SessionReason | null;
  readonly path: LinkPath;
  readonly verification: VerificationLevel;
  /** Spent in each state, since somebody has watched. */
  readonly milliseconds: Readonly<Record<DMSessionState, number>>;
  /** How often the connection was lost. */
  readonly interruptions: number;
  readonly messages: Traffic;
  readonly files: Traffic;
  /** Sealed, both lanes. */
  readonly bytes: Traffic;
}

export interface SignalingStats {
  readonly kind: 'signaling';
  readonly state: SignalingState;
  readonly code: DMErrorCode | null;
}

export type DMStats = SessionStats | SignalingStats;

/** Returns the stop. An error of `handler` is reported by the browser and changes nothing. */
export function watchStats(client: DMClientLike, handler: (stats: DMStats) => void, clock: Clock): () => void {
  const watched = new WeakSet<DMSessionLike>();
  const listeners = new AbortController();
  let number = 0;
  let signaling = '';
  const look = (): void => {
    const { signalingState: state, signalingError: code } = client;
    if (signaling !== `${state} ${code}`) {
      signaling = `${state} ${code}`;
      handler({ kind: 'signaling', state, code });
    }
    for (const session of [...client.sessions.values(), ...client.requests]) {
      if (watched.has(session)) continue;
      watched.add(session);
      new SessionWatch(session, ++number, handler, clock).listen(listeners.signal);
    }
  };
  client.addEventListener('dm-status', look, { signal: listeners.signal });
  look();
  return () => listeners.abort();
}

class SessionWatch {
  readonly #milliseconds = Object.fromEntries(SESSION_STATES.map((state) => [state, 0])) as Record<
    DMSessionState,
    number
  >;
  readonly #messages = { sent: 0, received: 0 };
  readonly #files = { sent: 0, received: 0 };
  #interruptions = 0;
  #since: number;
  /** The last one that was known: there is none any more when the session is over. */
  #path: LinkPath = 'unknown';
  /** Path and verification as they were told last. */
  #told = '';

  constructor(
    private readonly session: DMSessionLike,
    private readonly number: number,
    private readonly handler: (stats: SessionStats) => void,
    private readonly clock: Clock,
  ) {
    this.#since = clock.now();
  }

  listen(signal: AbortSignal): void {
    const { session } = this;
    session.addEventListener('dm-state-change', (event) => this.#onState(event), { signal });
    session.addEventListener('dm-message', (event) => this.#onMessage(event), { signal });
    session.addEventListener('dm-update', () => this.#onUpdate(), { signal });
    session.addEventListener('dm-verify-change', () => this.#onUpdate(), { signal });
    if (session.state !== 'idle') this.#tell();
  }

  #onState({ previous, state }: { readonly previous: DMSessionState; readonly state: DMSessionState }): void {
    const now = this.clock.now();
    this.#milliseconds[previous] += now - this.#since;
    this.#since = now;
    if (state === 'reconnecting') this.#interruptions++;
    this.#tell();
  }

  #onMessage({ direction, kind }: { readonly direction: 'in' | 'out'; readonly kind: 'text' | 'file' }): void {
    const count = kind === 'file' ? this.#files : this.#messages;
    count[direction === 'in' ? 'received' : 'sent']++;
  }

  /** There are many of these; only what changes how a connection is gets told. */
  #onUpdate(): void {
    if (this.#told !== this.#standing()) this.#tell();
  }

  #standing(): string {
    const { path } = this.session;
    if (path !== 'unknown') this.#path = path;
    return `${this.#path} ${this.session.verification.level}`;
  }

  #tell(): void {
    const { session } = this;
    this.#told = this.#standing();
    this.handler({
      kind: 'session',
      number: this.number,
      state: session.state,
      reason: session.reason,
      path: this.#path,
      verification: session.verification.level,
      milliseconds: { ...this.#milliseconds },
      interruptions: this.#interruptions,
      messages: { ...this.#messages },
      files: { ...this.#files },
      bytes: { ...session.traffic },
    });
  }
}
