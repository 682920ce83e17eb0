import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { DMError } from '../../src/errors.js';
import { DMErrorEvent, DMStateChangeEvent } from '../../src/events.js';
import { isConversation, SESSION_STATES } from '../../src/session/machine.js';
import { safeName } from '../../src/session/names.js';
import type {
  DMClientLike,
  DMMessage,
  DMSessionLike,
  FilePolicy,
  FileTransferLike,
  OutgoingFile,
} from '../../src/session/types.js';
import type { DMComposer } from '../dm-composer/dm-composer.js';
import '../dm-status/dm-status.js';
import type { DMVerify } from '../dm-verify/dm-verify.js';
import { Announcer } from '../shared/announcer.js';
import { DMElement } from '../shared/base.js';
import { avatar } from '../shared/avatar.styles.js';
import { echoClient } from '../shared/client-echo.js';
import { ClientEvents } from '../shared/client-events.js';
import { ClientFinder } from '../shared/client-finder.js';
import { ClientOwner } from '../shared/client-owner.js';
import { given } from '../shared/configure.js';
import { Countdown } from '../shared/countdown.js';
import { define } from '../shared/define.js';
import { spareSlot } from '../shared/spare-slot.js';
import { SessionController, type SessionEvent } from '../shared/session-controller.js';
import { buttons, tokens } from '../shared/tokens.styles.js';
import { styles } from './dm-session.styles.js';
import { Engagement } from './engagement.js';
import { copyOf } from './echo.js';
import { FocusPath, isNowhere } from './focus-path.js';
import { header } from './header.js';
import { idleScreen, type ScreenContext } from './idle.js';
import type { Announce } from './speaker.js';

/**
 * @summary A whole private conversation with one person, in one tag.
 *
 * @slot intro - The consent text before the first request.
 * @slot avatar - Instead of the initial.
 * @slot header-actions - Beside the buttons that verify and end the chat.
 *
 * @event {DMStateChangeEvent} dm-state-change - The session moved to another state.
 * @event {DMMessageEvent} dm-message - A message came or went; carries its id, never its text.
 * @event {DMSendEvent} dm-send - The person sends what is written. Cancelable.
 * @event {DMVerifyChangeEvent} dm-verify-change - The line is verified now.
 * @event {DMUnreadChangeEvent} dm-unread-change - How many messages have not been read.
 * @event {DMEndedEvent} dm-ended - Over, and wiped on this side.
 * @event {DMErrorEvent} dm-error - Something went wrong; carries a code.
 * @event {DMRequestEvent} dm-request - Somebody asks for a chat (with `self`; else from the provider). Cancelable.
 * @event {DMStatusEvent} dm-status - The connection to the server, or the set of sessions, has changed (with `self`).
 *
 * @csspart base - Everything.
 * @csspart header - Name, status and actions.
 * @csspart title - The name.
 * @csspart verify - The button that opens the verification.
 * @csspart end - The button that ends the chat.
 * @csspart banner - What is wrong with the connection.
 * @csspart tombstone - What stays of a chat that is over.
 * @csspart body - The screen or the conversation.
 * @csspart status - The line below the name.
 * @csspart list - The messages.
 * @csspart composer - Where one writes.
 *
 * @cssState unconfigured - No client was found.
 * @cssState idle - Nobody has asked yet.
 * @cssState requesting - We have asked.
 * @cssState incoming_request - They have asked.
 * @cssState connecting - Looking for a route.
 * @cssState key_exchanging - Checking keys.
 * @cssState active - The conversation runs.
 * @cssState reconnecting - The connection is lost at the moment.
 * @cssState disconnecting - Both sides are wiping.
 * @cssState ended - Over.
 * @cssState failed - It did not work.
 * @cssState dragging - Files are held over the conversation.
 * @cssState relayed - The conversation goes through a relay.
 * @cssState has-unread - There are messages that have not been read.
 * @cssState verified - Both people know that nobody sits between.
 */
export class DMSessionElement extends DMElement {
  static override styles = [tokens, buttons, avatar, styles];

  /** User id of the other person. */
  @property({ useDefault: true }) peer = '';
  /** Their display name, if the page knows it. */
  @property({ attribute: 'peer-name', useDefault: true }) peerName = '';
  /** Id of the `dm-provider` to use, where it is not above this element. */
  @property({ attribute: 'for', useDefault: true }) htmlFor = '';
  /** With `signaling`: a client of this element's own, so that the tag works alone. */
  @property({ useDefault: true }) self = '';
  /** The name that others see with our requests (with `self`). Default: the id. */
  @property({ attribute: 'self-name', useDefault: true }) selfName = '';
  /** `local:<room>`, `wss://…`, `party://…`, `signalr:<hub>`, `manual` (with `self`). */
  @property({ useDefault: true }) signaling = '';
  /** An address of this site that answers `{ "token": "…" }` for the signed-in user (with `self`). */
  @property({ attribute: 'token-url', useDefault: true }) tokenUrl = '';
  /** Where time-limited TURN credentials come from: the relay's `/ice` (with `self`). */
  @property({ attribute: 'ice-url', useDefault: true }) iceUrl = '';
  /** Connect through TURN only (with `self`). */
  @property({ type: Boolean, attribute: 'relay-only' }) relayOnly = false;
  /** Milliseconds that the session outlives this element (with `self`). */
  @property({ type: Number, useDefault: true }) linger = 3_000;
  /** Seconds in which a lost connection may come back (with `self`); then both sides erase everything. */
  @property({ type: Number, attribute: 'reconnect-timeout', useDefault: true }) reconnectTimeout = 30;
  /** `ask`, `images` (only raster images, in and out) or `none` (with `self`). */
  @property({ attribute: 'file-policy', useDefault: true }) filePolicy: FilePolicy = 'ask';
  /** Bytes (with `self`). `0`: the default of the engine. */
  @property({ type: Number, attribute: 'max-file-size', useDefault: true }) maxFileSize = 0;
  /** Does not tell when messages were read, and does not show when theirs were (with `self`). */
  @property({ type: Boolean, attribute: 'without-receipts' }) withoutReceipts = false;
  /** Does not tell that somebody types (with `self`). */
  @property({ type: Boolean, attribute: 'without-typing' }) withoutTyping = false;
  /** Asks by itself as soon as the other person is there. */
  @property({ type: Boolean, attribute: 'auto-request' }) autoRequest = false;
  /** Hides the bar at the top. */
  @property({ type: Boolean, attribute: 'without-header' }) withoutHeader = false;
  /** Hides the button that opens the verification. */
  @property({ type: Boolean, attribute: 'without-verify' }) withoutVerify = false;
  /** Sends no files: no button, no drop, no paste. What the other person offers is still shown. */
  @property({ type: Boolean, attribute: 'without-files' }) withoutFiles = false;
  /** `enter` (Shift+Enter for a new line), `mod-enter`, or `button`. Touch screens always use the button. */
  @property({ attribute: 'submit-on', useDefault: true }) submitOn: 'enter' | 'mod-enter' | 'button' = 'enter';
  /** Most bytes of UTF-8 in one message. `0`: the most that can be sent. */
  @property({ type: Number, attribute: 'max-length', useDefault: true }) maxLength = 0;
  /** What is spoken of an incoming message: `sender`, `content` or `off`. */
  @property({ useDefault: true }) announce: Announce = 'sender';
  /** STUN and TURN servers (with `self`). */
  @property({ attribute: false }) getIceServers: (() => Promise<readonly RTCIceServer[]>) | null = null;

  @query('dm-composer') private composer?: DMComposer;
  @query('dm-verify') private verifier?: DMVerify;
  @state() private client: DMClientLike | null = null;

  readonly #announcer = new Announcer(this);
  readonly #countdown = new Countdown(this);
  readonly #owner = new ClientOwner(this, (client, error) => {
    if (error) this.#error(error);
    this.#setClient(client);
  });
  readonly #finder = new ClientFinder(this, (client) => {
    if (!this.#alone) this.#setClient(client);
  });
  readonly #controller = new SessionController(this, {
    claims: true,
    on: (event, session) => this.#onSessionEvent(event, session),
  });
  readonly #engagement = new Engagement(this, ({ ConversationView, Speaker }) => {
    const { words } = this;
    const speaker = new Speaker(this.#announcer, words, this);
    return { speaker, conversation: new ConversationView(this, words, speaker, (error) => this.#error(error)) };
  });
  readonly #focusPath = new FocusPath(this);
  readonly #events = new ClientEvents(this, ['dm-status', 'dm-request', 'dm-error'], (event) =>
    this.#onClientEvent(event),
  );
  #given = false;
  #focusTitle = false;
  #hinted = false;

  /** The conversation: its state, messages, verification. That of `peer`, unless the page gives one. */
  @property({ attribute: false })
  get session(): DMSessionLike | null {
    return this.#controller.session;
  }
  set session(session: DMSessionLike | null) {
    this.#given = session !== null;
    this.#controller.session = session;
    if (!session) this.#followSession();
  }

  /** Incoming messages not read yet. */
  get unread(): number {
    return this.session?.unread ?? 0;
  }

  /** Asks the other person, in a new session if the last one is over. */
  async request(): Promise<void> {
    if (!this.client || !this.peer) throw new DMError('bad-config', 'dm-session: no client, or no peer');
    await this.client.startSession(this.peer);
  }

  /** Says yes to their request. Rejects `bad-state` where none is open. */
  async accept(): Promise<void> {
    await this.#needSession().accept();
  }

  /** Says no to their request; they are told. */
  async decline(): Promise<void> {
    await this.#needSession().decline();
  }

  /** Sends a line; `replyTo` is the id of the message that it answers. Rejects `bad-state` outside of a conversation. */
  async send(text: string, options?: { readonly replyTo?: string }): Promise<DMMessage> {
    return this.#needSession().send(text, options);
  }

  /** Offers files. Each is asked about on the other side. */
  async sendFiles(files: Iterable<File | OutgoingFile>): Promise<readonly FileTransferLike[]> {
    return this.#needSession().sendFiles(files);
  }

  /** Opens the dialog in which two people compare what they see. Nothing happens before the session is active. */
  async verify(): Promise<void> {
    if (!this.session?.safety) return;
    await import('../dm-verify/dm-verify.js');
    this.verifier?.start();
  }

  /** Ends and wipes both sides. Resolves when this side is wiped. */
  async end(): Promise<void> {
    await this.session?.end();
  }

  /** Scrolls to the latest message. */
  scrollToLatest(options?: { behavior?: ScrollBehavior }): void {
    this.shadowRoot?.querySelector('dm-message-list')?.scrollToLatest(options);
  }

  /** Where the person goes on: the composer, or the first button of the screen. */
  override focus(options?: FocusOptions): void {
    const target = this.composer ?? this.shadowRoot?.querySelector<HTMLElement>('button, [tabindex]');
    target?.focus(options);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('htmlFor')) this.#finder.look();
    this.#updateOwner();
    if (changed.has('peer')) this.#followSession();
    this.#nameSession();
    const status = this.session?.status;
    if (status && status.state !== 'idle') void this.#engagement.load();
    const again = (status && this.#engagement.parts?.askAgainAt(status, Date.now())) ?? null;
    this.#countdown.deadline = status && 'deadline' in status ? status.deadline : again;
    if (isConversation(status ?? { state: 'idle' })) import('./conversation.js').catch(() => {});
  }

  protected override render(): unknown {
    const { session, words } = this;
    if (!session) {
      const isUnconfigured = !this.#alone && this.#finder.foundNobody;
      return [
        isUnconfigured ? html`<div class="screen quiet">${this.#unconfigured()}</div>` : nothing,
        this.#spareSlots(null),
      ];
    }
    const name = session.peerName;
    return html`
      <div class="base" part="base">
        ${this.withoutHeader ? nothing : this.#header(session, name)}
        ${session.state === 'reconnecting' ? this.#engagement.parts?.banner(words, this.#countdown.seconds) : nothing}
        ${this.#engagement.conversation?.renderQuestion(this.#actions.end)}
        <div class="body" part="body">${this.#body(session)}</div>
        ${this.#engagement.conversation?.renderDrop()} ${this.#announcer.render()} ${this.#spareSlots(session)}
      </div>
      ${this.#engagement.parts?.verifier(session, this.#handleVerified)}
    `;
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const { session } = this;
    const states = Object.fromEntries(SESSION_STATES.map((name) => [name, session?.state === name]));
    this.setStates({
      ...states,
      unconfigured: !session && !this.#alone && this.#finder.foundNobody,
      relayed: session?.path === 'relayed' && isConversation(session.status),
      'has-unread': !!this.unread,
      verified: session?.verification.level === 'verified',
      dragging: this.#engagement.conversation?.isDragging ?? false,
    });
    const title = this.#focusTitle && this.renderRoot.querySelector<HTMLElement>('#screen-title');
    if (!title) return;
    this.#focusTitle = false;
    title.focus();
  }

  /** Also what the present state needs and is still being loaded. */
  protected override async getUpdateComplete(): Promise<boolean> {
    await super.getUpdateComplete();
    await this.#engagement.settled();
    return super.getUpdateComplete();
  }

  readonly #actions = {
    request: () => this.#try(() => this.request()),
    accept: () => this.#try(() => this.accept()),
    ignore: () => this.session?.ignore(),
    decline: () => this.#try(() => this.decline()),
    end: () => this.#engagement.conversation?.asksToEnd() || this.#try(() => this.end()),
  };

  get #alone(): boolean {
    return this.self !== '' && this.signaling !== '';
  }

  #spareSlots(session: DMSessionLike | null): unknown {
    return [
      session?.state === 'idle' ? nothing : spareSlot('intro'),
      session && !this.withoutHeader ? nothing : [spareSlot('avatar'), spareSlot('header-actions')],
    ];
  }

  #header(session: DMSessionLike, name: string): TemplateResult {
    return header(session, {
      name,
      words: this.words,
      withoutVerify: this.withoutVerify,
      verify: () => void this.verify(),
      end: this.#actions.end,
    });
  }

  /** The screen of the present state, or the conversation. */
  #body(session: DMSessionLike): TemplateResult | typeof nothing {
    const context: ScreenContext = {
      name: session.peerName,
      words: this.words,
      actions: this.#actions,
      relayOnly: this.relayOnly,
      seconds: this.#countdown.seconds,
      now: Date.now(),
    };
    if (session.state === 'idle') return idleScreen(context);
    const { parts, conversation } = this.#engagement;
    return (
      (isConversation(session.status) ? conversation?.render(session) : parts?.screen(session, context)) ?? nothing
    );
  }

  #unconfigured(): string {
    if (!this.#hinted) {
      this.#hinted = true;
      console.warn(
        'dm-session: set self and signaling, put it under a <dm-provider>, or call configure(). See docs/troubleshooting.md.',
      );
    }
    return this.words.term('unconfigured');
  }

  #updateOwner(): void {
    if (!this.#alone) return this.#owner.update([], null);
    const { self, selfName, signaling, tokenUrl, iceUrl, relayOnly, linger, getIceServers } = this;
    this.#owner.update([self, selfName, signaling, tokenUrl, relayOnly], {
      self,
      signaling,
      relayOnly,
      filePolicy: this.filePolicy,
      maxFileSize: this.maxFileSize,
      receipts: !this.withoutReceipts,
      typing: !this.withoutTyping,
      linger,
      timeouts: { reconnect: this.reconnectTimeout * 1_000 },
      ...given({ selfName, tokenUrl, iceUrl, getIceServers }),
    });
  }

  #setClient(client: DMClientLike | null): void {
    this.client = client;
    this.#events.client = client;
    // To be reachable. What goes wrong is shown when the person asks.
    client?.connect().then(
      () => this.#maybeRequest(),
      () => {},
    );
  }

  /** The client may have a newer session with this person. A client that is shared is told of by its provider. */
  #onClientEvent(event: Event | null): void {
    this.#followSession();
    if (event && this.#alone) echoClient(this, event);
  }

  #followSession(): void {
    if (this.#given) return;
    try {
      this.#controller.session = this.client && this.peer ? this.client.session(this.peer) : null;
    } catch (error) {
      this.#error(error);
    }
  }

  #maybeRequest(): void {
    if (this.autoRequest && this.session?.state === 'idle') this.#actions.request();
  }

  /** The page knows the other person's name better than the server and the person; every part shows the session's. */
  #nameSession(): void {
    const name = safeName(this.peerName);
    if (name && this.session && this.session.peerName !== name) this.session.peerName = name;
  }

  #needSession(): DMSessionLike {
    if (!this.session) throw new DMError('bad-config', 'dm-session: no client, or no peer');
    return this.session;
  }

  #try(action: () => Promise<void>): void {
    action().catch((error: unknown) => this.#error(error));
  }

  #error(error: unknown): void {
    this.dispatchEvent(new DMErrorEvent(DMError.is(error) ? error.code : 'bad-config', true));
  }

  /** The engine's events, once more on the element, where they bubble; and what is spoken about them. */
  #onSessionEvent(event: SessionEvent, session: DMSessionLike): void {
    const copy = copyOf(event);
    if (copy) this.dispatchEvent(copy);
    if (event instanceof DMStateChangeEvent) this.#followFocus(event);
    if (session.state !== 'idle') this.#engagement.speak((speaker) => speaker.event(event, session));
  }

  #followFocus(event: DMStateChangeEvent): void {
    if (event.state === 'ended' || event.state === 'failed') this.#engagement.conversation?.forget();
    const target = this.#focusPath.next(event);
    if (target === 'composer') this.#focusComposer().catch(() => {});
    else this.#focusTitle = target === 'title';
  }

  /** The button that opened the dialog is gone when the two have verified each other. */
  readonly #handleVerified = (): void => {
    if (isNowhere()) this.focus();
  };

  /** The focus follows from the button that is gone to where the person goes on. */
  async #focusComposer(): Promise<void> {
    await import('./conversation.js');
    await this.updateComplete;
    await this.composer?.updateComplete;
    this.focus();
  }
}

define('dm-session', DMSessionElement);

declare global {
  interface HTMLElementTagNameMap {
    'dm-session': DMSessionElement;
  }
}
