/**
 * Icons of Lucide (https://lucide.dev, ISC licence), drawn inline: no request, no font, `currentColor`. Here are those
 * that a page shows before anybody talks; the others are loaded with what shows them.
 */
import { svg, html, type SVGTemplateResult, type TemplateResult } from 'lit';

/** The lines that make an icon, on a field of 24 by 24. */
export type Icon = readonly string[];

const OUTLINE =
  'M20 13c0 5-3.5 7.5-7.66 8.95a1 1 0 0 1-.67-.01C7.5 20.5 4 18 4 13V6a1 1 0 0 1 1-1c2 0 4.5-1.2 6.24-2.72a1.17 1.17 0 0 1 1.52 0C14.51 3.81 17 5 19 5a1 1 0 0 1 1 1z';

export const LOCK: Icon = [
  'M7 11V7a5 5 0 0 1 10 0v4',
  'M5 11h14a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2z',
];
export const SHIELD: Icon = [OUTLINE];
export const SHIELD_CHECK: Icon = [OUTLINE, 'm9 12 2 2 4-4'];
export const CHAT: Icon = [
  'M2.992 16.342a2 2 0 0 1 .094 1.167l-1.065 3.29a1 1 0 0 0 1.236 1.168l3.413-.998a2 2 0 0 1 1.099.092 10 10 0 1 0-4.777-4.719',
];
export const OFFLINE: Icon = [
  'M12 20h.01',
  'M8.5 16.429a5 5 0 0 1 7 0',
  'M5 12.859a10 10 0 0 1 5.17-2.69',
  'M19 12.859a10 10 0 0 0-2.007-1.523',
  'M2 8.82a15 15 0 0 1 4.177-2.643',
  'M22 8.82a15 15 0 0 0-11.288-3.764',
  'm2 2 20 20',
];
export const ERASED: Icon = [
  'M21 21H8a2 2 0 0 1-1.42-.587l-3.994-3.999a2 2 0 0 1 0-2.828l10-10a2 2 0 0 1 2.829 0l5.999 6a2 2 0 0 1 0 2.828L12.834 21',
  'm5.082 11.09 8.828 8.828',
];

const draw = (path: string): SVGTemplateResult => svg`<path d=${path} />`;

/** Decoration only: the words stand beside it. */
export const icon = (lines: Icon): TemplateResult =>
  html`<svg
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    ${lines.map(draw)}
  </svg>`;
