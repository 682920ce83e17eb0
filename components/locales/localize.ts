/** Every word that a person can see or hear, typed: a locale that lacks one does not compile. */
import {
  LocalizeController as Base,
  registerTranslation,
  type Translation as BaseTranslation,
} from '@shoelace-style/localize';
import type { FailReason } from '../../src/session/types.js';
import { en } from './en.js';

/** For each way a session can fail: a title, and what one can do. */
type Failures = Readonly<Record<`failed-${FailReason}` | `why-${FailReason}`, (name: string) => string>>;

export interface Translation extends BaseTranslation, Failures {
  // Screens
  unconfigured: string;
  unsupportedTitle: string;
  unsupportedBody: string;
  idleTitle: (name: string) => string;
  idleBody: string;
  addressVisible: (name: string) => string;
  addressHidden: string;
  ask: (name: string) => string;
  askingTitle: (name: string) => string;
  askingBody: (name: string, left: string) => string;
  cancel: string;
  incomingTitle: (name: string) => string;
  incomingBody: string;
  accept: string;
  notNow: string;
  decline: string;
  block: string;
  moreRequests: (count: number) => string;
  timeLeft: (left: string) => string;
  connectingTitle: string;
  connectingHint: string;
  securingTitle: string;
  reconnecting: (seconds: number) => string;
  reconnectingHint: string;
  endAndErase: string;
  ending: string;
  endedBySelf: (time: string) => string;
  endedByPeer: (name: string, time: string) => string;
  peerLeft: (name: string, time: string) => string;
  interrupted: (time: string) => string;
  erasedBody: (name: string) => string;
  noAnswer: (name: string) => string;
  cancelled: (name: string) => string;
  cancelledByPeer: (name: string) => string;
  answeredElsewhere: string;
  declinedBySelf: (name: string) => string;
  newChat: string;
  tryAgain: string;
  // Header
  encrypted: string;
  notVerified: string;
  verified: string;
  direct: string;
  relayed: string;
  notEncryptedYet: string;
  statusOver: string;
  // Conversation
  conversationWith: (name: string) => string;
  firstLine: (name: string) => string;
  typing: (name: string) => string;
  messagePlaceholder: (name: string) => string;
  send: string;
  tooLong: (over: number) => string;
  left: (count: number) => string;
  statusQueued: string;
  statusSent: string;
  statusDelivered: string;
  statusRead: string;
  statusFailed: string;
  deleted: string;
  you: string;
  showEarlier: string;
  newMessages: (count: number) => string;
  newSeparator: string;
  jumpToLatest: string;
  // Spoken
  sayNewMessages: (name: string, count: number) => string;
  sayConnected: string;
  sayLost: string;
  sayEnded: string;
  sayMismatch: string;
  sayNotSent: string;
  sayTimeLeft: (seconds: number) => string;
}

registerTranslation(en);

/** Gives an element its words, in the language of its nearest `lang`. */
export class LocalizeController extends Base<Translation> {}
