/**
 * Moves the focus through the messages with the keyboard: arrows, ten at a time, first and last; Enter goes into a
 * message's toolbar, Escape out of it. The list stays one stop for Tab. Escape on a message is left to whoever knows
 * where the composer is.
 */
import type { LitElement } from 'lit';

const PAGE = 10;
const STEPS: Readonly<Record<string, number>> = {
  ArrowUp: -1,
  ArrowDown: 1,
  PageUp: -PAGE,
  PageDown: PAGE,
  Home: -Infinity,
  End: Infinity,
};

export class RowFocus {
  constructor(
    private readonly host: LitElement,
    /** The person goes back from a toolbar to its message. */
    private readonly left: () => void,
  ) {}

  /** Id of the message that has the focus, or `null`. */
  get focused(): string | null {
    return this.#root?.activeElement?.closest<HTMLElement>('.row')?.dataset['id'] ?? null;
  }

  row(id: string): HTMLElement | null {
    return this.#root?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`) ?? null;
  }

  focus(id: string | undefined): void {
    const row = id === undefined ? null : this.row(id);
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: 'nearest' });
  }

  move(key: string): void {
    const step = STEPS[key];
    const ids = [...(this.#root?.querySelectorAll<HTMLElement>('.row') ?? [])].map(({ dataset }) => dataset['id']);
    if (step === undefined || ids.length === 0) return;
    const from = this.focused === null ? ids.length : ids.indexOf(this.focused);
    this.focus(ids[Math.min(ids.length - 1, Math.max(0, from + step))]);
  }

  /** Goes into the toolbar of a message, if it has one; it may have been drawn for this row only now. */
  enter(id: string): void {
    void this.host.updateComplete.then(() => this.row(id)?.querySelector<HTMLElement>('.toolbar button')?.focus());
  }

  readonly handleKeydown = (event: KeyboardEvent): void => {
    const { key } = event;
    const active = this.#root?.activeElement;
    const tool = active?.closest('.toolbar button');
    if (tool) {
      if (!this.#moveInToolbar(tool, key)) return;
      // A link, a button or a slider in a message has keys of its own.
    } else if (active?.localName === 'dm-message') return;
    else if (key in STEPS) this.move(key);
    else if (key === 'Enter' && this.focused !== null) this.enter(this.focused);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** Returns whether the key meant something here. */
  #moveInToolbar(tool: Element, key: string): boolean {
    if (key === 'Escape') {
      this.left();
      this.focus(this.focused ?? undefined);
      return true;
    }
    const all = [...(tool.parentElement?.querySelectorAll<HTMLElement>('button') ?? [])];
    const isRtl = getComputedStyle(tool).direction === 'rtl';
    const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return key === 'ArrowUp' || key === 'ArrowDown';
    all.at((all.findIndex((each) => each === tool) + (isRtl ? -step : step)) % all.length)?.focus();
    return true;
  }

  /** `null` before the list is in a page. */
  get #root(): ShadowRoot | null {
    return this.host.shadowRoot;
  }
}
