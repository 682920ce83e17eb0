/**
 * The part of the page that the keyboard of a phone leaves: since Chrome 108, Firefox 132 and ever on iOS only the visual
 * viewport gets smaller for it, so a panel that fills the page would have its composer under the keyboard.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

export class VisualViewport implements ReactiveController {
  constructor(
    host: ReactiveControllerHost,
    /** What fills the page: gets `--_top` and `--_height`. */
    private readonly panel: () => HTMLElement | undefined,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    for (const type of ['resize', 'scroll']) visualViewport?.addEventListener(type, this.#follow);
  }

  hostDisconnected(): void {
    for (const type of ['resize', 'scroll']) visualViewport?.removeEventListener(type, this.#follow);
  }

  hostUpdated(): void {
    this.#follow();
  }

  readonly #follow = (): void => {
    const { offsetTop, height } = visualViewport ?? {};
    const style = this.panel()?.style;
    // Through the object model, which a strict policy allows; an attribute it would not.
    style?.setProperty('--_top', `${offsetTop ?? 0}px`);
    style?.setProperty('--_height', height === undefined ? '100dvb' : `${height}px`);
  };
}
