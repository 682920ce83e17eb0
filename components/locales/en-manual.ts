/** English, for `dm-manual` alone. Importing it makes the words known. */
import { en, type ManualWords } from './en.js';
import { updateWords } from './localize.js';

const words: ManualWords = {
  manualTitle: 'Meet without a server',
  manualBody: 'Make an invite and send it to one person. They send an answer back, and you are connected.',
  manualMake: 'Make an invite',
  manualPaste: 'What you were sent',
  manualTake: 'Continue',
  manualInvite: 'Your invite',
  manualInviteNote: 'Send this to one person, then paste their answer.',
  manualAnswer: 'Your answer',
  manualAnswerNote: (name) => `Send this back to ${name}, and keep this page open.`,
  manualBad: 'This text cannot be used. Copy all of it, or ask for a new one.',
  manualDone: (name) => `${name} is here now.`,
};

Object.assign(en, words);
updateWords();
