/**
 * A line: one secure channel over one link at a time. It brings links up (sealing every signaling step), confirms the
 * keys against the certificates really in use, and moves bodies. It knows no messages and no states.
 */
import { DMError } from '../errors.js';
import type { CreateLink, Link, LinkOptions, LinkPath, LinkState } from '../link/link.js';
import { parseLinkSignal, serializeLinkSignal } from '../link/signals.js';
import type { OpenedSignal, SecureChannel } from '../secure/channel.js';
import { fromBase64url, fromUtf8, toBase64url, utf8, type Bytes } from '../wire/bytes.js';

export interface LineHandlers {
  /** A sealed signaling step to send to the other side, base64url. */
  signal(payload: string): Promise<void>;
  /** A link is up; key confirmation is on its way. */
  open(): void;
  /** One authenticated body, in order; the next one waits until this one is dealt with. A rejection breaks the line. */
  body(body: Bytes): Promise<void>;
  /** One message of the files lane, as it came. */
  chunk(bytes: Bytes): void;
  /** The link is silent (it may heal by itself), or works again. */
  interrupted(silent: boolean): void;
  /** The link is gone. Before the first confirmation that is the end; after, `reopen` makes another. */
  lost(error: unknown): void;
  /** The channel refused something: everything must end. */
  broken(error: unknown): void;
}

export type LineLinkOptions = Omit<LinkOptions, 'initiator'>;

/** Steps may overtake the loading of the WebRTC code; nobody needs to send more than a few dozen. */
const MAX_EARLY_SIGNALS = 64;

export class Line {
  #link: Link | null = null;
  /** Which link: 0 is the first, each reconnect counts one more. Late callbacks of older ones are ignored. */
  #attempt = 0;
  /** The highest number so far. */
  #started = 0;
  /** Lets go of frames that wait for a confirmation. */
  #release: () => void = () => {};
  #closed = false;
  /** Steps for the current link that came before it was made. */
  #early: OpenedSignal[] = [];
  #sealing: Promise<void> = Promise.resolve();
  #opening: Promise<void> = Promise.resolve();
  #receiving: Promise<void> = Promise.resolve();
  /** Steps that did not open or parse. Dropped, and counted for diagnosis. */
  garbage = 0;
  /** The other side has sent at least one step that is really theirs. */
  heard = false;

  constructor(
    private readonly channel: SecureChannel,
    private readonly createLink: CreateLink,
    private readonly linkOptions: () => Promise<LineLinkOptions>,
    private readonly handlers: LineHandlers,
  ) {}

  /** Makes the first link. Rejects `unsupported` where the browser has no WebRTC. */
  open(): Promise<void> {
    return this.#makeLink(0);
  }

  /** The link is gone: makes another (initiator), or asks the other side to (responder). */
  async reopen(): Promise<void> {
    if (this.channel.role === 'responder' && this.#link?.state === 'connecting') return;
    this.#dropLink();
    this.channel.suspend();
    if (this.channel.role === 'initiator') await this.#makeLink(await this.channel.reconnect());
    else await this.handlers.signal(toBase64url(await this.channel.sealLost()));
  }

  /** A sealed step from the other side. Whatever does not open or parse is dropped. */
  signal(payload: string): void {
    this.#opening = this.#opening
      .then(async () => {
        const sealed = fromBase64url(payload);
        const opened = sealed && (await this.channel.openSignal(sealed));
        if (!opened) this.garbage++;
        else await this.#onSignal(opened);
      })
      .catch((error: unknown) => this.#broken(error));
  }

  /** Hands a frame of the channel to the link. Without one it is dropped: the channel keeps what must arrive. */
  transmit(frame: Bytes): void {
    this.#link?.send('messages', frame).catch(() => {
      // The link closed underneath: `state` reports it, and the channel repeats what was not acknowledged.
    });
  }

  /** One message on the files lane. Resolves when there is room for more; rejects `link-lost`. */
  sendChunk(frame: Bytes): Promise<void> {
    return this.#link?.send('files', frame) ?? Promise.reject(new DMError('link-lost', 'there is no link'));
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

  /** Closes the link and wipes the channel. Idempotent. */
  close(): void {
    this.#closed = true;
    this.#dropLink();
    this.channel.wipe();
  }

  async #makeLink(attempt: number): Promise<void> {
    if (attempt !== this.#attempt) this.#dropLink();
    this.#attempt = this.#started = attempt;
    const current = (): boolean => attempt === this.#attempt && !this.#closed;
    // Frames wait until our own confirmation is made: the other side's may arrive first.
    let opened = false;
    const confirming = new Promise<void>((resolve) => (this.#release = resolve));
    const earlier = this.#receiving;
    this.#receiving = earlier.then(() => confirming);
    const options = { ...(await this.linkOptions()), initiator: this.channel.role === 'initiator' };
    if (!current()) return;
    const link = await this.createLink(options, {
      signal: (signal) => {
        if (current()) this.#seal(serializeLinkSignal(signal));
      },
      state: (state, error) => {
        if (!current()) return;
        this.#onLinkState(state, error, opened ? null : earlier);
        opened ||= state === 'open';
      },
      message: (lane, bytes) => {
        if (!current()) return;
        if (lane === 'messages') this.#receive(bytes);
        else this.handlers.chunk(bytes);
      },
    });
    if (!current()) return link.close();
    this.#link = link;
    for (const signal of this.#early.splice(0)) this.#apply(signal);
  }

  async #onSignal(opened: OpenedSignal): Promise<void> {
    this.heard = true;
    if (opened.kind === 'lost') {
      if (this.#link?.state === 'connecting') return;
      this.#dropLink();
      return this.handlers.lost(new DMError('link-lost', 'the other side has lost the link'));
    }
    if (opened.attempt > this.#started) {
      // The initiator makes another link. If ours still seemed to work, it does not.
      const making = this.#makeLink(opened.attempt);
      this.handlers.interrupted(true);
      await making;
    }
    if (opened.attempt === this.#attempt) this.#apply(opened);
  }

  #apply(opened: OpenedSignal): void {
    if (!this.#link) {
      if (this.#early.length < MAX_EARLY_SIGNALS) this.#early.push(opened);
      return;
    }
    const signal = opened.kind === 'step' && parseLinkSignal(fromUtf8(opened.plaintext) ?? '');
    if (signal) this.#link.signal(signal);
    else this.garbage++;
  }

  /** Sealed one after the other, so that they leave in order; nobody waits for the server's answer in between. */
  #seal(text: string): void {
    const failed = (error: unknown): void => {
      if (!this.#closed) this.handlers.lost(error);
    };
    this.#sealing = this.#sealing.then(async () => {
      const payload = toBase64url(await this.channel.sealSignal(utf8(text)));
      this.handlers.signal(payload).catch(failed);
    });
    this.#sealing = this.#sealing.catch(failed);
  }

  #onLinkState(state: LinkState, error: Error | undefined, earlier: Promise<void> | null): void {
    if (state === 'open' && earlier) {
      this.handlers.open();
      this.#confirm(earlier).then(this.#release, (reason: unknown) => this.#broken(reason));
    } else if (state === 'open' || state === 'interrupted') {
      this.handlers.interrupted(state === 'interrupted');
    } else if (state === 'closed') {
      this.#dropLink();
      this.handlers.lost(error ?? new DMError('link-lost', 'the link closed'));
    }
  }

  async #confirm(earlier: Promise<void>): Promise<void> {
    // What the last link still delivered is taken first: a confirmation says how much we have.
    await earlier;
    if (!this.#link) throw new DMError('link-lost', 'the link closed before it could be confirmed');
    await this.channel.confirm(await this.#link.fingerprints());
  }

  #receive(frame: Bytes): void {
    this.#receiving = this.#receiving
      .then(async () => {
        if (this.#closed) return;
        const body = await this.channel.receive(frame);
        if (body && !this.#closed) await this.handlers.body(body);
      })
      .catch((error: unknown) => this.#broken(error));
  }

  #broken(error: unknown): void {
    if (this.#closed) return;
    // A link that went away in the middle of its confirmation is lost, not broken.
    if (DMError.is(error, 'link-lost')) this.handlers.lost(error);
    else this.handlers.broken(error);
  }

  /** From here on nothing of the old link is listened to. */
  #dropLink(): void {
    this.#early = [];
    this.#release();
    this.#attempt = NO_LINK;
    this.#link?.close();
    this.#link = null;
  }
}

/** No attempt has this number, so no callback of an old link and no late step counts. */
const NO_LINK = -1;
