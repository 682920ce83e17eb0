/**
 * Keeps what is in view where it is while rows come around it. Chromium and Firefox mostly do that themselves (CSS
 * Scroll Anchoring, `overflow-anchor`), WebKit does not, and a place that is read is not left to chance.
 */
export class ScrollAnchor {
  #held: { readonly row: Element; readonly top: number } | null = null;

  constructor(private readonly scroller: () => HTMLElement | undefined) {}

  /** Before rows change: remembers where the first one in view stands. */
  hold(): void {
    const scroller = this.scroller();
    if (!scroller) return;
    const { top: edge } = scroller.getBoundingClientRect();
    for (const row of scroller.querySelectorAll('.row')) {
      const { top, bottom } = row.getBoundingClientRect();
      if (bottom <= edge) continue;
      this.#held = { row, top };
      return;
    }
  }

  /** After rows have changed: the one that was remembered stands there again. */
  restore(): void {
    const held = this.#held;
    this.#held = null;
    if (held?.row.isConnected) this.scroller()?.scrollBy(0, held.row.getBoundingClientRect().top - held.top);
  }
}
