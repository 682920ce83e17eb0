/**
 * Finds the client of an element that names none itself: that of `for="id"` in its own root and of nobody else; or, in
 * this order, of the provider above it (context), the page's only provider, `configure()` or the script tag. Follows all
 * of them as they come and go.
 */
import { ContextConsumer, ContextEvent } from '@lit/context';
import type { LitElement, ReactiveController } from 'lit';
import type { DMClientLike } from '../../src/session/types.js';
import { closestProvider } from './closest-provider.js';
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
        if (!this.host.htmlFor) this.#set(client);
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
    if (this.host.htmlFor) return this.#lookByName(this.host.htmlFor);
    if (this.#above !== undefined) return this.#set(this.#above);
    // A provider that is not defined yet has not answered; it will.
    const provider = closestProvider(this.host) ?? onlyProvider();
    if (provider) return this.#subscribe(provider);
    this.#stops.push(onConfigure(() => this.look()));
    const client = pageClient();
    if (!client) return this.#none();
    void client.then((made) => {
      if (this.host.isConnected && this.#above === undefined) this.#set(made);
    });
  }

  /** Whoever has that id now. While nobody has it, no other client will do: it would speak in another name. */
  #lookByName(id: string): void {
    const root = this.host.getRootNode() as Document | ShadowRoot;
    const named = root.getElementById(id);
    const observer = new MutationObserver(() => root.getElementById(id) !== named && this.look());
    observer.observe(root, { subtree: true, childList: true, attributeFilter: ['id'] });
    this.#stops.push(() => observer.disconnect());
    if (named) this.#subscribe(named);
    else this.#none();
  }

  #none(): void {
    this.#nobody = true;
    this.#set(null);
    this.host.requestUpdate();
  }

  #subscribe(provider: Element): void {
    let isWanted = true;
    this.#stops.push(() => (isWanted = false));
    const ask = (): void => {
      if (!isWanted) return;
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

function onlyProvider(): Element | null {
  const [only, another] = document.querySelectorAll('dm-provider');
  return only && !another ? only : null;
}
