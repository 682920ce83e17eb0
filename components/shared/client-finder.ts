/**
 * Finds the client of an element that names none itself, in this order: `for="id"` in its own root; the provider above
 * it (context); the page's only provider; `configure()` or the script tag. Follows all of them as they come and go.
 */
import { ContextConsumer, ContextEvent } from '@lit/context';
import type { LitElement, ReactiveController } from 'lit';
import type { DMClientLike } from '../../src/session/types.js';
import { onConfigure, pageClient } from './configure.js';
import { clientContext } from './context.js';

export class ClientFinder implements ReactiveController {
  #found: DMClientLike | null = null;
  #nobody = false;
  #above: DMClientLike | null | undefined;
  #stops: (() => void)[] = [];

  constructor(
    private readonly host: LitElement & { readonly htmlFor?: string },
    private readonly onClient: (client: DMClientLike | null) => void,
  ) {
    host.addController(this);
    new ContextConsumer(host, {
      context: clientContext,
      subscribe: true,
      callback: (client) => {
        this.#above = client;
        this.#set(client);
      },
    });
  }

  get client(): DMClientLike | null {
    return this.#found;
  }

  /** Looked everywhere, and there is nobody who has or will have a client. */
  get foundNobody(): boolean {
    return this.#nobody;
  }

  hostConnected(): void {
    // The context answers in this same turn, if there is a provider; what comes after is for when there is none.
    queueMicrotask(() => this.look());
  }

  hostDisconnected(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.#above = undefined;
  }

  /** Looks again: `for` has changed, or a provider has appeared. */
  look(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.#nobody = false;
    if (!this.host.isConnected) return;
    const named = this.#named();
    if (named) return this.#subscribe(named);
    if (this.#above !== undefined) return;
    const providers = document.querySelectorAll('dm-provider');
    const [only] = providers;
    if (only && providers.length === 1) return this.#subscribe(only);
    this.#stops.push(onConfigure(() => this.look()));
    const client = pageClient();
    this.#nobody = client === null;
    this.host.requestUpdate();
    void client?.then((made) => {
      if (this.host.isConnected && this.#above === undefined) this.#set(made);
    });
  }

  #named(): Element | null {
    const root = this.host.getRootNode();
    return this.host.htmlFor && 'getElementById' in root
      ? (root as Document | ShadowRoot).getElementById(this.host.htmlFor)
      : null;
  }

  #subscribe(provider: Element): void {
    const ask = (): void => {
      const answer = (client: DMClientLike | null, unsubscribe?: () => void): void => {
        if (unsubscribe) this.#stops.push(unsubscribe);
        this.#set(client);
      };
      provider.dispatchEvent(new ContextEvent(clientContext, this.host, answer, true));
    };
    if (customElements.get(provider.localName)) ask();
    else void customElements.whenDefined(provider.localName).then(ask);
  }

  #set(client: DMClientLike | null): void {
    if (client === this.#found) return;
    this.#found = client;
    this.onClient(client);
  }
}
