import { css, unsafeCSS, type CSSResult } from 'lit';
import { HUES } from './avatar.js';

/** One rule for each hue: style attributes are not ours to use under a strict policy. The steps begin at red. */
const rules = Array.from(
  { length: HUES },
  (_, step) => `.avatar[data-hue='${step}'] { --_hue: ${12 + (step * 360) / HUES}; }`,
).join('\n');

export const avatar: CSSResult = css`
  .avatar {
    --_hue: 262;
    inline-size: 36px;
    block-size: 36px;
    flex: none;
    border-radius: 50%;
    display: grid;
    place-items: center;
    font-weight: 600;
    background: light-dark(oklch(0.92 0.05 var(--_hue)), oklch(0.38 0.07 var(--_hue)));
    color: light-dark(oklch(0.42 0.12 var(--_hue)), oklch(0.92 0.05 var(--_hue)));
  }
  ${unsafeCSS(rules)}
`;
