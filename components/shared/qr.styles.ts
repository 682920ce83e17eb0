import { css } from 'lit';

/** A code to be scanned, and the camera's picture beside it. */
export const qr = css`
  .qr {
    inline-size: min(100%, 13rem);
    block-size: auto;
    aspect-ratio: 1;
    margin: calc(var(--_space) * 2) auto 0;
    border-radius: 10px;
    border: 1px solid var(--_border);
    forced-color-adjust: none;
  }
  .camera {
    inline-size: 100%;
    max-block-size: 15rem;
    margin-block-start: calc(var(--_space) * 2);
    border-radius: 10px;
    background: oklch(0.2 0 0);
    object-fit: cover;
  }
`;
