/** What all elements have in common: tokens, words in their own language, custom states, events. */
import { LitElement, type CSSResultGroup } from 'lit';
import { LocalizeController } from '../locales/localize.js';
import { tokens } from './tokens.styles.js';

export abstract class DMElement extends LitElement {
  static override styles: CSSResultGroup = [tokens];

  protected readonly internals = this.attachInternals();
  protected readonly words = new LocalizeController(this);

  /** Turns custom states on and off; `:state(name)` in a page's style sheet sees them. */
  protected setStates(states: Readonly<Record<string, boolean>>): void {
    for (const [name, on] of Object.entries(states)) {
      if (on) this.internals.states.add(name);
      else this.internals.states.delete(name);
    }
  }
}
