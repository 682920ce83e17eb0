/** Leads a person who works in a conversation from screen to screen, and nobody else. */
import type { DMStateChangeEvent } from '../../src/events.js';

/** Where the focus goes on: the heading of the new screen, or the field one writes in. */
export type FocusTarget = 'title' | 'composer';

export class FocusPath {
  /** The person has said yes here, perhaps in a dialog that has taken the focus along when it closed. */
  #accepted = false;

  constructor(private readonly host: HTMLElement) {}

  /** What a new state means for the focus; `null`: it stays where it is. */
  next({ state, previous }: DMStateChangeEvent): FocusTarget | null {
    if (previous === 'incoming_request') this.#accepted = state === 'connecting';
    const isTheirs = this.host.matches(':focus-within') || (this.#accepted && isNowhere());
    if (state === 'active') this.#accepted = false;
    if (!isTheirs || state === 'reconnecting') return null;
    // Otherwise the button that had the focus is gone with its screen.
    return state === 'active' ? 'composer' : 'title';
  }
}

/** Nothing has the focus. Then Tab goes on from where the last thing was, in Firefox from the end of the page. */
export const isNowhere = (): boolean => document.activeElement === null || document.activeElement === document.body;
