/**
 * The link contract: one WebRTC connection with two ordered, reliable channels, `messages` (id 0) and `files`
 * (id 1), so that a message never waits behind a file. A link lives as long as its connection; a session outlives
 * its links and makes a new one when the network changes.
 *
 * Not here: keys, retries, meaning of bytes. Everything given to `signal` is already authenticated and parsed.
 */
import type { Bytes } from '../wire/bytes.js';
import type { Obstacle } from './obstacle.js';

/** One sealed step of the introduction: what travels inside a `signal` message, after opening. */
export type LinkSignal =
  | { readonly type: 'offer' | 'answer'; readonly sdp: string }
  | {
      readonly type: 'candidate';
      readonly candidate: string;
      readonly sdpMid: string | null;
      readonly sdpMLineIndex: number | null;
    };

export type Lane = 'messages' | 'files';

/** `connecting` → `open` ⇄ `interrupted` → `closed`. `interrupted` may heal by itself; `closed` is final. */
export type LinkState = 'connecting' | 'open' | 'interrupted' | 'closed';

export type LinkPath = 'direct' | 'relayed' | 'unknown';

export interface LinkOptions {
  /** The side that makes the SDP offer: the one that asked. */
  readonly initiator: boolean;
  /** STUN and TURN servers. Empty by default: no third party is ever contacted unasked. */
  readonly iceServers?: readonly RTCIceServer[];
  /** `relay`: no host or server-reflexive address ever leaves. */
  readonly iceTransportPolicy?: RTCIceTransportPolicy;
  /** The original design asks for 10. */
  readonly iceCandidatePoolSize?: number;
  /** Injected for tests. */
  readonly RTCPeerConnection?: typeof RTCPeerConnection;
}

export interface LinkHandlers {
  /** A step to seal and send to the other side, in this order. */
  signal(signal: LinkSignal): void;
  state(state: LinkState, error?: Error): void;
  /** One whole message of a lane, in order. The bytes are the receiver's own. */
  message(lane: Lane, bytes: Bytes): void;
}

export interface Link {
  readonly state: LinkState;
  /** The biggest message both browsers take, in bytes (`sctp.maxMessageSize`, at most 262,144). */
  readonly maxMessageSize: number;
  /** What stands in its way, as far as is known, while it is `connecting`. */
  readonly obstacle: Obstacle;
  /** Bytes handed over and not yet on the network, per lane. */
  buffered(lane: Lane): number;

  /**
   * Applies a step of the other side: its one description (a second is dropped), its candidates. Never throws: a step
   * that the browser refuses closes the link.
   */
  signal(signal: LinkSignal): void;

  /**
   * Queues one message. Resolves at once while less than the high-water mark is buffered, else when the buffer has
   * drained below the low-water mark. Rejects with `DMError`: `link-lost` when closed, `too-large`.
   */
  send(lane: Lane, bytes: Uint8Array): Promise<void>;

  /** SHA-256 of the two DTLS certificates really in use, 32 bytes each. Rejects `link-lost` unless it is open. */
  fingerprints(): Promise<{ readonly local: Bytes; readonly remote: Bytes }>;

  /** Whether the selected candidate pair goes through a TURN server. */
  path(): Promise<LinkPath>;

  /**
   * Ends the link: no handler is called any more, what waits in a lane rejects, and the messages that the browser
   * already holds are still sent (for at most a second). Idempotent.
   */
  close(): void;
}

/** Rejects with `DMError`: `unsupported` without WebRTC, `bad-config` for ICE servers that the browser refuses. */
export type CreateLink = (options: LinkOptions, handlers: LinkHandlers) => Promise<Link>;
