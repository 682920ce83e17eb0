import { css } from 'lit';

/** Lines of somebody else's words: each is cut where the room ends. */
export const lines = css`
  .lines > * {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
`;
