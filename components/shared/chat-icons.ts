/** Icons of Lucide (https://lucide.dev, ISC licence) for a conversation, and for what surrounds one. */
import type { Icon } from './icons.js';

export const SEND: Icon = ['m5 12 7-7 7 7', 'M12 19V5'];
export const DOWN: Icon = ['M12 5v14', 'm19 12-7 7-7-7'];
export const CLOSE: Icon = ['M18 6 6 18', 'm6 6 12 12'];
export const CHECK: Icon = ['M20 6 9 17l-5-5'];
export const CHECK_CHECK: Icon = ['M18 6 7 17l-5-5', 'm22 10-7.5 7.5L13 16'];
export const REACT: Icon = [
  'M22 11v1a10 10 0 1 1-9-10',
  'M8 14s1.5 2 4 2 4-2 4-2',
  'M9 9h.01',
  'M15 9h.01',
  'M16 5h6',
  'M19 2v6',
];
export const REPLY: Icon = ['M20 18v-2a4 4 0 0 0-4-4H4', 'm9 17-5-5 5-5'];
export const COPY: Icon = [
  'M10 8h10a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H10a2 2 0 0 1-2-2V10a2 2 0 0 1 2-2z',
  'M4 16c-1.1 0-2-.9-2-2V4c0-1.1.9-2 2-2h10c1.1 0 2 .9 2 2',
];
export const DELETE: Icon = [
  'M10 11v6',
  'M14 11v6',
  'M19 6v14a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V6',
  'M3 6h18',
  'M8 6V4a2 2 0 0 1 2-2h4a2 2 0 0 1 2 2v2',
];
export const ATTACH: Icon = [
  'm16 6-8.414 8.586a2 2 0 0 0 2.829 2.829l8.414-8.586a4 4 0 1 0-5.657-5.657l-8.379 8.551a6 6 0 1 0 8.485 8.485l8.379-8.551',
];
export const MIC: Icon = ['M12 19v3', 'M19 10v2a7 7 0 0 1-14 0v-2', 'M9 5a3 3 0 0 1 6 0v7a3 3 0 0 1-6 0z'];
export const BACK: Icon = ['m12 19-7-7 7-7', 'M19 12H5'];
export const CLOCK: Icon = ['M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20', 'M12 6v6l4 2'];
export const ALERT: Icon = ['M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20', 'M12 8v4', 'M12 16h.01'];
