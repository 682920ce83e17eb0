/** What sessions need from outside, injected by the client (and by tests). */
import type { Clock } from '../clock.js';
import { DMError } from '../errors.js';
import type { CreateLink } from '../link/link.js';
import type { SecureChannel, SecureChannelOptions } from '../secure/channel.js';
import type { SignalMessage } from '../signaling/adapter.js';
import type { Bytes } from '../wire/bytes.js';
import type { FilePolicy } from './files/types.js';
import type { LineLinkOptions } from './line.js';
import type { ProofOptions } from './proofs.js';

/** Milliseconds. */
export interface SessionTimeouts {
  /** A request without an answer. */
  readonly request: number;
  /** From accept to the first confirmed frame. */
  readonly connect: number;
  /** Grace period of a lost connection. */
  readonly reconnect: number;
  /** Wait for the other side's WIPED. */
  readonly wiped: number;
}

export const DEFAULT_TIMEOUTS: SessionTimeouts = { request: 60_000, connect: 30_000, reconnect: 30_000, wiped: 3_000 };
/** Browsers take longer times for no time at all (a signed 32-bit number). Milliseconds. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** The defaults, changed by what the host says. Throws `DMError` `bad-config` for a time that is none. */
export function timeoutsOf(options: Partial<SessionTimeouts> = {}): SessionTimeouts {
  const timeouts = { ...DEFAULT_TIMEOUTS, ...options };
  for (const [name, ms] of Object.entries(timeouts)) {
    if (typeof ms === 'number' && ms > 0 && ms <= MAX_TIMEOUT_MS) continue;
    throw new DMError('bad-config', `timeouts.${name}: expected milliseconds`);
  }
  return timeouts;
}

/** Code for crypto and WebRTC is loaded when a session starts, not before: `prepare`, `initiate`, `respond`, `createLink`. */
export interface SessionEnvironment {
  readonly self: string;
  readonly selfName: string;
  readonly clock: Clock;
  readonly timeouts: SessionTimeouts;
  readonly lingerMs: number;
  readonly receipts: boolean;
  readonly typing: boolean;
  readonly filePolicy: FilePolicy;
  /** Bytes. */
  readonly maxFileSize: number;
  readonly random: (length: number) => Bytes;
  readonly proofs: ProofOptions;
  /** Throws `DMError` `unsupported` where this browser cannot do it. */
  assertSupported(): void;
  /** Goes online if needed, then hands the message to the server. */
  send(to: string, message: SignalMessage): Promise<void>;
  linkOptions(): Promise<LineLinkOptions>;
  createLink: CreateLink;
  /** Somebody is being asked: what a yes will need is loaded while they think. */
  prepare(): void;
  initiate(options: SecureChannelOptions): Promise<{ channel: SecureChannel; m1: Bytes }>;
  respond(options: SecureChannelOptions, m1: Bytes): Promise<{ channel: SecureChannel; m2: Bytes }>;
}
