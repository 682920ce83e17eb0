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
  .mark {
    color: var(--_muted);
    inline-size: 56px;
    block-size: 56px;
    border-radius: 50%;
    background: var(--_surface-2);
    display: grid;
    place-items: center;
    margin-block-end: calc(var(--_space) * 2);
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
  .screen .actions {
    margin-block-start: calc(var(--_space) * 4);
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
`;
