/** Leads to messages that are not drawn: the window grows as far as it has to, and the focus is not lost on the way. */
import type { LitElement } from 'lit';
import type { DMMessage } from '../../src/session/types.js';
import type { RowFocus } from './row-focus.js';
import type { RowWindow } from './window.js';

export class Reach {
  constructor(
    private readonly host: LitElement,
    private readonly window: RowWindow,
    private readonly rowFocus: RowFocus,
  ) {}

  /** Focuses a message, wherever it is among `messages`. */
  async focus(id: string | undefined, messages: readonly DMMessage[]): Promise<void> {
    if (id === undefined) return;
    await this.draw(id, messages);
    this.rowFocus.focus(id);
  }

  /** Makes the window as big as it has to be for a message. */
  async draw(id: string, messages: readonly DMMessage[]): Promise<void> {
    const ids = messages.map((each) => each.id);
    const missing = ids.indexOf(this.#first ?? '') - ids.indexOf(id);
    if (ids.includes(id) && missing > 0) await this.#enlarge(missing);
  }

  async showEarlier(count: number): Promise<void> {
    const { shadowRoot } = this.host;
    const had = shadowRoot?.activeElement?.matches('.earlier');
    const first = this.#first;
    await this.#enlarge(count);
    // There is nothing earlier, and no button: on with the message that it stood above.
    if (had && !shadowRoot?.activeElement) this.rowFocus.focus(first);
  }

  /** Id of the first message that is drawn. */
  get #first(): string | undefined {
    return this.host.shadowRoot?.querySelector<HTMLElement>('.row')?.dataset['id'];
  }

  async #enlarge(count: number): Promise<void> {
    this.window.enlarge(count);
    this.host.requestUpdate();
    await this.host.updateComplete;
  }
}
