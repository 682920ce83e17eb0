/** For parts that stand alone: the session with `peer`, of the client that is near. Parts that are given one need no `peer`. */
import type { LitElement, ReactiveController } from 'lit';
import type { DMClientLike, DMSessionLike } from '../../src/session/types.js';
import { ClientFinder } from './client-finder.js';

export class SessionFinder implements ReactiveController {
  #finder: ClientFinder | null = null;
  #client: DMClientLike | null = null;
  #peer = '';
  #for = '';

  constructor(
    private readonly host: LitElement & { readonly peer: string; readonly htmlFor: string },
    private readonly onSession: (session: DMSessionLike | null, client: DMClientLike | null) => void,
  ) {
    host.addController(this);
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

  hostConnected(): void {
    this.#client?.addEventListener('dm-status', this.#follow);
    if (this.#peer) this.#follow();
  }

  hostDisconnected(): void {
    this.#client?.removeEventListener('dm-status', this.#follow);
  }

  #setClient(client: DMClientLike | null): void {
    this.hostDisconnected();
    this.#client = client;
    this.hostConnected();
  }

  /** The client may have a newer session with this person. */
  readonly #follow = (): void => {
    this.onSession(this.#client && this.#peer ? this.#client.session(this.#peer) : null, this.#client);
  };
}
