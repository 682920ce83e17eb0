/**
 * A line: one secure channel over one link at a time. It brings the link up (sealing every signaling step), confirms
 * the keys against the certificates really in use, and then moves bodies. It knows no messages and no states.
 */
import { DMError } from '../errors.js';
import type { CreateLink, Link, LinkOptions, LinkPath, LinkState } from '../link/link.js';
import { parseLinkSignal, serializeLinkSignal } from '../link/signals.js';
import type { SecureChannel } from '../secure/channel.js';
import { fromBase64url, fromUtf8, toBase64url, utf8, type Bytes } from '../wire/bytes.js';

export interface LineHandlers {
  /** A sealed signaling step to send to the other side, base64url. */
  signal(payload: string): Promise<void>;
  /** The link is up; key confirmation is on its way. */
  open(): void;
  /** The other side proved that it has the same keys and certificates: from now on `send` works. */
  confirmed(): void;
  /** One authenticated body, in order. */
  body(body: Bytes): void;
  /** The link is silent (it may heal by itself), or works again. */
  interrupted(silent: boolean): void;
  /** The link is gone. Before `confirmed` that is the end; after, `reopen` may make another. */
  lost(error: unknown): void;
  /** The channel refused something: everything must end. */
  broken(error: unknown): void;
}

export type LineLinkOptions = Omit<LinkOptions, 'initiator'>;

export class Line {
  #link: Link | null = null;
  /** Signals that came before the link was made. */
  #early: string[] = [];
  #sealing: Promise<void> = Promise.resolve();
  #opening: Promise<void> = Promise.resolve();
  #receiving: Promise<void> = Promise.resolve();
  /** Counts links, so that a late callback of an old one is ignored. */
  #generation = 0;
  /** Steps the other side (or the server) sent that did not open or parse. Dropped, and counted for diagnosis. */
  garbage = 0;

  constructor(
    private readonly channel: SecureChannel,
    private readonly createLink: CreateLink,
    private readonly handlers: LineHandlers,
  ) {
    channel.confirmed.then(
      () => handlers.confirmed(),
      (error: unknown) => handlers.broken(error),
    );
  }

  /** Makes a link. Rejects `unsupported` where the browser has no WebRTC. */
  async open(options: LineLinkOptions): Promise<void> {
    const generation = ++this.#generation;
    const current = (): boolean => generation === this.#generation;
    // Frames wait until our own confirmation is made: the other side's may arrive first.
    let confirm: (() => void) | null = null;
    const confirming = new Promise<void>((resolve) => (confirm = resolve));
    this.#receiving = this.#receiving.then(() => confirming);

    const link = await this.createLink(
      { ...options, initiator: this.channel.role === 'initiator' },
      {
        signal: (signal) => {
          if (current()) this.#seal(serializeLinkSignal(signal));
        },
        state: (state, error) => {
          if (!current()) return;
          this.#linkState(state, error, confirm);
          if (state === 'open') confirm = null;
        },
        message: (lane, bytes) => {
          if (current() && lane === 'messages') this.#receive(bytes, current);
        },
      },
    );
    if (!current()) return link.close();
    this.#link = link;
    for (const payload of this.#early.splice(0)) this.signal(payload);
  }

  /** A sealed step from the other side. Whatever does not open or parse is dropped. */
  signal(payload: string): void {
    if (!this.#link) {
      if (this.#early.length < MAX_EARLY_SIGNALS) this.#early.push(payload);
      return;
    }
    const link = this.#link;
    this.#opening = this.#opening.then(async () => {
      const sealed = fromBase64url(payload);
      const opened = sealed && (await this.channel.openSignal(sealed));
      const signal = opened && parseLinkSignal(fromUtf8(opened) ?? '');
      if (signal) link.signal(signal);
      else this.garbage++;
    });
    this.#opening = this.#opening.catch((error: unknown) => this.handlers.broken(error));
  }

  /** Hands a frame of the channel to the link. Without one it is dropped: the channel keeps what must arrive. */
  transmit(frame: Bytes): void {
    this.#link?.send('messages', frame).catch(() => {
      // The link closed underneath: `state` reports it, and the channel repeats what was not acknowledged.
    });
  }

  send(body: Bytes): Promise<number> {
    return this.channel.send(body);
  }

  /** For a page that is going away: sends the frame that was sealed for this moment, without waiting for anything. */
  farewell(): void {
    if (this.channel.farewell) this.transmit(this.channel.farewell);
  }

  path(): Promise<LinkPath> {
    return this.#link?.path() ?? Promise.resolve('unknown');
  }

  /** Bytes of messages that are not on the network yet. */
  get buffered(): number {
    return this.#link?.buffered('messages') ?? 0;
  }

  /** Closes the link and wipes the channel. Idempotent. */
  close(): void {
    this.#generation++;
    this.#link?.close();
    this.#link = null;
    this.#early = [];
    this.channel.wipe();
  }

  #seal(text: string): void {
    this.#sealing = this.#sealing.then(async () => {
      await this.handlers.signal(toBase64url(await this.channel.sealSignal(utf8(text))));
    });
    this.#sealing = this.#sealing.catch((error: unknown) => this.handlers.lost(error));
  }

  #linkState(state: LinkState, error: Error | undefined, confirm: (() => void) | null): void {
    if (state === 'open' && confirm) {
      this.handlers.open();
      this.#confirm().then(confirm, (reason: unknown) => this.handlers.broken(reason));
    } else if (state === 'open' || state === 'interrupted') {
      this.handlers.interrupted(state === 'interrupted');
    } else if (state === 'closed') {
      this.handlers.lost(error ?? new DMError('link-lost', 'the link closed'));
    }
  }

  async #confirm(): Promise<void> {
    if (!this.#link) throw new DMError('link-lost', 'the link closed before it could be confirmed');
    await this.channel.confirm(await this.#link.fingerprints());
  }

  #receive(frame: Bytes, current: () => boolean): void {
    this.#receiving = this.#receiving.then(async () => {
      const body = await this.channel.receive(frame);
      if (body && current()) this.handlers.body(body);
    });
    this.#receiving = this.#receiving.catch((error: unknown) => {
      if (current()) this.handlers.broken(error);
    });
  }
}

/** Candidates may overtake the loading of the WebRTC code; nobody needs to send more than a few dozen. */
const MAX_EARLY_SIGNALS = 64;
