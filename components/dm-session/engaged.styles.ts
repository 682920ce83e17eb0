import { css } from 'lit';

/** What is only seen from the first request on. */
export const styles = css`
  .banner {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--_space) * 2);
    padding: calc(var(--_space) * 2) calc(var(--_space) * 4);
    font-size: 0.8125rem;
    background: color-mix(in oklab, var(--_surface), var(--_warn) 14%);
    border-block-end: 1px solid var(--_border);
    font-variant-numeric: tabular-nums;
  }
  .banner svg {
    inline-size: 16px;
    block-size: 16px;
    color: var(--_warn);
  }
  .banner span {
    flex: 1 1 14rem;
  }
  .mark.danger {
    color: var(--_danger);
  }
  .mark.busy {
    position: relative;
    background: none;
  }
  .mark.busy::before {
    content: '';
    position: absolute;
    inset: 0;
    border-radius: 50%;
    border: 2px solid var(--_border);
    border-block-start-color: var(--_accent);
    animation: turn 1.1s linear infinite;
  }
  summary {
    min-block-size: 24px;
    margin-block-start: calc(var(--_space) * 2);
    cursor: pointer;
    color: var(--_text);
    font-weight: 550;
  }
  @media (pointer: coarse) {
    summary {
      min-block-size: var(--_target);
      align-content: center;
    }
  }
  .verify {
    padding-inline: calc(var(--_space) * 3.5);
    font-size: 0.875rem;
  }
  .drop {
    position: absolute;
    inset: calc(var(--_space) * 2);
    z-index: 2;
    display: grid;
    place-content: center;
    justify-items: center;
    gap: calc(var(--_space) * 2);
    border: 2px dashed var(--_accent);
    border-radius: var(--_radius);
    background: color-mix(in oklab, var(--_surface), transparent 8%);
    font-weight: 600;
    pointer-events: none;
  }
  @keyframes turn {
    to {
      transform: rotate(1turn);
    }
  }
  /* Words beside a name need room; the icons say it too, and the names stay for screen readers. */
  @container (inline-size < 560px) {
    header .danger {
      inline-size: var(--_target);
      padding: 0;
    }
    header:has(.verify) dm-status {
      --_status-extra: none;
    }
    header .danger .button-label,
    header .verify svg {
      display: none;
    }
  }
`;
