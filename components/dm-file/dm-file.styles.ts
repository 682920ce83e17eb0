import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    min-inline-size: min(15rem, 100%);
    max-inline-size: 100%;
    /* Of the bubble around it: what is ours is light on the accent. */
    color: inherit;
  }
  .row {
    display: flex;
    align-items: center;
    gap: calc(var(--_space) * 2.5);
  }
  .about {
    flex: 1;
    min-inline-size: 0;
  }
  .base {
    outline: none;
  }
  .folder {
    overflow-wrap: anywhere;
  }
  .name {
    display: block;
    font-weight: 600;
    overflow-wrap: anywhere;
    line-height: 1.3;
  }
  .meta,
  .note {
    margin: 0;
    font-size: 0.8125rem;
    line-height: 1.4;
    font-variant-numeric: tabular-nums;
  }
  .note {
    margin-block-start: 4px;
  }
  .warning {
    display: flex;
    gap: 6px;
    font-weight: 600;
  }
  .warning svg {
    inline-size: 16px;
    block-size: 16px;
    margin-block-start: 1px;
  }
  progress {
    inline-size: 100%;
    block-size: 6px;
    margin-block-start: 8px;
    /* The browser's own has a light track on a dark page in Firefox, and next to no bar in Chromium. */
    appearance: none;
    border: 1px solid;
    border-radius: 3px;
    background: none;
    overflow: hidden;
  }
  progress::-webkit-progress-bar {
    background: none;
  }
  progress::-webkit-progress-value {
    background: currentColor;
  }
  progress::-moz-progress-bar {
    background: currentColor;
  }
  @media (forced-colors: active) {
    progress {
      color: CanvasText;
      forced-color-adjust: none;
    }
  }
  .actions {
    justify-content: flex-start;
    margin-block-start: 8px;
  }
  .actions button,
  .actions a {
    min-block-size: max(28px, calc(var(--_target) - 6px));
    padding-inline: 12px;
    border: 1px solid currentColor;
    border-radius: calc(var(--_target) / 2);
    background: none;
    color: inherit;
    font-size: 0.8125rem;
    font-weight: 550;
    text-decoration: none;
    display: inline-flex;
    align-items: center;
    gap: 6px;
  }
  .actions button:hover,
  .actions a:hover {
    background: color-mix(in oklab, currentColor 12%, transparent);
  }
  @media (pointer: coarse) {
    .actions button,
    .actions a {
      min-block-size: var(--_target);
    }
  }
  .actions svg {
    inline-size: 16px;
    block-size: 16px;
  }
  :focus-visible {
    outline-color: currentColor;
  }
  .preview {
    display: block;
    padding: 0;
    margin: 2px 0 8px;
    border: 0;
    border-radius: 10px;
    overflow: hidden;
    background: none;
    min-block-size: 24px;
    cursor: zoom-in;
  }
  .preview img {
    display: block;
    max-inline-size: 100%;
    max-block-size: 15rem;
  }
  dialog {
    padding: 0;
    border: 0;
    border-radius: 10px;
    max-inline-size: 96vi;
    max-block-size: 96vb;
    background: var(--_surface);
    color: var(--_text);
  }
  dialog::backdrop {
    background: oklch(0.1 0 0 / 0.75);
  }
  dialog img {
    display: block;
    max-inline-size: 96vi;
    max-block-size: calc(96vb - 3.5rem);
  }
  dialog form {
    display: flex;
    justify-content: flex-end;
    padding: 6px;
  }
`;
