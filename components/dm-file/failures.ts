/** The words for why a file did not arrive. */
export const FAILURES = {
  integrity: 'fileDamaged',
  unreadable: 'fileUnreadable',
  storage: 'fileUnsaved',
  ended: 'fileCancelled',
} as const;
