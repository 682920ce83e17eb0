/** English. What a page shows before anybody talks is built in; the rest comes with what needs it (`en-chat.ts`). */
import type { Translation } from './localize.js';

const words = {
  $code: 'en',
  $name: 'English',
  $dir: 'ltr',
  unconfigured: 'Chat is not set up',
  idleTitle: (name) => `Chat privately with ${name}`,
  idleBody: 'Encrypted between your two browsers, and nothing is stored.',
  addressVisible: (name) => `${name} will be able to see your network address.`,
  addressHidden: 'Your network address stays hidden behind a relay.',
  ask: (name) => `Ask ${name}`,
  askingTitle: (name) => `Asking ${name}…`,
  endAndErase: 'End and erase',
  encrypted: 'Encrypted',
  notVerified: 'not verified',
  verified: 'Verified',
  direct: 'direct',
  relayed: 'relayed',
  notEncryptedYet: 'Not connected',
  statusOver: 'Ended',
  verify: 'Verify',
  messagePrivately: 'Message privately',
  openChat: 'Open chat',
  peerOffline: (name) => `${name} is not here right now`,
  sayLost: 'Connection lost',
} satisfies Partial<Translation>;

/** The words of `en-manual.ts`: only who has no server needs them. */
export type ManualWords = Pick<Translation, Extract<keyof Translation, `manual${string}`>>;

/** The words of `en-files.ts`: loaded with the first file. */
export type FileWords = Pick<
  Translation,
  | 'fromFiles'
  | 'fromFolder'
  | 'fromCamera'
  | 'filesReady'
  | 'removeFile'
  | 'filesCut'
  | 'fileNoRoom'
  | 'pausedByPeer'
  | 'fileWaiting'
  | 'fileOf'
  | 'fileLeft'
  | 'fileNotTakenBySelf'
  | 'fileRisky'
  | 'fileLooksLike'
  | 'enlarge'
  | 'fileNotTaken'
  | 'fileCancelled'
  | 'fileDamaged'
  | 'fileUnreadable'
  | 'fileUnsaved'
  | 'sayFileAt'
  | 'sayFileDone'
>;

/** The words that are not here: `en-chat.ts` has to have them all. */
export type ChatWords = Omit<Translation, keyof typeof words | keyof ManualWords | keyof FileWords>;

export const en = words as Partial<Translation> as Translation;
