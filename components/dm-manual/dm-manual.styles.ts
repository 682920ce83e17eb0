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
  textarea {
    display: block;
    inline-size: 100%;
    margin-block-start: var(--_space);
    block-size: 5.5rem;
    box-sizing: border-box;
    padding: calc(var(--_space) * 2) calc(var(--_space) * 3);
    resize: vertical;
    overflow-wrap: anywhere;
    border: 1px solid color-mix(in oklab, var(--_border), var(--_text) 35%);
    border-radius: 10px;
    background: var(--_surface-2);
    color: var(--_text);
    /* Not below 16 px, where phones zoom into the field. */
    font:
      400 1rem ui-monospace,
      monospace;
  }
  .actions {
    margin-block-start: calc(var(--_space) * 4);
  }
  /* A description is a long text: a code that a camera can tell apart needs the room. */
  .qr {
    inline-size: 100%;
  }
`;
