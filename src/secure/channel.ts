/**
 * The secure channel contract, as the session uses it. Bytes in, authenticated bytes out; no network, no clock of
 * its own. `docs/protocol.md` is the specification; the parts are in the files beside this one.
 */
import type { Bytes } from '../wire/bytes.js';

/** How sure we are that nobody sits between. */
export type VerificationLevel = 'none' | 'verified';
export type VerificationMethod = 'sas' | 'qr' | 'invite' | 'identity';

/** SHA-256 of the DTLS certificates of a link, 32 bytes each. */
export interface Fingerprints {
  readonly local: Bytes;
  readonly remote: Bytes;
}

/** What two people compare. All four come from one value that both sides compute. */
export interface Safety {
  /** Seven indices 0..63 into the emoji table of the Matrix specification. */
  readonly emoji: readonly number[];
  /** Three numbers 1000..9191. */
  readonly decimals: readonly [number, number, number];
  /** Thirty decimal digits. */
  readonly number: string;
  /** Bytes for a QR code. */
  readonly qr: Bytes;
}

export interface SecureChannelOptions {
  /** Our own user id and the other's, as each side believes them. Both are part of the transcript. */
  readonly self: string;
  readonly peer: string;
  /** 32 bytes from an invite link, or nothing. */
  readonly psk?: Bytes;
  /** Called with every frame to send on the `messages` lane, in counter order. */
  readonly output: (frame: Bytes) => void;
  /** Defaults: `crypto.getRandomValues`, the native or noble ML-KEM, `Date.now`. */
  readonly random?: (length: number) => Bytes;
  readonly now?: () => number;
}

/**
 * One secure channel: handshake, then records, over any number of links. Every method that takes bytes from outside
 * rejects with `DMError` `protocol` or `mismatch` and leaves the channel dead (all keys dropped), except where it
 * says otherwise. Sealing is serialised inside: frames leave through `output` in counter order.
 */
export interface SecureChannel {
  readonly role: 'initiator' | 'responder';
  /** 16 bytes. */
  readonly session: Bytes;

  /** Initiator only: takes m2 from `accept`. */
  receiveAccept(m2: Uint8Array): Promise<void>;

  /** Seals one signaling step. The first one carries our part of the handshake (m3, m4) in front. */
  sealSignal(plaintext: Uint8Array): Promise<Bytes>;
  /**
   * Opens one signaling step of the other side. A repeated or foreign one resolves to `null` and changes nothing;
   * only a first step with a broken handshake (wrong commitment, wrong psk) is fatal.
   */
  openSignal(sealed: Uint8Array): Promise<Bytes | null>;

  /** The link is open: sends our key confirmation, bound to both DTLS certificates. */
  confirm(fingerprints: Fingerprints): Promise<void>;
  /** Settles when the other side's confirmation was right: only now may anything be sent or believed. */
  readonly confirmed: Promise<void>;

  /** Available once `confirmed`. */
  readonly safety: Safety;

  /** Seals one body and hands the frame to `output`. Resolves with its number (0, 1, 2, ... per direction). */
  send(body: Uint8Array): Promise<number>;
  /** Takes one frame of the `messages` lane. Resolves with the body, or `null` for frames of the channel's own. */
  receive(frame: Uint8Array): Promise<Bytes | null>;

  /** The link is gone; what was not acknowledged is kept. Frames sent from now on are kept as well. */
  suspend(): void;
  /** The next link: after `suspend`, `sealSignal`/`openSignal` use the reconnect keys, then `confirm` resumes. */
  readonly suspended: boolean;

  /** Drops every key and overwrites every buffer. Idempotent; every later call rejects with `ended`. */
  wipe(): void;
}
