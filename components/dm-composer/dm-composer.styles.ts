import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    padding: calc(var(--_space) * 2) calc(var(--_space) * 3) calc(var(--_space) * 3);
  }
  form {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-end;
    gap: calc(var(--_space) * 2);
  }
  .quote {
    flex: 1 0 100%;
    min-inline-size: 0;
    display: flex;
    align-items: center;
    gap: calc(var(--_space) * 2);
    padding-inline-start: calc(var(--_space) * 3);
    border-inline-start: 3px solid var(--_accent);
    font-size: 0.8125rem;
    line-height: 1.35;
  }
  .quote p {
    flex: 1;
    min-inline-size: 0;
    margin: 0;
  }
  .quote b {
    font-weight: 620;
    color: var(--_accent);
  }
  .quote span {
    color: var(--_muted);
  }
  .box {
    flex: 1;
    min-inline-size: 0;
    display: flex;
    align-items: flex-end;
    background: var(--_surface-2);
    border: 1px solid var(--_border);
    border-radius: calc(var(--_target) / 2 + 1px);
    transition: border-color 150ms ease-out;
  }
  .box:focus-within {
    border-color: var(--_focus);
    box-shadow: 0 0 0 1px var(--_focus);
  }
  textarea {
    flex: 1;
    min-inline-size: 0;
    field-sizing: content;
    resize: none;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    line-height: 1.4;
    min-block-size: var(--_target);
    max-block-size: calc(10lh + 16px);
    padding: calc((var(--_target) - 1.4em) / 2) 14px;
    overflow-y: auto;
    scrollbar-width: thin;
  }
  /* The box around it shows the focus. Forced colours take its shadow away. */
  @media not (forced-colors: active) {
    textarea:focus-visible {
      outline: 0;
    }
  }
  @media (pointer: coarse) {
    textarea {
      /* iOS zooms in on anything smaller. */
      font-size: max(1rem, 16px);
    }
  }
  textarea::placeholder {
    color: var(--_muted);
    opacity: 1;
  }
  [part='attach'],
  [part='voice'] {
    flex: none;
    min-block-size: calc(var(--_target) + 2px);
  }
  button.send {
    inline-size: calc(var(--_target) + 2px);
    min-block-size: calc(var(--_target) + 2px);
    border-radius: 50%;
    padding: 0;
    flex: none;
  }
  .counter {
    align-self: center;
    padding-inline-end: 12px;
    font-size: 0.75rem;
    font-variant-numeric: tabular-nums;
    color: var(--_muted);
    white-space: nowrap;
  }
  .counter.over {
    color: var(--_danger);
    font-weight: 600;
  }
`;
