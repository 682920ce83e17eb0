/** What all elements have in common: tokens, words in their own language, custom states, events. */
import { LitElement, type CSSResultGroup } from 'lit';
import { LocalizeController, updateWords } from '../locales/localize.js';
import { closestProvider } from './closest-provider.js';
import { tokens } from './tokens.styles.js';

export abstract class DMElement extends LitElement {
  static override styles: CSSResultGroup = [tokens];

  /** `lang` counts for the elements inside, too. */
  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, 'lang'];
  }

  protected readonly internals = this.attachInternals();
  /** Held, because WebKit (2.50) empties what `states` gives, but not what style sheets match, if that is collected. */
  readonly #states = this.internals.states;
  protected readonly words = new LocalizeController(this);

  #provider: Element | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#provider = closestProvider(this);
  }

  /** `moveBefore` leaves everything as it is, unless it leads below another provider. */
  connectedMoveCallback(): void {
    if (closestProvider(this) === this.#provider) return;
    this.disconnectedCallback();
    this.connectedCallback();
  }

  /** Where the root has a registry of its own, the elements inside come from it. */
  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const root = super.createRenderRoot();
    const { customElementRegistry } = root as ShadowRoot;
    if (customElementRegistry && customElementRegistry !== customElements) {
      this.renderOptions.creationScope = {
        importNode: (node) => document.importNode(node, { customElementRegistry }),
      };
    }
    return root;
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    super.attributeChangedCallback(name, old, value);
    if (name === 'lang' && this.isConnected) updateWords();
  }

  /**
   * Turns custom states on and off; `:state(name)` in a page's style sheet sees them. Touches only what changes:
   * Chromium works out the element's style anew even for a state that is added twice.
   */
  protected setStates(states: Readonly<Record<string, boolean>>): void {
    for (const [name, on] of Object.entries(states)) {
      if (on === this.#states.has(name)) continue;
      if (on) this.#states.add(name);
      else this.#states.delete(name);
    }
  }
}
