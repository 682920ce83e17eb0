import { css } from 'lit';

export const styles = css`
  :host {
    flex: 1 0 100%;
    min-inline-size: 0;
    display: flex;
    flex-direction: column;
    gap: calc(var(--_space) * 2);
  }
  /* Only what is spoken is left: no gap in the row that it stands in. */
  :host(:not(:state(filled), :state(choosing))) {
    position: absolute;
  }
  .sources {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 2);
  }
  ul {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 1.5);
    max-block-size: 9rem;
    margin: 0;
    padding: 0;
    overflow-y: auto;
    list-style: none;
  }
  .note {
    margin: 0;
    font-size: 0.8125rem;
    line-height: 1.4;
  }
  li {
    display: flex;
    align-items: center;
    gap: calc(var(--_space) * 2);
    max-inline-size: 100%;
    box-sizing: border-box;
    padding-inline-start: calc(var(--_space) * 2.5);
    background: var(--_surface-2);
    border: 1px solid var(--_border);
    border-radius: 10px;
    font-size: 0.8125rem;
    line-height: 1.35;
  }
  li > svg {
    flex: none;
  }
  .about {
    min-inline-size: 0;
  }
  .size {
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
  }
  li button {
    flex: none;
  }
`;
