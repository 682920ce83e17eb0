import { css } from 'lit';

export const styles = css`
  :host {
    display: inline-flex;
    flex-direction: column;
    align-items: flex-start;
    gap: var(--_space);
  }
  button[aria-disabled='true'] {
    color: var(--_muted);
    cursor: default;
  }
  .presence {
    position: relative;
  }
  :host(:state(online)) .presence::after {
    content: '';
    position: absolute;
    inset-block-start: -2px;
    inset-inline-end: -3px;
    inline-size: 9px;
    block-size: 9px;
    border: 2px solid var(--_accent);
    border-radius: 50%;
    background: light-dark(oklch(0.85 0.19 150), oklch(0.5 0.16 150));
  }
  .hint {
    padding-inline: var(--_space);
    font-size: 0.8125rem;
    color: var(--_muted);
  }
`;
