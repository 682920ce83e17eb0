/**
 * The introduction: request and acceptance carry the handshake, and out of it comes a line. It speaks to the server
 * and keeps the half-made keys; it decides nothing (the session does).
 */
import { DMError } from '../errors.js';
import type { SecureChannel, SecureChannelOptions } from '../secure/channel.js';
import type { LinkPath } from '../link/link.js';
import type { Obstacle } from '../link/obstacle.js';
import type { SignalKind, SignalMessage } from '../signaling/adapter.js';
import { fromBase64url, toBase64url, type Bytes } from '../wire/bytes.js';
import type { SessionEnvironment } from './environment.js';
import type { InviteKeys } from './invites.js';
import { Line, type LineHandlers } from './line.js';
import { encodeMessage } from './messages.js';

/** How often it is looked how the link goes. Milliseconds. */
export const PATH_MS = 5_000;

export class Introduction {
  /** Session id, base64url; empty until there is one. */
  id = '';
  /** Once there are keys on both sides. */
  line: Line | null = null;
  /** How the link goes that works now, or did until it was lost. */
  path: LinkPath = 'unknown';
  /** Bytes, over every link so far. */
  readonly traffic = { sent: 0, received: 0 };
  #channel: SecureChannel | null = null;
  #invite: InviteKeys | null = null;
  /** The handshake message of a request that waits for our answer. */
  #m1: Bytes | null = null;
  #closed = false;
  #looking: unknown;

  constructor(
    private readonly env: SessionEnvironment,
    private readonly peer: string,
    private readonly handlers: Omit<LineHandlers, 'signal'> & {
      /** Something authenticated came from the other side. */
      heard(): void;
      /** `path` has changed. */
      routed(): void;
      /** The other side proved that it has the same keys and certificates: a link works, the first or a later one. */
      confirmed(): void;
    },
  ) {}

  /** Asks. Rejects with what the server or this browser says against it. */
  async ask(invite: InviteKeys | null): Promise<void> {
    this.env.assertSupported();
    this.#invite = invite;
    const { channel, m1 } = await this.env.initiate(this.#channelOptions());
    if (this.#closed || this.#m1) return channel.wipe();
    this.#channel = channel;
    this.id = toBase64url(channel.session);
    this.env.prepare();
    await this.env.send(this.peer, { ...this.#message('request', m1), name: this.env.selfName });
  }

  /** Takes in a request to us; one that we made ourselves (both asked at once) gives way to it. */
  take(message: SignalMessage, invite: InviteKeys | null): void {
    this.#invite = invite;
    this.#channel?.wipe();
    this.#channel = null;
    this.id = message.session;
    this.#m1 = fromBase64url(message.payload ?? '') ?? new Uint8Array();
    this.env.prepare();
  }

  /** Says yes to the request taken in, and starts to connect. */
  async answer(): Promise<void> {
    this.env.assertSupported();
    const { channel, m2 } = await this.env.respond(this.#channelOptions(), this.#m1 ?? new Uint8Array());
    if (this.#closed) return channel.wipe();
    this.#channel = channel;
    if (toBase64url(channel.session) !== this.id) {
      throw new DMError('protocol', 'the request and its handshake name different sessions');
    }
    const line = this.#makeLine(channel);
    await Promise.all([this.env.send(this.peer, this.#message('accept', m2)), line.open()]);
  }

  /** They said yes. */
  async receiveAccept(message: SignalMessage): Promise<void> {
    const m2 = fromBase64url(message.payload ?? '');
    if (!this.#channel || !m2) throw new DMError('protocol', 'the acceptance carries no handshake');
    // The browser prepares its offer while the keys are made that will seal it.
    const keys = this.#channel.receiveAccept(m2);
    const line = this.#makeLine(this.#channel, keys);
    await Promise.all([keys, line.open()]);
  }

  /** A courtesy to the other side. If it does not arrive, their own timeout does the same. */
  tell(kind: SignalKind & ('cancel' | 'decline' | 'end')): void {
    if (this.id) this.env.send(this.peer, { kind, session: this.id }).catch(() => {});
  }

  async sendChunk(frame: Bytes): Promise<void> {
    if (!this.line) throw new DMError('link-lost', 'the link closed');
    await this.line.sendChunk(frame);
  }

  /**
   * There is no link, and no more time. Silence after the acceptance: they have gone. An answer, but no connection: the
   * networks do not let us, which they find out by themselves, and perhaps for another reason.
   */
  giveUp(): Obstacle | 'timed-out' {
    if (this.line?.heard) return this.line.obstacle;
    this.tell('end');
    return 'timed-out';
  }

  get channel(): SecureChannel | null {
    return this.#channel;
  }

  close(): void {
    this.#closed = true;
    this.env.clock.clearTimeout(this.#looking);
    this.line?.close();
    this.#channel?.wipe();
    this.line = null;
    this.#channel = null;
    this.#m1 = null;
    this.path = 'unknown';
  }

  /** @param keys resolves when the channel can seal signals */
  #makeLine(channel: SecureChannel, keys: Promise<void> = Promise.resolve()): Line {
    this.line = new Line(channel, keys, this.env.createLink, () => this.env.linkOptions(), this.traffic, {
      ...this.handlers,
      body: (body) => {
        this.handlers.heard();
        return this.handlers.body(body);
      },
      chunk: (bytes) => {
        this.handlers.heard();
        this.handlers.chunk(bytes);
      },
      interrupted: (silent) => {
        this.handlers.interrupted(silent);
        if (!silent) void this.#findPath();
      },
      signal: (payload) => this.env.send(this.peer, { kind: 'signal', session: this.id, payload }),
    });
    return this.line;
  }

  #channelOptions(): SecureChannelOptions {
    return {
      self: this.env.self,
      peer: this.peer,
      ...(this.#invite && { invite: this.#invite }),
      primitives: { random: this.env.random },
      now: () => this.env.clock.now(),
      output: (frame) => this.line?.transmit(frame),
      confirmed: () => {
        this.line?.confirmed();
        this.handlers.confirmed();
        void this.#findPath();
      },
      farewell: encodeMessage({ type: 'end', cause: 'left' }),
    };
  }

  /** Again and again: ICE may find a better way at any time, and Firefox tells nobody (no `selectedcandidatepairchange`). */
  async #findPath(): Promise<void> {
    const path = (await this.line?.path().catch(() => null)) ?? 'unknown';
    if (this.#closed) return;
    this.env.clock.clearTimeout(this.#looking);
    this.#looking = this.env.clock.setTimeout(() => void this.#findPath(), PATH_MS);
    if (path === 'unknown' || path === this.path) return;
    this.path = path;
    this.handlers.routed();
  }

  #message(kind: SignalKind, payload: Bytes): SignalMessage {
    return { kind, session: this.id, payload: toBase64url(payload) };
  }
}
