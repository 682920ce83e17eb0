/** English, for files that wait or are on their way. Importing it makes the words known. */
import { en, type FileWords } from './en.js';
import { updateWords } from './localize.js';

const words: FileWords = {
  fromFiles: 'Files',
  fromFolder: 'Folder',
  fromCamera: 'Camera',
  filesReady: (count) => `Files to send: ${count}`,
  removeFile: (name) => `Remove ${name}`,
  filesCut: (count) => `No more than ${count} files at once: the rest was left out`,
  fileNoRoom: 'This browser has no room for a file of this size',
  pausedByPeer: (name) => `${name} paused it`,
  fileWaiting: (name) => `Waiting for ${name} to accept`,
  fileOf: (done, total) => `${done} of ${total}`,
  fileLeft: (time) => `${time} left`,
  fileNotTakenBySelf: 'You did not take it',
  fileRisky: 'Opening this file can run a program',
  fileLooksLike: (type) => `Its content looks like ${type}`,
  enlarge: 'Enlarge',
  fileNotTaken: (name) => `${name} did not take it`,
  fileCancelled: 'Cancelled',
  fileDamaged: 'The file was damaged on its way and was discarded',
  fileUnreadable: 'The file could not be read',
  fileUnsaved: 'The file could not be saved',
  sayFileAt: (share) => `File: ${share}`,
  sayFileDone: 'File complete',
};

Object.assign(en, words);
updateWords();
