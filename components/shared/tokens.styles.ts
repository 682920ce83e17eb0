/**
 * The look, once: every `--dm-*` token with its default, and the few rules that all elements share. Elements read the
 * `--_*` names; a page sets the `--dm-*` ones.
 */
import { css } from 'lit';

export const tokens = css`
  :host {
    --_font: var(--dm-font, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif);
    --_font-size: var(--dm-font-size, 0.9375rem);
    --_space: var(--dm-space, 4px);
    --_radius: var(--dm-radius, 16px);
    --_target: var(--dm-target, 36px);
    --_surface: var(--dm-surface, light-dark(oklch(1 0 0), oklch(0.21 0.008 265)));
    --_surface-2: var(--dm-surface-2, light-dark(oklch(0.967 0.004 265), oklch(0.265 0.01 265)));
    --_text: var(--dm-text, light-dark(oklch(0.24 0.015 265), oklch(0.95 0.005 265)));
    --_muted: var(--dm-muted, light-dark(oklch(0.5 0.018 265), oklch(0.73 0.014 265)));
    --_border: var(--dm-border, light-dark(oklch(0.91 0.006 265), oklch(0.34 0.012 265)));
    --_accent: var(--dm-accent, light-dark(oklch(0.52 0.19 262), oklch(0.72 0.13 262)));
    --_on-accent: var(--dm-on-accent, light-dark(oklch(1 0 0), oklch(0.19 0.04 262)));
    --_mine: var(--dm-mine, light-dark(oklch(0.52 0.19 262), oklch(0.48 0.16 262)));
    --_on-mine: var(--dm-on-mine, oklch(1 0 0));
    --_peer: var(--dm-peer, light-dark(oklch(0.945 0.006 265), oklch(0.3 0.012 265)));
    --_on-peer: var(--dm-on-peer, var(--_text));
    --_danger: var(--dm-danger, light-dark(oklch(0.52 0.19 27), oklch(0.73 0.15 25)));
    --_warn: var(--dm-warn, light-dark(oklch(0.5 0.11 70), oklch(0.82 0.13 80)));
    --_ok: var(--dm-ok, light-dark(oklch(0.48 0.12 155), oklch(0.78 0.14 155)));
    --_focus: var(--dm-focus, var(--_accent));
    font: var(--_font-size) / 1.45 var(--_font);
    color: var(--_text);
    box-sizing: border-box;
    -webkit-font-smoothing: antialiased;
  }
  :host([hidden]) {
    display: none !important;
  }
  @media (pointer: coarse) {
    :host {
      --_target: var(--dm-target, 44px);
    }
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  svg {
    inline-size: 20px;
    block-size: 20px;
    flex: none;
    display: block;
  }
  .hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (prefers-contrast: more) {
    :host {
      --_border: var(--_text);
      --_muted: var(--_text);
    }
  }
  /* Somebody's own words keep their direction, and stand where words stand here. Chromium knows the prefixed value only. */
  [dir='auto']:not(textarea) {
    unicode-bidi: isolate;
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  :focus-visible {
    outline: 2px solid var(--_focus);
    outline-offset: 2px;
  }
`;

export const buttons = css`
  button {
    font: inherit;
    font-weight: 550;
    color: inherit;
    min-block-size: var(--_target);
    padding-inline: calc(var(--_space) * 4);
    border: 1px solid transparent;
    border-radius: calc(var(--_target) / 2);
    background: var(--_surface-2);
    cursor: pointer;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: calc(var(--_space) * 2);
    transition:
      background-color 150ms ease-out,
      opacity 150ms ease-out;
    touch-action: manipulation;
  }
  button:hover {
    background: color-mix(in oklab, var(--_surface-2), var(--_text) 7%);
  }
  button.primary {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  button.primary:hover {
    background: color-mix(in oklab, var(--_accent), var(--_text) 12%);
  }
  button.danger {
    background: none;
    color: var(--_danger);
  }
  button.danger:hover {
    background: color-mix(in oklab, transparent, var(--_danger) 10%);
  }
  button.icon {
    flex: none;
    inline-size: var(--_target);
    padding: 0;
    background: none;
    color: var(--_muted);
  }
  button.icon:hover {
    background: var(--_surface-2);
    color: var(--_text);
  }
  button:disabled {
    opacity: 0.45;
    cursor: default;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 2);
    justify-content: center;
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      transition: none !important;
      animation: none !important;
    }
  }
  @media (prefers-contrast: more) {
    button {
      border-color: currentcolor;
    }
  }
  @media (forced-colors: active) {
    button {
      border-color: ButtonText;
    }
    button:disabled {
      border-color: GrayText;
      opacity: 1;
    }
    button.primary:enabled {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
`;
