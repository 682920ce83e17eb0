/**
 * The secure channel contract, as the session uses it. Bytes in, authenticated bytes out; no network of its own.
 * `docs/protocol.md` is the specification; the parts are in the files beside this one.
 */
import type { Bytes } from '../wire/bytes.js';
import type { HandshakePrimitives } from './handshake.js';
import type { Role } from './suite.js';

/** How sure we are that nobody sits between. */
export type VerificationLevel = 'none' | 'verified';
export type VerificationMethod = 'sas' | 'qr' | 'invite' | 'identity';

/** SHA-256 of the DTLS certificates of a link, 32 bytes each. */
export interface Fingerprints {
  readonly local: Bytes;
  readonly remote: Bytes;
}

/** What two people compare. All of it comes from one value that both sides compute. */
export interface Safety {
  /** Seven indices 0..63 into the emoji table of the Matrix specification. */
  readonly emoji: readonly number[];
  /** Three numbers 1000..9191. */
  readonly decimals: readonly [number, number, number];
  /** Thirty decimal digits. */
  readonly number: string;
  /** Bytes for the QR code that we show, */
  readonly qr: Bytes;
  /** and those that scanning the other side's must give. */
  readonly expectedQr: Bytes;
}

/** What a scanned QR code says: of this very session, of another one, or no code of ours at all. */
export type QrVerdict = 'match' | 'different' | 'foreign';

export interface SecureChannelOptions {
  /** Our own user id and the other's, as each side believes them. Both are part of the transcript. */
  readonly self: string;
  readonly peer: string;
  /** An invite: 16 public bytes that name it, and the 32-byte secret that only its holders know. */
  readonly invite?: { readonly room: Bytes; readonly psk: Bytes };
  /** Called with every frame to send on the `messages` lane, in counter order. */
  readonly output: (frame: Bytes) => void;
  /** The other side has confirmed a link: the first one (now sending works), and each one after a `suspend`. */
  readonly confirmed: () => void;
  /** Body of the farewell frame, sealed in advance. */
  readonly farewell: Bytes;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Injected by tests. Defaults: `crypto.getRandomValues`, the browser's ML-KEM or noble's, WebCrypto's ECDH. */
  readonly primitives?: Partial<HandshakePrimitives>;
}

/** One opened signaling step. */
export type OpenedSignal =
  /** A step of link number `attempt`: 0 for the first, higher after each reconnect. */
  | { readonly kind: 'step'; readonly attempt: number; readonly plaintext: Bytes }
  /** The responder has lost the link, of attempt number `attempt` at the latest, and asks the initiator for another. */
  | { readonly kind: 'lost'; readonly attempt: number };

/**
 * One secure channel: handshake, then records, over any number of links. A method that takes bytes from outside rejects
 * with `DMError` `protocol` or `mismatch` and leaves the channel dead (all keys dropped), except where it says otherwise.
 */
export interface SecureChannel {
  readonly role: Role;
  /** 16 bytes. */
  readonly session: Bytes;

  /** Initiator: takes m2 (1,281 bytes) from the acceptance. */
  receiveAccept(m2: Uint8Array): Promise<void>;

  /** Seals one signaling step of the current link. The very first carries our part of the handshake in front. */
  sealSignal(plaintext: Uint8Array): Promise<Bytes>;
  /**
   * Opens one signaling step of the other side. What is repeated, foreign or garbage resolves to `null` and changes
   * nothing; only a first step with a broken handshake is fatal (`mismatch`, `protocol`). One call at a time.
   */
  openSignal(sealed: Uint8Array): Promise<OpenedSignal | null>;

  /** A link is open, and the one before suspended: sends our confirmation, bound to both DTLS certificates. */
  confirm(fingerprints: Fingerprints): Promise<void>;

  /** Available once the handshake is complete; `null` before. */
  readonly safety: Safety | null;
  /** A session whose handshake had an invite secret in it is verified by that alone. */
  readonly invited: boolean;
  /** Names this session in proofs and signatures: the transcript of its handshake, 32 bytes; `null` before the first confirmation. */
  readonly binding: Bytes | null;
  /** Salts for the keys of files, 32 bytes each; `null` before the first confirmation. */
  readonly files: { readonly send: Bytes; readonly receive: Bytes } | null;
  /** The farewell frame of the current epoch, ready to be sent without waiting; `null` before the first confirmation. */
  readonly farewell: Bytes | null;

  /**
   * Seals one body and hands the frame to `output` (or keeps it for the next link), together with others that wait for
   * their turn. Resolves with the number of its record: 0, 1, 2 …
   * Rejects `bad-state` before the first confirmation, `too-large` above 65,503 bytes, `ended` after a wipe.
   */
  send(body: Uint8Array): Promise<number>;
  /**
   * Says that this frame has arrived, and will be received when those before it are dealt with: opening it may begin, so
   * that many do not wait for each other. Optional; whatever was prepared has to be received, unless all is over.
   */
  prepare(frame: Uint8Array): void;
  /** Takes one frame. Resolves with the bodies in it, none for frames of the channel's own. One call at a time. */
  receive(frame: Uint8Array): Promise<readonly Bytes[]>;
  /** Bytes moved on the file lane, which count towards the next rekey. */
  countTraffic(bytes: number): void;
  /** Initiator: makes a new epoch now. Happens by itself after 120 s with traffic, 1 GiB, and each reconnect. */
  rekey(): Promise<void>;

  /**
   * The link is gone, or another one takes over. What was not acknowledged is kept, and so is what is sent from now on.
   * Idempotent.
   */
  suspend(): void;
  /** Initiator: keys for another link, while the old one may go on. Resolves with its attempt number. */
  reconnect(): Promise<number>;
  /** Responder: a sealed message that asks the initiator for another link, and names the last attempt it has seen. */
  sealLost(): Promise<Bytes>;

  /** Drops every key and overwrites every buffer. Idempotent; every later call rejects with `ended`. */
  wipe(): void;
}
