import { css } from 'lit';

/** Lines of somebody else's words: each is cut where the room ends, and keeps its own direction. */
export const lines = css`
  .lines > * {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    unicode-bidi: isolate;
    text-align: match-parent;
  }
`;
