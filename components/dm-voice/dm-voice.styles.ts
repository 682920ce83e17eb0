import { css } from 'lit';

export const styles = css`
  :host {
    color: inherit;
    display: flex;
    align-items: center;
    gap: calc(var(--_space) * 2);
    min-inline-size: min(15rem, 100%);
  }
  button {
    flex: none;
    color: inherit;
  }
  .track {
    position: relative;
    flex: 1;
    min-inline-size: 0;
    block-size: 32px;
    border-radius: 4px;
  }
  @media (pointer: coarse) {
    .track {
      block-size: var(--_target);
    }
  }
  .track:focus-within {
    outline: 2px solid currentColor;
    outline-offset: 2px;
  }
  svg[part='waveform'] {
    inline-size: 100%;
    block-size: 100%;
    fill: currentColor;
  }
  .ahead {
    opacity: 0.5;
  }
  input {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  .time {
    font-size: 0.8125rem;
    font-variant-numeric: tabular-nums;
  }
`;
