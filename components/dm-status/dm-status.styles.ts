import { css } from 'lit';

export const styles = css`
  :host {
    display: inline-flex;
    min-inline-size: 0;
    max-inline-size: 100%;
    color: var(--_muted);
    font-size: 0.8125rem;
    line-height: 1.3;
  }
  .line {
    display: inline-flex;
    align-items: center;
    gap: calc(var(--_space) * 1.25);
    min-inline-size: 0;
  }
  .label {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .label::first-letter {
    text-transform: uppercase;
  }
  /* Where there is little room, whoever shows this line may leave all but the main word out. */
  .extra {
    display: var(--_status-extra, inline);
  }
  svg {
    inline-size: 14px;
    block-size: 14px;
  }
  :host(:state(verified)) {
    color: var(--_ok);
  }
  :host(:state(reconnecting)) {
    color: var(--_warn);
  }
`;
