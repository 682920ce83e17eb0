import { css } from 'lit';

export const styles = css`
  :host {
    display: contents;
  }
  dialog {
    max-block-size: min(94vb, 44rem);
  }
  .close {
    position: absolute;
    inset-block-start: calc(var(--_space) * 2);
    inset-inline-end: calc(var(--_space) * 2);
  }
  h2 {
    padding-inline: calc(var(--_space) * 6);
  }
  .switch {
    display: inline-flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 2px;
    margin-block-start: calc(var(--_space) * 3);
    padding: 3px;
    border-radius: calc(var(--_target) / 2 + 3px);
    background: var(--_surface-2);
  }
  .switch button {
    min-block-size: max(24px, calc(var(--_target) - 6px));
    padding-inline: calc(var(--_space) * 4);
    background: none;
    font-size: 0.8125rem;
    color: var(--_muted);
  }
  @media (pointer: coarse) {
    .switch button,
    .language select {
      min-block-size: var(--_target);
    }
  }
  .switch button[aria-pressed='true'] {
    background: var(--_surface);
    color: var(--_text);
    box-shadow: 0 1px 3px oklch(0 0 0 / 0.16);
  }
  /* As high with numbers as with emoji: nothing jumps. */
  .stage {
    min-block-size: 13rem;
    margin-block-start: calc(var(--_space) * 2);
    display: flex;
    flex-direction: column;
    justify-content: center;
  }
  .grid {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: calc(var(--_space) * 2);
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .grid li {
    min-inline-size: calc((100% - var(--_space) * 6) / 4);
    max-inline-size: 100%;
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: var(--_space);
  }
  .emoji {
    font-size: 2rem;
    line-height: 1.2;
  }
  .word {
    font-size: 0.8125rem;
    line-height: 1.25;
    font-weight: 550;
    overflow-wrap: anywhere;
    hyphens: auto;
  }
  .language {
    display: inline-flex;
    align-self: center;
    align-items: center;
    gap: calc(var(--_space) * 2);
    margin-block-start: calc(var(--_space) * 3);
    font-size: 0.8125rem;
    color: var(--_muted);
  }
  select {
    font: inherit;
    color: var(--_text);
    background: var(--_surface-2);
    border: 1px solid var(--_border);
    border-radius: 8px;
    min-block-size: 28px;
    padding-inline: var(--_space);
  }
  .digits {
    font-variant-numeric: tabular-nums;
    color: var(--_text);
  }
  .digits p {
    color: inherit;
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
  }
  .short {
    gap: calc(var(--_space) * 5);
    font-size: 1.75rem;
    font-weight: 600;
  }
  .digits .long {
    margin-block-start: calc(var(--_space) * 5);
    gap: calc(var(--_space) * 1.5) calc(var(--_space) * 4);
    max-inline-size: 15rem;
    margin-inline: auto;
    color: var(--_muted);
  }
  .actions {
    margin-block-start: calc(var(--_space) * 3);
  }
  .actions button {
    flex: 1 1 auto;
    padding-inline: calc(var(--_space) * 3);
  }
  button.outlined {
    background: none;
    border-color: var(--_border);
  }
  button.outlined:hover {
    background: var(--_surface-2);
  }
  .wrong {
    font-weight: 550;
  }
  .waiting {
    margin-block-start: calc(var(--_space) * 4);
    color: var(--_text);
    font-weight: 550;
  }
  .note {
    margin-block-start: calc(var(--_space) * 3);
  }
  .mark {
    inline-size: 56px;
    block-size: 56px;
    margin: 0 auto calc(var(--_space) * 3);
    border-radius: 50%;
    display: grid;
    place-items: center;
    background: color-mix(in oklab, var(--_surface), var(--_ok) 14%);
    color: var(--_ok);
  }
  .mark svg {
    inline-size: 28px;
    block-size: 28px;
  }
  @media (forced-colors: active) {
    .switch button[aria-pressed='true'] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
`;
