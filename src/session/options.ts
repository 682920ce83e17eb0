/** What a host may say about a client, and what sessions get of it. */
import type { Clock } from '../clock.js';
import { DMError } from '../errors.js';
import type { CreateLink } from '../link/link.js';
import { loaded } from '../loaded.js';
import type { SignalingAdapter } from '../signaling/adapter.js';
import type { Bytes } from '../wire/bytes.js';
import { timeoutsOf, type SessionEnvironment, type SessionTimeouts } from './environment.js';
import type { FilePolicy } from './files/types.js';
import { clippedName } from './names.js';
import type { ProofOptions } from './proofs.js';

export const DEFAULT_MAX_FILE_SIZE = 4 * 1024 ** 3;

/** What the host is asked before a request is shown. */
export interface IncomingRequest {
  readonly from: string;
  readonly name: string;
}

export interface DMClientOptions extends ProofOptions {
  /** Our user id, 1 to 128 UTF-16 units. */
  readonly self: string;
  /** The name that the other person sees with our request. Default: the id. */
  readonly selfName?: string;
  /** `local:<room>`, `wss://…`, `party://host/room`, `signalr:https://host/hub`, or an adapter of your own. */
  readonly signaling: string | SignalingAdapter;
  /** A fresh token for the server; called again when it has expired. */
  readonly getToken?: () => Promise<string>;
  /** STUN and TURN servers. Nobody is contacted unless named here. */
  readonly iceServers?: readonly RTCIceServer[];
  /** The same, asked for each new connection: for credentials that expire. */
  readonly getIceServers?: () => Promise<readonly RTCIceServer[]>;
  /** Only connect through TURN, so that the other side never sees our address. */
  readonly relayOnly?: boolean;
  readonly iceCandidatePoolSize?: number;
  /** `none`: nobody may ask us; requests are declined as busy. */
  readonly requestPolicy?: 'ask' | 'none';
  /** The host's own say, for example a block list. `false`: the request is never shown and never answered. */
  readonly authorize?: (request: IncomingRequest) => boolean | Promise<boolean>;
  /** A display name for a user id. */
  readonly nameOf?: (peer: string) => string | undefined;
  /** Milliseconds a session outlives the last element that showed it. Default 3,000. */
  readonly linger?: number;
  /** `ask` (default): the person is asked about each file. `images`: raster images only. `none`: no files. */
  readonly filePolicy?: FilePolicy;
  /** Bytes. Default 4 GiB; what is kept in RAM has a cap of its own (512 MiB). */
  readonly maxFileSize?: number;
  readonly receipts?: boolean;
  readonly typing?: boolean;
  readonly timeouts?: Partial<SessionTimeouts>;
  /** Injected for tests. */
  readonly clock?: Clock;
  readonly random?: (length: number) => Bytes;
  readonly createLink?: CreateLink;
}

export const randomBytes = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));

export function environmentOf(
  options: DMClientOptions,
  clock: Clock,
  send: SessionEnvironment['send'],
): SessionEnvironment {
  return {
    self: options.self,
    selfName: clippedName(options.selfName ?? options.self),
    clock,
    timeouts: timeoutsOf(options.timeouts),
    lingerMs: options.linger ?? 3_000,
    receipts: options.receipts ?? true,
    typing: options.typing ?? true,
    filePolicy: options.filePolicy ?? 'ask',
    maxFileSize: options.maxFileSize ?? DEFAULT_MAX_FILE_SIZE,
    random: options.random ?? randomBytes,
    proofs: options,
    assertSupported: options.createLink ? () => {} : assertSupported,
    send,
    linkOptions: async () => ({
      iceServers: (await options.getIceServers?.()) ?? options.iceServers ?? [],
      iceTransportPolicy: options.relayOnly ? 'relay' : 'all',
      iceCandidatePoolSize: options.iceCandidatePoolSize ?? 0,
    }),
    createLink:
      options.createLink ?? (async (...args) => (await loaded(import('../link/create.js'))).createLink(...args)),
    // What cannot be loaded now is tried again when it is needed, and then somebody is told.
    prepare: () => {
      import('../secure/secure-channel.js').catch(() => {});
      if (!options.createLink) import('../link/peer.js').catch(() => {});
    },
    initiate: async (...args) => (await loaded(import('../secure/secure-channel.js'))).initiate(...args),
    respond: async (...args) => (await loaded(import('../secure/secure-channel.js'))).respond(...args),
  };
}

/** Throws `DMError` `unsupported`, naming the missing piece. */
export function assertSupported(): void {
  const missing =
    globalThis.isSecureContext === false
      ? 'a secure context (https or localhost)'
      : !globalThis.crypto?.subtle
        ? 'WebCrypto'
        : typeof RTCPeerConnection === 'undefined'
          ? 'WebRTC'
          : null;
  if (missing) throw new DMError('unsupported', `this page has no ${missing}`);
}
