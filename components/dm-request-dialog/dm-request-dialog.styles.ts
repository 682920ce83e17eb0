import { css } from 'lit';

export const styles = css`
  dialog {
    inline-size: min(92vi, 26rem);
    padding: calc(var(--_space) * 6);
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) + 4px);
    background: var(--_surface);
    color: var(--_text);
    text-align: center;
    text-wrap: balance;
    box-shadow: 0 16px 48px oklch(0 0 0 / 0.22);
  }
  dialog[open] {
    animation: arrive 180ms ease-out;
  }
  dialog::backdrop {
    background: oklch(0.2 0.02 265 / 0.4);
  }
  .avatar {
    inline-size: 56px;
    block-size: 56px;
    margin: 0 auto calc(var(--_space) * 3);
    font-size: 1.375rem;
  }
  h2 {
    margin: 0;
    font-size: 1.125rem;
    font-weight: 620;
    line-height: 1.3;
    overflow-wrap: anywhere;
  }
  h2:focus {
    outline: none;
  }
  p {
    margin: calc(var(--_space) * 2) 0 0;
    color: var(--_muted);
  }
  .id {
    font-size: 0.8125rem;
    overflow-wrap: anywhere;
  }
  .time {
    font-size: 0.8125rem;
    font-variant-numeric: tabular-nums;
  }
  .actions {
    margin-block-start: calc(var(--_space) * 5);
  }
  .actions button {
    flex: 1 1 auto;
  }
  .more {
    display: flex;
    justify-content: space-between;
    align-items: center;
    margin-block-start: calc(var(--_space) * 4);
    font-size: 0.8125rem;
    color: var(--_muted);
  }
  .more button {
    font-size: inherit;
    padding-inline: calc(var(--_space) * 2);
  }
  @keyframes arrive {
    from {
      opacity: 0;
      transform: translateY(6px);
    }
  }
`;
