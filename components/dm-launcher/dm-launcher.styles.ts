import { css } from 'lit';

export const styles = css`
  :host {
    display: contents;
  }
  .button {
    position: fixed;
    z-index: 2147483000;
    inset-block-end: max(20px, env(safe-area-inset-bottom));
    inset-inline-end: max(20px, env(safe-area-inset-right));
    inline-size: 56px;
    min-block-size: 56px;
    padding: 0;
    border-radius: 50%;
    box-shadow:
      0 2px 6px oklch(0 0 0 / 0.16),
      0 8px 24px oklch(0 0 0 / 0.18);
  }
  [data-placement='bottom-start'] {
    inset-inline: max(20px, env(safe-area-inset-left)) auto !important;
  }
  .button svg {
    inline-size: 24px;
    block-size: 24px;
  }
  .badge {
    min-inline-size: 20px;
    block-size: 20px;
    padding-inline: 6px;
    border-radius: 10px;
    display: inline-grid;
    place-items: center;
    background: var(--_danger);
    color: light-dark(oklch(1 0 0), oklch(0.2 0.05 25));
    font-size: 0.75rem;
    font-weight: 650;
    line-height: 1;
    font-variant-numeric: tabular-nums;
  }
  .button .badge {
    position: absolute;
    inset-block-start: -4px;
    inset-inline-end: -4px;
    box-shadow: 0 0 0 2px var(--_surface);
  }
  .panel {
    position: fixed;
    z-index: 2147483000;
    inset-block-end: calc(max(20px, env(safe-area-inset-bottom)) + 68px);
    inset-inline-end: max(20px, env(safe-area-inset-right));
    inline-size: min(400px, 100vi - 40px);
    block-size: min(620px, 100dvb - 120px);
    display: flex;
    flex-direction: column;
    overflow: hidden;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    box-shadow:
      0 2px 6px oklch(0 0 0 / 0.1),
      0 16px 48px oklch(0 0 0 / 0.2);
    animation: rise 180ms ease-out;
  }
  .panel:focus {
    outline: none;
  }
  .panel[hidden] {
    display: none;
  }
  .panel dm-session {
    flex: 1;
    block-size: auto;
    min-block-size: 0;
    border: 0;
    border-radius: 0;
  }
  .ways {
    display: flex;
  }
  .head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    padding: calc(var(--_space) * 2) calc(var(--_space) * 2) calc(var(--_space) * 2) calc(var(--_space) * 5);
  }
  h2 {
    margin: 0;
    font-size: 1.0625rem;
    font-weight: 620;
  }
  ul {
    margin: 0;
    padding: 0 calc(var(--_space) * 2) calc(var(--_space) * 2);
    list-style: none;
    overflow-y: auto;
  }
  .entry {
    inline-size: 100%;
    justify-content: flex-start;
    gap: calc(var(--_space) * 3);
    padding: calc(var(--_space) * 2) calc(var(--_space) * 3);
    border-radius: 12px;
    background: none;
    font-weight: inherit;
    text-align: start;
  }
  .who {
    flex: 1;
    min-inline-size: 0;
    display: flex;
    flex-direction: column;
  }
  b {
    font-weight: 600;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .nobody {
    flex: 1;
    display: grid;
    place-items: center;
    padding: calc(var(--_space) * 6);
    color: var(--_muted);
    text-align: center;
  }
  @keyframes rise {
    from {
      opacity: 0;
      transform: translateY(8px);
    }
  }
  /* On a phone the panel is the page. */
  @media (width < 480px) {
    .panel,
    .panel[data-placement] {
      inset: var(--_top) 0 auto !important;
      inline-size: auto;
      block-size: var(--_height);
      border: 0;
      border-radius: 0;
    }
    :host(:state(open)) .button {
      display: none;
    }
  }
`;
