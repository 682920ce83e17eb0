/**
 * Hears the events of a client while its element is in the page, and nothing before or after. What it may have missed
 * meanwhile it looks up when it begins.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { DMClientEventMap } from '../../src/events.js';
import type { DMClientLike } from '../../src/session/types.js';

export class ClientEvents implements ReactiveController {
  #client: DMClientLike | null = null;
  #connected = false;

  constructor(
    host: ReactiveControllerHost,
    private readonly types: readonly (keyof DMClientEventMap)[],
    /** `null`: there is another client, or the element is back. */
    private readonly on: (event: Event | null) => void,
  ) {
    host.addController(this);
  }

  set client(client: DMClientLike | null) {
    this.#listen('removeEventListener');
    this.#client = client;
    if (this.#connected) this.#listen('addEventListener');
    this.on(null);
  }

  hostConnected(): void {
    this.#connected = true;
    this.#listen('addEventListener');
    if (this.#client) this.on(null);
  }

  hostDisconnected(): void {
    this.#connected = false;
    this.#listen('removeEventListener');
  }

  #listen(how: 'addEventListener' | 'removeEventListener'): void {
    for (const type of this.types) this.#client?.[how](type, this.on);
  }
}
