import { css } from 'lit';

export const styles = css`
  dialog {
    padding: calc(var(--_space) * 6);
    text-wrap: balance;
  }
  .avatar {
    inline-size: 56px;
    block-size: 56px;
    margin: 0 auto calc(var(--_space) * 3);
    font-size: 1.375rem;
  }
  p {
    text-wrap: inherit;
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
    flex-wrap: wrap;
    align-items: center;
    margin-block-start: calc(var(--_space) * 4);
    font-size: 0.8125rem;
    color: var(--_muted);
  }
  .more span {
    flex: 1 1 4rem;
  }
  .more button {
    flex: none;
    font-size: inherit;
    padding-inline: calc(var(--_space) * 2);
  }
`;
