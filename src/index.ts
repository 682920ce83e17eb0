/** The engine: everything a page needs without any element. No DOM at import time; imports in plain Node. */
export { DMClient, MAX_PENDING_REQUESTS } from './client.js';
export { systemClock, type Clock } from './clock.js';
export { DM_ERROR_CODES, DMError, type DMErrorCode } from './errors.js';
export * from './events.js';
export { DEFAULT_TIMEOUTS, type SessionTimeouts } from './session/environment.js';
export { qrModules, readQr, type QrImage, type QrModules } from './wire/qr.js';
export { DMSession } from './session/session.js';
export { SESSION_STATES, TRANSITIONS } from './session/machine.js';
export { EMOJI_REACTIONS, MAX_TEXT_BYTES, type EmojiReaction } from './session/messages.js';
export { safeName } from './session/names.js';
export type { DMClientOptions, IncomingRequest } from './session/options.js';
export { FILE_POLICIES } from './session/files/types.js';
export type * from './session/types.js';
export type { Invite, InviteOptions } from './session/invites.js';
export type { IdentityVerdict, PeerIdentity, ProofOptions } from './session/proofs.js';
export type { LinkPath } from './link/link.js';
export type { QrVerdict, Safety, VerificationLevel, VerificationMethod } from './secure/channel.js';
export type { SignalingAdapter, SignalingState, SignalKind, SignalMessage } from './signaling/adapter.js';
