import { ContextProvider } from '@lit/context';
import { css, html, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { DMError } from '../../src/errors.js';
import { DMErrorEvent, DMUnreadChangeEvent } from '../../src/events.js';
import type { IncomingRequest } from '../../src/session/options.js';
import type { DMClientLike, DMSessionLike, FilePolicy } from '../../src/session/types.js';
import type { SignalingAdapter } from '../../src/signaling/adapter.js';
import { DMElement } from '../shared/base.js';
import { echoClient } from '../shared/client-echo.js';
import { ClientEvents } from '../shared/client-events.js';
import { ClientOwner } from '../shared/client-owner.js';
import { given } from '../shared/configure.js';
import { clientContext } from '../shared/context.js';
import { define } from '../shared/define.js';
import type { Attention } from './attention.js';

/**
 * @summary Owns the connection to the introducing server and all sessions, for every element below it.
 *
 * @slot - Whatever the page likes; elements of this library find their client here.
 *
 * @event {DMRequestEvent} dm-request - Somebody asks for a chat. Cancelable: then the page shows its own question.
 * @event {DMStatusEvent} dm-status - The connection to the server, or the set of sessions, has changed.
 * @event {DMUnreadChangeEvent} dm-unread-change - Unread messages over all sessions.
 * @event {DMErrorEvent} dm-error - The server refused or was lost; carries a code.
 *
 * @cssState online - Connected to the introducing server.
 * @cssState connecting - Connecting to it.
 * @cssState offline - Not connected.
 * @cssState unconfigured - `self` or `signaling` is missing.
 */
export class DMProvider extends DMElement {
  static override styles = css`
    :host {
      display: contents;
    }
    :host([hidden]) {
      display: none;
    }
  `;

  /** Our user id. */
  @property({ useDefault: true }) self = '';
  /** The name that others see with our requests. Default: the id. */
  @property({ attribute: 'self-name', useDefault: true }) selfName = '';
  /** `local:<room>`, `wss://…`, `party://…`, `signalr:<hub>`, `manual`. For anything else set `adapter`. */
  @property({ useDefault: true }) signaling = '';
  /** An address of this site that answers `{ "token": "…" }` for the signed-in user. */
  @property({ attribute: 'token-url', useDefault: true }) tokenUrl = '';
  /** Where time-limited TURN credentials come from: the relay's `/ice`. */
  @property({ attribute: 'ice-url', useDefault: true }) iceUrl = '';
  /** Connect through TURN only: the other person never sees our network address. */
  @property({ type: Boolean, attribute: 'relay-only' }) relayOnly = false;
  /** `ask`: requests are shown. `none`: they are declined as busy. */
  @property({ attribute: 'request-policy', useDefault: true }) requestPolicy: 'ask' | 'none' = 'ask';
  /** `ask`: every file is asked about. `images`: only raster images are let in or out. `none`: no files. */
  @property({ attribute: 'file-policy', useDefault: true }) filePolicy: FilePolicy = 'ask';
  /** Bytes. `0`: the default of the engine. */
  @property({ type: Number, attribute: 'max-file-size', useDefault: true }) maxFileSize = 0;
  /** Does not tell when messages were read, and does not show when theirs were. */
  @property({ type: Boolean, attribute: 'without-receipts' }) withoutReceipts = false;
  /** Does not tell that somebody types. */
  @property({ type: Boolean, attribute: 'without-typing' }) withoutTyping = false;
  /** Milliseconds that a session outlives the last element that showed it. */
  @property({ type: Number, useDefault: true }) linger = 3_000;
  /** Seconds in which a lost connection may come back; then both sides erase everything. */
  @property({ type: Number, attribute: 'reconnect-timeout', useDefault: true }) reconnectTimeout = 30;

  /** How somebody who looks elsewhere is told: any of `title badge sound system`. Nothing by default. */
  @property({ useDefault: true }) notify = '';

  /** A signaling adapter of the page's own, instead of `signaling`. */
  @property({ attribute: false }) adapter: SignalingAdapter | null = null;
  /** A fresh token for the server, instead of `token-url`. */
  @property({ attribute: false }) getToken: (() => Promise<string>) | null = null;
  /** STUN and TURN servers, asked for at each connection, instead of `ice-url`. */
  @property({ attribute: false }) getIceServers: (() => Promise<readonly RTCIceServer[]>) | null = null;
  /** The page's say about each request; `false`: never shown, never answered. */
  @property({ attribute: false }) authorize: ((request: IncomingRequest) => boolean | Promise<boolean>) | null = null;
  /** A display name for a user id. */
  @property({ attribute: false }) nameOf: ((peer: string) => string | undefined) | null = null;

  readonly #owner = new ClientOwner(this, (client, error) => this.#setClient(client, error));
  readonly #context = new ContextProvider(this, { context: clientContext, initialValue: null });
  readonly #events = new ClientEvents(this, ['dm-status', 'dm-request', 'dm-unread-change', 'dm-error'], (event) =>
    this.#onClientEvent(event),
  );
  #client: DMClientLike | null = null;
  #attention: Attention | null = null;
  #given = false;

  /** The client, made by this element or given by the page. */
  @property({ attribute: false })
  get client(): DMClientLike | null {
    return this.#client;
  }
  set client(client: DMClientLike | null) {
    this.#given = client !== null;
    this.#owner.update([], null);
    this.#setClient(client);
  }

  /** All sessions, by user id. */
  get sessions(): ReadonlyMap<string, DMSessionLike> {
    return this.#client?.sessions ?? new Map();
  }

  /** Asks `peer` for a chat. Rejects `bad-config` while there is no client. */
  async request(peer: string): Promise<DMSessionLike> {
    if (!this.#client) throw new DMError('bad-config', 'dm-provider: self and signaling are needed');
    return this.#client.startSession(peer);
  }

  /** Ends what runs with `peer`, and answers nothing from them until `unblock`. */
  block(peer: string): void {
    this.#client?.block(peer);
  }

  /** `peer` may ask again. */
  unblock(peer: string): void {
    this.#client?.unblock(peer);
  }

  /** Whether nothing is answered from `peer`. */
  isBlocked(peer: string): boolean {
    return !!this.#client?.isBlocked(peer);
  }

  /** The session with `peer`, made if there is none yet; nobody is asked by it. `null` while there is no client. */
  session(peer: string): DMSessionLike | null {
    return this.#client?.session(peer) ?? null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    void this.#attend();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#attend();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('notify')) void this.#attend();
    if (this.#given) return;
    const signaling = this.adapter ?? this.signaling;
    if (!this.self || !signaling) return this.#owner.update([], null);
    const { selfName, tokenUrl, iceUrl, getToken, getIceServers, authorize, nameOf } = this;
    this.#owner.update([this.self, this.selfName, signaling, this.relayOnly], {
      self: this.self,
      signaling,
      relayOnly: this.relayOnly,
      requestPolicy: this.requestPolicy,
      filePolicy: this.filePolicy,
      maxFileSize: this.maxFileSize,
      receipts: !this.withoutReceipts,
      typing: !this.withoutTyping,
      linger: this.linger,
      timeouts: { reconnect: this.reconnectTimeout * 1_000 },
      ...given({ selfName, tokenUrl, iceUrl, getToken, getIceServers, authorize, nameOf }),
    });
  }

  protected override render(): TemplateResult {
    return html`<slot></slot>`;
  }

  protected override updated(): void {
    const state = this.#client?.signalingState;
    this.setStates({
      online: state === 'online',
      connecting: state === 'connecting',
      offline: state === 'offline',
      unconfigured: !this.#client,
    });
  }

  /** Nothing is loaded, and nothing of the page is touched, unless the page has said so. */
  async #attend(): Promise<void> {
    this.#attention?.stop();
    this.#attention = null;
    const { notify } = this;
    const client = this.#client;
    if (!notify || !client || !this.isConnected) return;
    const { Attention, waysOf } = await import('./attention.js');
    if (this.#attention || notify !== this.notify || client !== this.#client || !this.isConnected) return;
    this.#attention = new Attention(client, waysOf(notify), this.words);
  }

  #setClient(client: DMClientLike | null, error?: unknown): void {
    this.#client = client;
    this.#events.client = client;
    this.#context.setValue(client);
    void this.#attend();
    if (error) this.dispatchEvent(new DMErrorEvent(DMError.is(error) ? error.code : 'bad-config', false));
    // Online from the start: otherwise nobody could ask us. What goes wrong is told by `dm-error`.
    client?.connect().catch(() => {});
  }

  /** The engine's events, once more on the element, where they bubble. */
  #onClientEvent(event: Event | null): void {
    this.requestUpdate();
    if (event instanceof DMUnreadChangeEvent) this.dispatchEvent(new DMUnreadChangeEvent(event.count));
    else if (event) echoClient(this, event);
  }
}

define('dm-provider', DMProvider);

declare global {
  interface HTMLElementTagNameMap {
    'dm-provider': DMProvider;
  }
}
