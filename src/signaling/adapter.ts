/**
 * The signaling contract: what a server (or a BroadcastChannel, or a piece of paper) has to do so that two
 * browsers can find each other. An adapter moves small opaque strings between named people; it is never trusted
 * with content, and everything it says is checked by the layers above.
 *
 * Who owns what: the client creates one adapter, calls `connect` once, and calls `disconnect` at the end. The
 * adapter reconnects by itself in between and says so through `onState`. `docs/signaling.md` is the long form.
 */

/**
 * - `request`  A asks B. Payload: handshake message m1.
 * - `accept`   B accepts. Payload: m2.
 * - `decline`  B says no (`reason: 'busy'` when B's policy answers for B).
 * - `cancel`   A takes the request back.
 * - `signal`   sealed SDP or candidate, either way. Order is kept per sender.
 * - `end`      a hint that the sender has left; only believed before the link is up.
 * - `taken`    told by the server (or the other tab) to B's other tabs: this request was answered elsewhere.
 */
export const SIGNAL_KINDS = ['request', 'accept', 'decline', 'cancel', 'signal', 'end', 'taken'] as const;
export type SignalKind = (typeof SIGNAL_KINDS)[number];

export interface SignalMessage {
  readonly kind: SignalKind;
  /** Session id: 16 random bytes by the asking side, base64url (22 letters). */
  readonly session: string;
  /** Opaque to every server: base64url, at most `MAX_PAYLOAD_LENGTH` letters. */
  readonly payload?: string;
  /** The asking person's display name, only on `request`. A server that knows better replaces it. */
  readonly name?: string;
  /** Only on `decline`. */
  readonly reason?: 'busy';
}

/** Longest payload in letters of base64url. An SDP offer with m3 is about 4,500; the rest is room for candidates. */
export const MAX_PAYLOAD_LENGTH = 32_768;
/** Longest user id in UTF-16 units. */
export const MAX_ID_LENGTH = 128;
/** Longest display name in UTF-16 units. */
export const MAX_NAME_LENGTH = 64;

export type SignalingState = 'offline' | 'connecting' | 'online';

export interface SignalingAdapter {
  readonly state: SignalingState;

  /**
   * Goes online as `self`. Resolves when others can reach us.
   * Rejects with `DMError`: `unauthorized` (final: no retry by the adapter), `signaling-lost` (could not connect
   * before `signal` was aborted or the first attempt failed), `bad-config`.
   */
  connect(self: string, signal?: AbortSignal): Promise<void>;

  /**
   * Hands one message to the server, for `to`. Resolves when the server (or the transport, where there is no
   * server) took it; for `request` that means that at least one page of `to` was reached.
   * Rejects with `DMError`: `peer-offline`, `forbidden`, `rate-limited`, `too-large`, `signaling-lost`,
   * `bad-message`. Never queues over a reconnect: the layer above decides whether an old message still makes sense.
   */
  send(to: string, message: SignalMessage): Promise<void>;

  /** Messages from others, in the sender's order; also a `taken` from our own other tabs. Returns the unsubscribe. */
  onMessage(handler: (from: string, message: SignalMessage) => void): () => void;

  /** State changes after the call. A refusal that ends reconnecting comes with its error. Returns the unsubscribe. */
  onState(handler: (state: SignalingState, error?: Error) => void): () => void;

  /** Whether `peer` has a page open: once soon after the call, then at each change. Returns the unwatch. */
  watchPresence(peer: string, handler: (online: boolean) => void): () => void;

  /** Leaves. Idempotent; afterwards nothing is delivered and `send` rejects with `signaling-lost`. */
  disconnect(): Promise<void>;
}

/** What an adapter without a server has besides: people carry one text each way themselves. */
export interface ManualSignaling {
  /**
   * A text for one person; whoever has it can answer it. `peer`: only an answer of this user id is taken.
   * Rejects `signaling-lost` before `connect`, `unsupported` without WebRTC.
   */
  invite(peer?: string): Promise<string>;
  /**
   * The text to send back. Rejects `bad-message` for what is no whole invite, `bad-state` for our own, `forbidden` where it
   * is not of `peer`.
   */
  answer(invite: string, peer?: string): Promise<{ readonly peer: string; readonly text: string }>;
  /**
   * Takes the answer; resolves with who gave it, and presence tells when they are there. Rejects `bad-message` for what is
   * no whole answer, `mismatch` for one to another invite, `bad-state` where no invite waits, `forbidden` as above.
   */
  complete(answer: string): Promise<string>;
}

export const isManual = (adapter: object | null): adapter is ManualSignaling =>
  adapter !== null && 'complete' in adapter;
