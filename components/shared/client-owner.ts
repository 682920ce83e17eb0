/**
 * Makes and keeps the client of an element that names one itself (`self` and `signaling`): a provider, or a session
 * that stands alone. The client survives a move in the page; it ends `linger` after the element has gone.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { DMClientLike } from '../../src/session/types.js';
import { makeClient, type Configuration } from './configure.js';

/** Milliseconds that a client outlives its element where `linger` does not say otherwise. */
const DEFAULT_LINGER_MS = 3_000;

export class ClientOwner implements ReactiveController {
  #client: DMClientLike | null = null;
  #key: readonly unknown[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #linger = DEFAULT_LINGER_MS;

  constructor(
    private readonly host: ReactiveControllerHost & Element,
    private readonly onClient: (client: DMClientLike | null, error?: unknown) => void,
  ) {
    host.addController(this);
  }

  get client(): DMClientLike | null {
    return this.#client;
  }

  /**
   * What the element asks for now. Another value in `key` makes another client and ends the old one; `null` ends it.
   * Options that are not part of the key count for the next client.
   */
  update(key: readonly unknown[], configuration: Configuration | null): void {
    // An element that is not in the page renders too, but contacts nobody.
    const isSame = key.length === this.#key.length && key.every((each, at) => each === this.#key[at]);
    if (isSame || (configuration && !this.host.isConnected)) return;
    this.#key = key;
    this.#end();
    if (!configuration) return;
    this.#linger = configuration.linger ?? DEFAULT_LINGER_MS;
    makeClient(configuration).then(
      (client) => {
        if (key !== this.#key) return void client.destroy();
        this.#client = client;
        this.onClient(client);
      },
      (error: unknown) => {
        if (key === this.#key) this.onClient(null, error);
      },
    );
  }

  hostConnected(): void {
    clearTimeout(this.#timer);
    this.host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#timer = setTimeout(() => {
      this.#key = [];
      this.#end();
    }, this.#linger);
  }

  #end(): void {
    const client = this.#client;
    this.#client = null;
    if (!client) return;
    this.onClient(null);
    void client.destroy();
  }
}
