/** What an element needs only once something happens, with its style sheet: an element that nobody uses stays small. */
import { adoptStyles, type CSSResult, type LitElement } from 'lit';

export class Later<Parts extends { readonly styles: readonly CSSResult[] }> {
  /** `null` until it is loaded. */
  parts: Parts | null = null;
  #loading: Promise<void> | null = null;

  constructor(
    private readonly host: LitElement,
    private readonly fetch: () => Promise<Parts>,
    private readonly onLoad: (parts: Parts) => void = () => {},
  ) {}

  /** Resolves also where it cannot be loaded now; the next call tries again. */
  load(): Promise<void> {
    this.#loading ??= this.fetch().then(
      (parts) => {
        this.parts = parts;
        const { elementStyles } = this.host.constructor as typeof LitElement;
        adoptStyles(this.host.renderRoot as ShadowRoot, [...elementStyles, ...parts.styles]);
        this.onLoad(parts);
        this.host.requestUpdate();
      },
      () => void (this.#loading = null),
    );
    return this.#loading;
  }

  /** Resolves when nothing is being loaded. */
  async settled(): Promise<void> {
    await this.#loading;
  }
}
