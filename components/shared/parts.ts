/**
 * Parts of the elements inside, for a page's style sheet: `part` of a child is `child__part` outside, however deep the
 * child is. The values of `exportparts`.
 */
import { STATUS_PARTS } from './status-parts.js';

const exported = (child: string, parts: string): string =>
  parts
    .split(' ')
    .map((part) => `${part}:${child}__${part}`)
    .join();

/** Those that a child exports itself, handed on under the same names. */
const handedOn = (...exports: readonly string[]): string =>
  exports
    .join()
    .split(',')
    .map((each) => each.replace(/.*:/, ''))
    .join();

export const VOICE_PARTS = exported('voice', 'play waveform time');
export const FILE_PARTS = `${exported('file', 'base name meta bar preview actions')},${handedOn(VOICE_PARTS)}`;
export const MESSAGE_PARTS = `${exported('message', 'bubble quote text reactions time status')},${handedOn(FILE_PARTS)}`;
export const LIST_PARTS = `${exported('list', 'scroller day separator toolbar pill')},${handedOn(MESSAGE_PARTS)}`;
export const COMPOSER_PARTS = exported('composer', 'base quote field attach tray voice send counter');
export const VERIFY_PARTS = exported('verify', 'dialog grid item word digits qr scan match mismatch');
export const SESSION_PARTS = `${exported('session', 'base header title status verify end banner body tombstone list composer')},${handedOn(
  STATUS_PARTS,
  VERIFY_PARTS,
  LIST_PARTS,
  COMPOSER_PARTS,
)}`;
