/** The public shapes of a session: its states, its messages, and the interfaces that elements are written against. */
import type { DMErrorCode } from '../errors.js';
import type { DMClientEventMap, DMSessionEventMap } from '../events.js';
import type { LinkPath } from '../link/link.js';
import type { QrVerdict, Safety, VerificationLevel, VerificationMethod } from '../secure/channel.js';
import type { EmojiReaction } from './messages.js';
import type { FilesLike, FileTransferLike, OutgoingFile } from './files/types.js';
import type { Invite, InviteOptions } from './invites.js';
import type { PeerIdentity } from './proofs.js';
import type { ManualSignaling, SignalingState } from '../signaling/adapter.js';
import type { TypedEventTarget } from '../typed-event-target.js';

export type * from './files/types.js';

/** Why a conversation is over although nothing broke. */
export type EndReason =
  /** Somebody pressed end (`by` says who). */
  | 'ended'
  /** The other person said no, or their policy did. */
  | 'declined'
  /** The asking side took the request back. */
  | 'cancelled'
  /** Another tab of ours answered the request. */
  | 'answered-elsewhere'
  /** The chat with this person is in another tab of ours. */
  | 'elsewhere'
  /** The other person closed or left their page. */
  | 'peer-left'
  /** The connection was lost and did not come back within the grace period; nobody ended it. */
  | 'interrupted';

/** Why a conversation could not go on. Each has its own sentence in every locale. */
export type FailReason =
  /** The other person has no page open. */
  | 'offline'
  /** The other person is in another chat and takes no second one. */
  | 'busy'
  /** Nobody answered the request, or the connection was not up in time. */
  | 'timed-out'
  /** No direct or relayed route between the browsers. */
  | 'no-route'
  /** No direct route, and the site has no relay. */
  | 'no-relay'
  /** No direct route, and the site's relay does not answer from here. */
  | 'relay-unreachable'
  /** The browser offers no network address: offline, or WebRTC is blocked. */
  | 'webrtc-blocked'
  /** Keys or words did not match. */
  | 'mismatch'
  /** The other side sent something that breaks the protocol. */
  | 'protocol'
  /** The introducing server is gone and we needed it. */
  | 'signaling-lost'
  | 'unauthorized'
  | 'forbidden'
  | 'rate-limited'
  /** No secure context, WebCrypto or WebRTC here. */
  | 'unsupported';

export type SessionReason = EndReason | FailReason;

/** One value says everything about where a session stands. Times are milliseconds since the epoch, by our own clock. */
export type SessionStatus =
  | { readonly state: 'idle' }
  | { readonly state: 'requesting'; readonly deadline: number }
  | { readonly state: 'incoming_request'; readonly deadline: number }
  | { readonly state: 'connecting'; readonly since: number; readonly deadline: number }
  | { readonly state: 'key_exchanging'; readonly since: number; readonly deadline: number }
  | { readonly state: 'active'; readonly since: number }
  | { readonly state: 'reconnecting'; readonly since: number; readonly deadline: number }
  | { readonly state: 'disconnecting' }
  | { readonly state: 'ended'; readonly reason: EndReason; readonly by: 'self' | 'peer' | null; readonly at: number }
  | { readonly state: 'failed'; readonly reason: FailReason; readonly at: number };

export type DMSessionState = SessionStatus['state'];

/**
 * Outgoing: `queued` (waiting for a link), `sent` (on the wire), `delivered` (in the other browser), `read`,
 * `failed` (a file that did not arrive whole; texts that wait when a session ends are erased with it). Incoming:
 * `delivered`, then `read` once `markRead` was called.
 */
export type MessageStatus = 'queued' | 'sent' | 'delivered' | 'read' | 'failed';

export interface DMMessage {
  /** 22 letters of base64url, random. */
  readonly id: string;
  readonly type: 'text' | 'file';
  readonly content: string;
  /** When this browser sent or received it, milliseconds since the epoch. The other side's clock is never used. */
  readonly timestamp: number;
  /** User id, taken from the session, never from the message. */
  readonly sender: string;
  readonly direction: 'in' | 'out';
  readonly status: MessageStatus;
  /** Whether the line was verified when the message came or went. */
  readonly verified: boolean;
  /** It carries a signature that can be shown to others. */
  readonly signed?: boolean;
  /** Id of the message that this one answers. */
  readonly replyTo?: string;
  /** What we, and what the other person, answered it with: at most one each. */
  readonly reactions?: { readonly self?: EmojiReaction; readonly peer?: EmojiReaction };
  /** The sender took it back; `content` is empty. */
  readonly deleted?: boolean;
  readonly metadata?: { readonly fileName: string; readonly fileSize: number; readonly mimeType: string };
}

/** What has crossed the wire of a session, both lanes, sealed as it was: bytes, over all of its links so far. */
export interface Traffic {
  readonly sent: number;
  readonly received: number;
}

export interface Verification {
  readonly level: VerificationLevel;
  readonly method?: VerificationMethod;
  /** We pressed "They match"; the other side has not yet. */
  readonly confirmedBySelf: boolean;
  readonly confirmedByPeer: boolean;
}

/** One conversation with one person. Outlives links and elements; over means over: a new chat is a new session. */
export interface DMSessionLike extends TypedEventTarget<DMSessionEventMap> {
  /** Session id, 22 letters of base64url, or `''` before there is one. */
  readonly id: string;
  readonly self: string;
  readonly peer: string;
  /**
   * Display name: the host's, else the server's, else the one the peer gave, else the id; made safe to show. The host
   * may set a better one.
   */
  peerName: string;
  readonly status: SessionStatus;
  readonly state: DMSessionState;
  /** Set in `ended` and `failed`. */
  readonly reason: SessionReason | null;
  /** The transcript, oldest first. A new array with every change; empty once the session is over. */
  readonly messages: readonly DMMessage[];
  /** The message of this id, as an event names it; without going through all of them. */
  message(id: string): DMMessage | undefined;
  /** Every file of this session, both ways. */
  readonly files: FilesLike;
  /** Incoming messages not yet marked read. */
  readonly unread: number;
  readonly peerTyping: boolean;
  readonly verification: Verification;
  /** What two people compare; `null` before `active`. */
  readonly safety: Safety | null;
  readonly path: LinkPath;
  readonly traffic: Traffic;
  /** Milliseconds since the epoch, or `null` before `active`. */
  readonly startedAt: number | null;

  /** `idle` → `requesting`. Rejects `bad-state` elsewhere. */
  request(): Promise<void>;
  /** `incoming_request` → `connecting`. */
  accept(): Promise<void>;
  /** `incoming_request` → `ended` (declined). The other side is told "no". */
  decline(): Promise<void>;
  /** Hides the request without an answer: to the other side it times out. */
  ignore(): void;

  /**
   * Sends a text. Resolves with the message as soon as it is in the transcript (`queued` or `sent`).
   * Rejects `bad-state` before `active`, `too-large` over 65,536 bytes of UTF-8, `queue-full`.
   */
  send(text: string, options?: { readonly replyTo?: string }): Promise<DMMessage>;
  /**
   * Offers files to the other side, which accepts each or not. Rejects, and offers none of them: `bad-state`,
   * `forbidden` where the policy allows no such files, `too-large`, `queue-full`.
   */
  sendFiles(files: Iterable<File | OutgoingFile>): Promise<readonly FileTransferLike[]>;
  /** Takes back an own message on both sides; a file that is on its way is cancelled. */
  deleteMessage(id: string): Promise<void>;
  /** Our one reaction to a message; `null` takes it back. Rejects `bad-state` for a message that is not there. */
  react(id: string, emoji: EmojiReaction | null): Promise<void>;
  /** Marks every incoming message up to `id` as read and tells the other side (unless receipts are off). */
  markRead(id: string): void;
  /** Tells the other side that we are typing: at most once in 3 s. Call on each input. */
  typing(): void;
  /** "They match" (true) or "They don't match" (false: ends and wipes both sides as `mismatch`). */
  confirmVerification(match: boolean): Promise<void>;

  /**
   * Compares the bytes of a QR code that was scanned from the other person's screen with what it must say (`safety`).
   * `match`: this side is verified at once, and tells the other one so; they press "They match" when they are told
   * about it. `different`: the code of another session, or somebody sits between; the person decides
   * (`confirmVerification(false)`). `foreign`: no code of ours. Rejects `bad-state`.
   */
  compareQr(scanned: Uint8Array): Promise<QrVerdict>;

  /**
   * Asks the other side to prove its long-lived key, and compares it with the one the host has pinned. `null`: it has
   * none to show. A `known` key makes the session verified. Rejects `bad-state`.
   */
  askIdentity(): Promise<PeerIdentity | null>;

  /** Ends and wipes both sides. From any state; idempotent; resolves when everything here is wiped. */
  end(): Promise<void>;
  /** A view's hold on the session. When the last is released, `linger` starts; when it runs out the session ends. */
  claim(): () => void;
}

/** Who I am, the introducing server, and all sessions. */
export interface DMClientLike extends TypedEventTarget<DMClientEventMap> {
  readonly self: string;
  readonly selfName: string;
  /** How the connection to the introducing server stands, and the last reason why it is gone. */
  readonly signalingState: SignalingState;
  readonly signalingError: DMErrorCode | null;
  /** The latest session of each person, by user id. A new map with every change. */
  readonly sessions: ReadonlyMap<string, DMSessionLike>;
  /** Incoming requests, oldest first. */
  readonly requests: readonly DMSessionLike[];
  /** Incoming messages not yet read, over all sessions. */
  readonly unread: number;

  /** Goes online. Called by the first thing that needs it; calling it again is free. */
  connect(): Promise<void>;
  /** The current session with `peer`, an idle one if there is none. */
  session(peer: string): DMSessionLike;
  /** Asks `peer` for a chat, in a new session if the last one is over. Resolves when the request is on its way or has failed. */
  startSession(peer: string): Promise<DMSessionLike>;
  /** A link for one person; the session it leads to is verified by it. Single use; expires after an hour by default. */
  createInvite(options?: InviteOptions): Promise<Invite>;
  /** Asks whoever made the invite: the given link, or the one in this page's address. */
  openInvite(link?: string): Promise<DMSessionLike>;
  /** What people carry themselves where `signaling` is `manual`; `null` where there is a server. Goes online. */
  introductions(): Promise<ManualSignaling | null>;
  endSession(peer: string): Promise<void>;
  sendMessage(peer: string, text: string): Promise<DMMessage>;
  /** Calls back with whether `peer` has a page open: soon, then at each change. Returns the unwatch. */
  watchPresence(peer: string, handler: (online: boolean) => void): () => void;
  /** Ends what runs with `peer` and answers nothing from them until `unblock`. In RAM: the host keeps the list. */
  block(peer: string): void;
  unblock(peer: string): void;
  isBlocked(peer: string): boolean;
  /** Ends all sessions, goes offline, wipes. Final. */
  destroy(): Promise<void>;
}
