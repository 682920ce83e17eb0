import { css } from 'lit';

export const styles = css`
  :host {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    padding-block-start: 2px;
  }
  :host([data-group='first']),
  :host([data-group='single']) {
    padding-block-start: calc(var(--_space) * 3);
  }
  :host(:state(out)) {
    align-items: flex-end;
  }
  .place {
    position: relative;
    max-inline-size: min(calc(100% - 32px), 60ch);
  }
  .bubble {
    padding: 8px 12px;
    background: var(--_peer);
    color: var(--_on-peer);
    border-radius: var(--_radius);
    overflow-wrap: anywhere;
  }
  :host([data-arriving]) .bubble {
    animation: arrive 160ms ease-out;
  }
  .text[dir] {
    display: block;
    white-space: pre-wrap;
    unicode-bidi: plaintext;
    text-align: start;
  }
  :host(:state(out)) .bubble {
    background: var(--_mine);
    color: var(--_on-mine);
  }
  /* The joints of a group: the corner towards the neighbour is small. */
  :host([data-group='first']) .bubble,
  :host([data-group='middle']) .bubble {
    border-end-start-radius: 4px;
  }
  :host([data-group='middle']) .bubble,
  :host([data-group='last']) .bubble {
    border-start-start-radius: 4px;
  }
  :host(:state(out)[data-group='first']) .bubble,
  :host(:state(out)[data-group='middle']) .bubble {
    border-end-start-radius: var(--_radius);
    border-end-end-radius: 4px;
  }
  :host(:state(out)[data-group='middle']) .bubble,
  :host(:state(out)[data-group='last']) .bubble {
    border-start-start-radius: var(--_radius);
    border-start-end-radius: 4px;
  }
  ::slotted([slot='actions']) {
    position: absolute;
    inset-block-start: -22px;
    inset-inline-start: max(8px, calc(100% - 9.5rem));
  }
  :host(:state(out)) ::slotted([slot='actions']) {
    inset-inline: auto 8px;
  }
  .quote {
    display: block;
    inline-size: 100%;
    min-block-size: var(--_target);
    margin: 0 0 6px;
    padding: 4px 10px;
    border: 0;
    border-inline-start: 3px solid currentColor;
    border-radius: 6px;
    background: color-mix(in oklab, currentColor 10%, transparent);
    color: inherit;
    font: inherit;
    font-size: 0.8125rem;
    line-height: 1.35;
    text-align: start;
    cursor: pointer;
  }
  .quote > * {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    max-inline-size: 100%;
  }
  .quote b {
    font-weight: 620;
  }
  .deleted {
    font-style: italic;
    background: none !important;
    color: var(--_muted) !important;
    border: 1px dashed var(--_border);
  }
  a {
    color: inherit;
    text-underline-offset: 2px;
  }
  .reactions {
    position: relative;
    display: inline-flex;
    gap: 3px;
    margin: -6px 8px 0;
    padding: 1px 7px;
    border: 1px solid var(--_border);
    border-radius: 12px;
    background: var(--_surface);
    font-size: 0.8125rem;
    line-height: 1.45;
    font-variant-numeric: tabular-nums;
  }
  .meta {
    display: inline-flex;
    align-items: center;
    gap: var(--_space);
    margin-block-start: 3px;
    padding-inline: 4px;
    color: var(--_muted);
    font-size: 0.75rem;
    line-height: 1.35;
    font-variant-numeric: tabular-nums;
  }
  .meta svg {
    inline-size: 14px;
    block-size: 14px;
  }
  .read {
    color: var(--_accent);
  }
  .failed {
    color: var(--_danger);
  }
  @keyframes arrive {
    from {
      opacity: 0;
      transform: translateY(4px);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    :host([data-arriving]) .bubble {
      animation: none;
    }
  }
  @media (forced-colors: active) {
    .bubble {
      border: 1px solid CanvasText;
    }
  }
`;
