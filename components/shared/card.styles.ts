import { css } from 'lit';

/** One question or one answer, on a surface of its own: a title, a sentence or two, what can be done. Also as a dialog. */
export const card = css`
  dialog {
    inline-size: min(94vi, 27rem);
    padding: calc(var(--_space) * 5);
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) + 4px);
    background: var(--_surface);
    color: var(--_text);
    text-align: center;
    box-shadow: 0 16px 48px oklch(0 0 0 / 0.22);
  }
  dialog[open] {
    animation: arrive 180ms ease-out;
  }
  dialog::backdrop {
    background: oklch(0.2 0.02 265 / 0.4);
  }
  h2 {
    margin: 0;
    font-size: 1.125rem;
    font-weight: 620;
    line-height: 1.3;
    text-wrap: balance;
    overflow-wrap: anywhere;
  }
  h2:focus {
    outline: none;
  }
  p {
    margin: calc(var(--_space) * 2) 0 0;
    color: var(--_muted);
    text-wrap: pretty;
  }
  .note {
    font-size: 0.8125rem;
  }
  .wrong {
    color: var(--_danger);
  }
  @keyframes arrive {
    from {
      opacity: 0;
      transform: translateY(6px);
    }
  }
`;
