import { css } from 'lit';

export const styles = css`
  :host {
    display: flex;
    flex: 1;
    align-items: center;
    gap: calc(var(--_space) * 2);
    min-inline-size: 0;
  }
  .middle {
    display: flex;
    flex: 1;
    align-items: center;
    gap: 8px;
    min-inline-size: 0;
  }
  dm-voice {
    flex: 1;
    min-inline-size: 0;
  }
  .dot {
    inline-size: 10px;
    block-size: 10px;
    border-radius: 50%;
    background: var(--_danger);
  }
  .time {
    font-variant-numeric: tabular-nums;
  }
  button {
    flex: none;
  }
  button.send {
    inline-size: calc(var(--_target) + 2px);
    min-block-size: calc(var(--_target) + 2px);
    border-radius: 50%;
    padding: 0;
  }
`;
