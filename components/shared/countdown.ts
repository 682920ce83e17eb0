/** Re-renders once a second while a deadline is shown. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

export class Countdown implements ReactiveController {
  #timer: ReturnType<typeof setInterval> | undefined;
  #deadline: number | null = null;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  /** Milliseconds since the epoch, or `null` to stop. */
  set deadline(deadline: number | null) {
    this.#deadline = deadline;
    if (deadline === null) this.hostDisconnected();
    else this.#timer ??= setInterval(() => this.host.requestUpdate(), 1_000);
  }

  /** Whole seconds left, never below zero. */
  get seconds(): number {
    return this.#deadline === null ? 0 : Math.max(0, Math.ceil((this.#deadline - Date.now()) / 1_000));
  }

  hostDisconnected(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

/** Minutes and seconds, as a clock shows them. */
export const minutes = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
