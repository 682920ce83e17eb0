import type { DMErrorCode } from '../../src/errors.js';

/** The words for why a file did not arrive. */
export const FAILURES = {
  integrity: 'fileDamaged',
  unreadable: 'fileUnreadable',
  storage: 'fileUnsaved',
  ended: 'fileCancelled',
} as const;

/** And for why none was sent, by the code of the error. */
export const refusalWord = (code: DMErrorCode): 'fileTooLarge' | 'fileForbidden' | 'filesFull' | 'sayNotSent' => {
  switch (code) {
    case 'too-large':
      return 'fileTooLarge';
    case 'forbidden':
      return 'fileForbidden';
    case 'queue-full':
      return 'filesFull';
    default:
      return 'sayNotSent';
  }
};
