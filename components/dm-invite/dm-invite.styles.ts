import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    box-sizing: border-box;
    container-type: inline-size;
    /* Contained, it has no width of its own: a row of flex items would leave it none. */
    inline-size: 100%;
    max-inline-size: 27rem;
    padding: calc(var(--_space) * 5);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    text-align: center;
  }
  label {
    display: block;
    margin-block-start: calc(var(--_space) * 4);
    text-align: start;
    font-size: 0.8125rem;
    font-weight: 550;
  }
  input {
    display: block;
    inline-size: 100%;
    margin-block-start: var(--_space);
    min-block-size: var(--_target);
    padding-inline: calc(var(--_space) * 3);
    border: 1px solid color-mix(in oklab, var(--_border), var(--_text) 35%);
    border-radius: 10px;
    background: var(--_surface-2);
    color: var(--_text);
    font: inherit;
    font-size: 1rem;
    font-weight: 400;
    text-overflow: ellipsis;
  }
  .actions {
    margin-block-start: calc(var(--_space) * 4);
  }
`;
