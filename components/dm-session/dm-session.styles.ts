import { css } from 'lit';

export const styles = css`
  :host {
    display: flex;
    flex-direction: column;
    container-type: inline-size;
    block-size: 32rem;
    min-block-size: 16rem;
    background: var(--_surface);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    overflow: hidden;
    position: relative;
  }
  .base {
    display: flex;
    flex-direction: column;
    flex: 1;
    min-block-size: 0;
  }
  header {
    display: flex;
    align-items: center;
    gap: calc(var(--_space) * 3);
    padding: calc(var(--_space) * 2.5) calc(var(--_space) * 3) calc(var(--_space) * 2.5) calc(var(--_space) * 4);
    border-block-end: 1px solid var(--_border);
  }
  .who {
    flex: 1;
    min-inline-size: 0;
    display: flex;
    flex-direction: column;
  }
  .name {
    margin: 0;
    font-size: 1rem;
    font-weight: 600;
    line-height: 1.3;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    unicode-bidi: isolate;
    /* A name in other letters stands where names stand here. */
    text-align: match-parent;
  }
  .banner {
    display: flex;
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
    flex: 1;
  }
  .body {
    flex: 1;
    min-block-size: 0;
    display: flex;
    flex-direction: column;
  }
  .screen {
    flex: 1;
    overflow-y: auto;
    display: flex;
    flex-direction: column;
    align-items: center;
    /* Centred where there is room, and never cut off where there is none. */
    justify-content: safe center;
    gap: calc(var(--_space) * 2);
    padding: calc(var(--_space) * 6);
    text-align: center;
    text-wrap: balance;
    overflow-wrap: anywhere;
    animation: appear 180ms ease-out;
  }
  .screen > svg,
  .mark {
    inline-size: 28px;
    block-size: 28px;
    color: var(--_muted);
  }
  .mark {
    inline-size: 56px;
    block-size: 56px;
    border-radius: 50%;
    background: var(--_surface-2);
    display: grid;
    place-items: center;
    margin-block-end: calc(var(--_space) * 2);
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
  .screen h2 {
    margin: 0;
    font-size: 1.125rem;
    font-weight: 620;
    line-height: 1.3;
  }
  .screen > *,
  .screen .actions > * {
    max-inline-size: 100%;
  }
  .screen h2:focus {
    outline: none;
  }
  .screen .text {
    max-inline-size: 40ch;
    color: var(--_muted);
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
  .screen .actions {
    margin-block-start: calc(var(--_space) * 4);
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
  .quiet {
    color: var(--_muted);
    font-size: 0.875rem;
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
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
  @container (inline-size < 360px) {
    header .avatar {
      display: none;
    }
    .screen {
      padding: calc(var(--_space) * 4);
    }
  }
  @container (inline-size >= 720px) {
    .body {
      inline-size: 100%;
      max-inline-size: 860px;
      margin-inline: auto;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .mark.busy::before {
      border-block-start-color: var(--_accent);
    }
  }
`;
