/** For parts that stand alone: the session with `peer`, of the client that is near. Parts that are given one need no `peer`. */
import type { LitElement, ReactiveController } from 'lit';
import type { DMClientLike, DMSessionLike } from '../../src/session/types.js';
import { ClientEvents } from './client-events.js';
import { ClientFinder } from './client-finder.js';

export class SessionFinder implements ReactiveController {
  #finder: ClientFinder | null = null;
  #client: DMClientLike | null = null;
  #peer = '';
  #for = '';
  readonly #events: ClientEvents;

  constructor(
    private readonly host: LitElement & { readonly peer: string; readonly htmlFor: string },
    private readonly onSession: (session: DMSessionLike | null, client: DMClientLike | null) => void,
  ) {
    host.addController(this);
    this.#events = new ClientEvents(host, ['dm-status'], this.#follow);
  }

  /** Nobody is looked for, and nothing is set up, before the element names a person. */
  hostUpdate(): void {
    const { peer, htmlFor } = this.host;
    if (!peer && !this.#peer) return;
    this.#finder ??= new ClientFinder(this.host, (client) => this.#setClient(client));
    if (htmlFor !== this.#for) {
      this.#for = htmlFor;
      this.#finder.look();
    }
    if (peer === this.#peer) return;
    this.#peer = peer;
    this.#follow();
  }

  #setClient(client: DMClientLike | null): void {
    this.#client = client;
    this.#events.client = client;
  }

  /** The client may have a newer session with this person. */
  readonly #follow = (): void => {
    this.onSession(this.#client && this.#peer ? this.#client.session(this.#peer) : null, this.#client);
  };
}
