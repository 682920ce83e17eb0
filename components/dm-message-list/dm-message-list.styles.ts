import { css } from 'lit';

export const styles = css`
  :host {
    display: flex;
    flex-direction: column;
    position: relative;
    min-block-size: 0;
    flex: 1;
  }
  /*
   * Reversed, the end is where scrolling begins: it stays in view while rows come, grow or get their first layout, and
   * no script has to measure anything. A short conversation sits above the composer, as people know it.
   */
  .scroller {
    flex: 1;
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    /* Firefox draws a white one beside dark messages. */
    scrollbar-color: var(--_muted) transparent;
    padding: calc(var(--_space) * 3) calc(var(--_space) * 4);
    display: flex;
    flex-direction: column-reverse;
  }
  :host(:state(at-end)) .scroller {
    overflow-anchor: none;
  }
  .scroller:focus-visible {
    outline-offset: -2px;
  }
  .content {
    flex: none;
  }
  /* What is read are the messages: they stay in place, whatever comes around them. */
  .intro,
  .earlier,
  .day,
  .new {
    overflow-anchor: none;
  }
  ol {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  .intro {
    margin: 0 auto calc(var(--_space) * 2);
    max-inline-size: 44ch;
    text-align: center;
    text-wrap: balance;
    font-size: 0.8125rem;
    color: var(--_muted);
  }
  .day,
  .new {
    display: flex;
    align-items: center;
    gap: calc(var(--_space) * 3);
    margin-block: calc(var(--_space) * 4) 0;
    font-size: 0.75rem;
    font-weight: 550;
    color: var(--_muted);
    justify-content: center;
  }
  .day {
    display: block;
    text-align: center;
  }
  .day::first-letter {
    text-transform: uppercase;
  }
  .new {
    color: var(--_accent);
  }
  .new::before,
  .new::after {
    content: '';
    flex: 1;
    block-size: 1px;
    background: currentColor;
    opacity: 0.35;
  }
  /* Rows out of view cost next to nothing, and keep the size that they had when they were last in view. */
  .far {
    content-visibility: auto;
    contain-intrinsic-block-size: auto 44px;
  }
  /* The toolbar and the ring of the focus reach out of their row. */
  .far:hover,
  .far:focus-within {
    content-visibility: visible;
  }
  .row:focus,
  .row:focus-visible {
    outline: none;
  }
  .row:focus-visible dm-message::part(bubble) {
    outline: 2px solid var(--_focus);
    outline-offset: 2px;
  }
  .toolbar {
    display: flex;
    z-index: 1;
    padding: 2px;
    border: 1px solid var(--_border);
    border-radius: 10px;
    background: var(--_surface);
    box-shadow: 0 2px 10px oklch(0 0 0 / 0.12);
  }
  .toolbar button {
    inline-size: 30px;
    min-block-size: 28px;
    border-radius: 7px;
  }
  .toolbar .emoji {
    font-size: 1.0625rem;
  }
  .toolbar .emoji[aria-pressed='true'] {
    background: color-mix(in oklab, var(--_surface), var(--_accent) 24%);
  }
  @media (pointer: coarse) {
    .toolbar button {
      inline-size: 44px;
      min-block-size: 44px;
    }
  }
  .toolbar svg {
    inline-size: 16px;
    block-size: 16px;
  }
  .typing {
    min-block-size: 26px;
    padding-block-start: calc(var(--_space) * 2);
    font-size: 0.8125rem;
    color: var(--_muted);
  }
  .dots {
    display: inline-flex;
    gap: 4px;
    padding: 10px 12px;
    border-radius: var(--_radius);
    background: var(--_peer);
  }
  .dots i {
    inline-size: 6px;
    block-size: 6px;
    border-radius: 50%;
    background: var(--_muted);
    animation: breathe 1.2s ease-in-out infinite;
  }
  .dots i:nth-child(2) {
    animation-delay: 150ms;
  }
  .dots i:nth-child(3) {
    animation-delay: 300ms;
  }
  @keyframes breathe {
    50% {
      opacity: 0.3;
    }
  }
  .pill {
    position: absolute;
    inset-block-end: calc(var(--_space) * 3);
    inset-inline: 0;
    margin-inline: auto;
    inline-size: fit-content;
    background: var(--_surface);
    border-color: var(--_border);
    box-shadow: 0 4px 16px oklch(0 0 0 / 0.14);
    font-size: 0.8125rem;
  }
  .pill svg {
    inline-size: 16px;
    block-size: 16px;
  }
  .earlier {
    margin: 0 auto calc(var(--_space) * 3);
    display: block;
    font-size: 0.8125rem;
  }
`;
