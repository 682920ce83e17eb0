/** Every word that a person can see or hear, typed: a locale that lacks one does not compile. */
import {
  LocalizeController as Base,
  registerTranslation,
  update,
  type Translation as BaseTranslation,
} from '@shoelace-style/localize';
import type { FailReason } from '../../src/session/types.js';
import { en } from './en.js';
import { loadLocale } from './load.js';

/** Ways to fail that have a title of their own; the others share that of `no-route`. */
export type TitledFailure = Exclude<FailReason, 'no-relay' | 'relay-unreachable' | 'webrtc-blocked'>;
/** For each way a session can fail: a title, and what one can do. */
type Failures = Readonly<Record<`failed-${TitledFailure}` | `why-${FailReason}`, (name: string) => string>>;

export interface Translation extends BaseTranslation, Failures {
  // Screens
  unconfigured: string;
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
  fileGoing: string;
  noAnswer: (name: string) => string;
  cancelled: (name: string) => string;
  cancelledByPeer: (name: string) => string;
  answeredElsewhere: string;
  chatElsewhere: string;
  declinedBySelf: (name: string) => string;
  newChat: string;
  tryAgain: string;
  askAgain: string;
  askAgainIn: (seconds: number) => string;
  how: string;
  howBody: string;
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
  // What can be done with a message
  messageActions: string;
  reply: string;
  copy: string;
  deleteForBoth: string;
  react: string;
  reactions: string;
  replyingTo: (name: string) => string;
  cancelReply: string;
  repliedGone: string;
  // Verification
  verify: string;
  verifyTitle: (name: string) => string;
  verifyBody: (name: string) => string;
  verifyNote: string;
  verifyWords: string;
  verifyNumbers: string;
  verifyLanguage: string;
  verifyEmojiList: string;
  theyMatch: string;
  theyDontMatch: string;
  verifyQr: string;
  verifyQrShow: (name: string) => string;
  verifyQrScan: (name: string) => string;
  verifyQrDifferent: string;
  verifyWaiting: (name: string) => string;
  verifyPeerDone: (name: string) => string;
  verifyDone: (name: string) => string;
  verifyDoneBody: string;
  done: string;
  close: string;
  scanHint: string;
  scanDenied: string;
  scanForeign: string;
  inviteTitle: string;
  inviteBody: string;
  inviteMake: string;
  inviteLink: string;
  inviteExpires: (time: string) => string;
  inviteExpired: string;
  inviteShare: string;
  inviteForget: string;
  inviteQr: string;
  inviteScan: string;
  invitedTitle: (name: string) => string;
  inviteBad: string;
  // Signaling by hand
  manualTitle: string;
  manualBody: string;
  manualMake: string;
  manualPaste: string;
  manualTake: string;
  manualInvite: string;
  manualInviteNote: string;
  manualAnswer: string;
  manualAnswerNote: (name: string) => string;
  manualBad: string;
  manualDone: (name: string) => string;
  // Button and launcher
  messagePrivately: string;
  openChat: string;
  peerOffline: (name: string) => string;
  privateMessages: string;
  unread: (count: number) => string;
  noChats: string;
  back: string;
  // Spoken
  sayNewMessages: (name: string, count: number) => string;
  sayConnected: string;
  sayLost: string;
  sayEnded: string;
  sayMismatch: string;
  sayNotSent: string;
  sayCopied: string;
  sayNotCopied: string;
  newPrivateMessage: string;
  attach: string;
  fromFiles: string;
  fromFolder: string;
  fromCamera: string;
  filesReady: (count: number) => string;
  removeFile: (name: string) => string;
  filesCut: (count: number) => string;
  dropHere: string;
  pause: string;
  resume: string;
  save: string;
  paused: string;
  pausedByPeer: (name: string) => string;
  fileWaiting: (name: string) => string;
  fileOf: (done: string, total: string) => string;
  fileLeft: (time: string) => string;
  fileNotTaken: (name: string) => string;
  fileNotTakenBySelf: string;
  fileTooLarge: string;
  fileNoRoom: string;
  fileForbidden: string;
  filesFull: string;
  fileCancelled: string;
  fileDamaged: string;
  fileUnreadable: string;
  fileUnsaved: string;
  fileRisky: string;
  fileLooksLike: (type: string) => string;
  enlarge: string;
  recordVoice: string;
  recording: string;
  stop: string;
  play: string;
  voiceMessage: string;
  noMicrophone: string;
  sayFileOffer: (name: string, size: string) => string;
  /** `share`: in percent, as people here write it. */
  sayFileAt: (share: string) => string;
  sayFileDone: string;
  sayTimeLeft: (seconds: number) => string;
}

/** Words for the emoji of a verification, by language: 64 each, in the order of the table. */
const emojiWords = new Map<string, readonly string[]>();

/**
 * Makes a language known. `emoji` are the 64 words of the verification table, separated by commas; English has its own
 * beside the table.
 */
export function registerLocale(translation: Translation, emoji?: string): void {
  if (emoji) emojiWords.set(translation.$code, emoji.split(','));
  registerTranslation(translation);
}

/** The words of the verification table, or `undefined` for English and for languages that are not there. */
export const emojiWordsIn = (lang: string): readonly string[] | undefined => emojiWords.get(lang.split('-')[0] ?? '');

/** Renders every element again: a `lang` has changed somewhere. */
export const updateWords = update;

/** Picks the form of a word that a number takes in a language, by the rules of CLDR. */
export const plurals =
  (code: string) =>
  (count: number, forms: Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string }): string =>
    forms[new Intl.PluralRules(code).select(count)] ?? forms.other;

registerTranslation(en);

/** Gives an element its words, in the language of the nearest `lang`, through shadow roots too. */
export class LocalizeController extends Base<Translation> {
  #lang = '';

  hostUpdate(): void {
    this.#lang = nearestLang(this.host) ?? '';
    void loadLocale(this.lang());
  }

  override lang(): string {
    if (!this.#lang) return super.lang();
    try {
      return new Intl.Locale(this.#lang).toString().toLowerCase();
    } catch {
      return super.lang();
    }
  }

  /** Hours and minutes, as people here write them. */
  time(timestamp: number): string {
    return this.date(new Date(timestamp), TIME);
  }

  /** Making a formatter costs more than a row of the conversation: each is made once. */
  override date(date: Date | string, options: Intl.DateTimeFormatOptions = {}): string {
    const key = this.lang() + JSON.stringify(options);
    const format = formats.get(key) ?? new Intl.DateTimeFormat(this.lang(), options);
    formats.set(key, format);
    return format.format(new Date(date));
  }
}

const TIME: Intl.DateTimeFormatOptions = { hour: 'numeric', minute: '2-digit' };
const formats = new Map<string, Intl.DateTimeFormat>();

function nearestLang(element: Element): string | null {
  const near = element.closest('[lang]');
  if (near) return near.getAttribute('lang');
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? nearestLang(root.host) : null;
}
