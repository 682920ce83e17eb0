/**
 * A line: one secure channel over one link after the other. It brings links up (sealing every signaling step), confirms
 * the keys against the certificates really in use, and moves bodies. It knows no messages and no states.
 *
 * Make before break: while another link is made the old one goes on, if it can. A link that was only silent heals in
 * the meantime, and steps may travel over it, so that nobody needs the server that once introduced the two.
 */
import { DMError } from '../errors.js';
import type { CreateLink, LinkOptions, LinkPath, LinkState } from '../link/link.js';
import type { Obstacle } from '../link/obstacle.js';
import { serializeLinkSignal } from '../link/signals.js';
import type { OpenedSignal, SecureChannel } from '../secure/channel.js';
import { fromBase64url, toBase64url, utf8, type Bytes } from '../wire/bytes.js';
import { sealedSignalIn, signalFrame } from '../wire/frames.js';
import { LinkAttempt, type Carrier } from './attempt.js';

export interface LineHandlers {
  /** A sealed signaling step for the server to carry to the other side, base64url. */
  signal(payload: string): Promise<void>;
  /** A link is up; key confirmation is on its way. */
  open(): void;
  /** One authenticated body, in order; the next one waits until this one is dealt with. A rejection breaks the line. */
  body(body: Bytes): Promise<void>;
  /** One message of the files lane, as it came. */
  chunk(bytes: Bytes): void;
  /** The link is silent (it may heal by itself), or works again. */
  interrupted(silent: boolean): void;
  /** There is no link, and none is being made. Before the first confirmation that is the end; after, `reopen`. */
  lost(error: unknown): void;
  /** The channel refused something: everything must end. */
  broken(error: unknown): void;
}

export type LineLinkOptions = Omit<LinkOptions, 'initiator'>;

export class Line {
  /** The link that carries frames. */
  #current: LinkAttempt | null = null;
  /** The one that is being made. */
  #next: LinkAttempt | null = null;
  /** The one before, silent, until the other side does not use it any more either. */
  #replaced: LinkAttempt | null = null;
  /** The last that carried frames, also when it is gone. */
  #last: LinkAttempt | null = null;
  /** The one that was not asked to be replaced because it was being made. */
  #spared: LinkAttempt | null = null;
  /** The highest attempt number so far. */
  #started = 0;
  #closed = false;
  #sealing: Promise<void>;
  #opening: Promise<void> = Promise.resolve();
  /** Steps that did not open or parse. Dropped, and counted for diagnosis. */
  garbage = 0;
  /** The other side has sent at least one step that is really theirs. */
  heard = false;

  constructor(
    private readonly channel: SecureChannel,
    /** Resolves when the channel can seal signals. */
    keys: Promise<void>,
    private readonly createLink: CreateLink,
    private readonly linkOptions: () => Promise<LineLinkOptions>,
    /** Bytes, counted here. */
    private readonly traffic: { sent: number; received: number },
    private readonly handlers: LineHandlers,
  ) {
    // Without keys nothing leaves any more. Whoever makes them hears of it, and ends this.
    this.#sealing = keys.catch(() => void (this.#closed = true));
  }

  /** Makes the first link. Rejects `unsupported` where the browser has no WebRTC. */
  open(): Promise<void> {
    return this.#make(0, 'server');
  }

  /**
   * Makes another link (initiator), or asks the other side to (responder).
   * @param carrier `link`: over the link that still works, where there is one
   */
  async reopen(carrier: Carrier = 'server'): Promise<void> {
    const by = carrier === 'link' && this.#current?.link?.state === 'open' ? 'link' : 'server';
    if (by === 'link' && this.#next) return;
    if (this.channel.role === 'initiator') await this.#make(await this.channel.reconnect(), by);
    else if (!this.#spare()) await this.#carry(await this.channel.sealLost(), by);
  }

  /** A sealed step from the server. Whatever does not open or parse is dropped. */
  signal(payload: string): void {
    this.#take(fromBase64url(payload), 'server');
  }

  /** Hands a frame of the channel to the link. Without one it is dropped: the channel keeps what must arrive. */
  transmit(frame: Bytes): void {
    this.traffic.sent += frame.length;
    this.#current?.link?.send('messages', frame).catch(() => {
      // The link closed underneath: `state` reports it, and the channel repeats what was not acknowledged.
    });
  }

  /**
   * One message on the files lane. Resolves when there is room for more; rejects `link-lost`, also until both sides have
   * confirmed a new link: what the old one still carries would be overtaken.
   */
  async sendChunk(frame: Bytes): Promise<void> {
    const { link, state } = this.#current ?? {};
    if (!link || state !== 'confirmed') throw new DMError('link-lost', 'no link carries chunks now');
    this.traffic.sent += frame.length;
    await link.send('files', frame);
  }

  send(body: Bytes): Promise<number> {
    return this.channel.send(body);
  }

  /** For a page that is going away: sends the frame that was sealed for this moment, without waiting for anything. */
  farewell(): void {
    if (this.channel.farewell) this.transmit(this.channel.farewell);
  }

  /** The other side has confirmed the link, so it listens to no older one. */
  confirmed(): void {
    if (this.#current) this.#current.state = 'confirmed';
    this.#replaced?.close();
    this.#replaced = null;
  }

  /** A link that both sides have confirmed is open. */
  get works(): boolean {
    return this.#current?.state === 'confirmed' && this.#current.link?.state === 'open';
  }

  /** Why the link that is being made does not open. */
  get obstacle(): Obstacle {
    return this.#next?.link?.obstacle ?? 'no-route';
  }

  path(): Promise<LinkPath> {
    return this.#current?.link?.path() ?? Promise.resolve('unknown');
  }

  /** Closes the links and wipes the channel. Idempotent. */
  close(): void {
    this.#closed = true;
    for (const attempt of [this.#next, this.#current, this.#replaced]) attempt?.close();
    this.#next = this.#current = this.#replaced = null;
    this.channel.wipe();
  }

  /** Responder: whether one that is being made gets its time. Once: it may have been given up on the other side. */
  #spare(): boolean {
    const making = this.#next ?? (this.#current?.state === 'confirming' ? this.#current : null);
    if (!making || making === this.#spared) return false;
    this.#spared = making;
    return true;
  }

  async #make(number: number, carrier: Carrier): Promise<void> {
    this.#next?.close();
    // Open here, but the other side has given it up.
    if (this.#current?.state === 'confirming') this.#dropCurrent();
    const attempt = new LinkAttempt(number, carrier);
    this.#next = attempt;
    this.#started = number;
    try {
      const options = { ...(await this.linkOptions()), initiator: this.channel.role === 'initiator' };
      if (!this.#isLive(attempt)) return;
      const link = await this.createLink(options, {
        signal: (signal) => {
          if (this.#isLive(attempt)) this.#seal(attempt, serializeLinkSignal(signal));
        },
        state: (state, error) => {
          if (this.#isLive(attempt)) this.#onLinkState(attempt, state, error);
        },
        message: (lane, bytes) => {
          if (!this.#isLive(attempt)) return;
          this.traffic.received += bytes.length;
          if (lane === 'messages') this.#receive(attempt, bytes);
          else this.handlers.chunk(bytes);
        },
      });
      if (this.#isLive(attempt)) attempt.adopt(link);
      else link.close();
    } catch (error) {
      if (this.#next === attempt) this.#next = null;
      throw error;
    }
  }

  /** Late callbacks of other attempts are ignored. */
  #isLive(attempt: LinkAttempt): boolean {
    return !this.#closed && (attempt === this.#next || attempt === this.#current);
  }

  #take(sealed: Bytes | null, carrier: Carrier): void {
    this.#opening = this.#opening
      .then(async () => {
        if (this.#closed) return;
        const opened = sealed && (await this.channel.openSignal(sealed));
        if (!opened) this.garbage++;
        else await this.#onSignal(opened, carrier);
      })
      .catch((error: unknown) => this.#broken(error));
  }

  async #onSignal(opened: OpenedSignal, carrier: Carrier): Promise<void> {
    this.heard = true;
    if (opened.kind === 'lost') return this.#onLostByPeer(opened.attempt, carrier);
    if (opened.attempt > this.#started) {
      // The initiator makes another link. Where it does not trust the old one any more, nor do we.
      const making = this.#make(opened.attempt, carrier);
      if (carrier === 'server') this.handlers.interrupted(true);
      // Nothing is broken where this cannot be done now: the initiator tries again.
      await making.catch((error: unknown) => this.handlers.lost(error));
    }
    const attempt = [this.#next, this.#current].find((each) => each?.number === opened.attempt);
    if (attempt && !attempt.apply(opened.plaintext)) this.garbage++;
  }

  async #onLostByPeer(attempt: number, carrier: Carrier): Promise<void> {
    if (carrier === 'link') return this.reopen('link').catch(() => {});
    // Our offer of another is still on its way to them; the old link, if we have it yet, is of no use.
    if (attempt < this.#started) return this.handlers.interrupted(true);
    // What we are making has failed over there.
    this.#next?.close();
    this.#next = null;
    this.handlers.lost(new DMError('link-lost', 'the link closed'));
  }

  /** Sealed one after the other, so that they leave in order; nobody waits for the server's answer in between. */
  #seal(attempt: LinkAttempt, text: string): void {
    // A step that nobody needs any more may fail: the server may be gone, and the link works.
    const failed = (error: unknown): void => {
      if (!this.#closed && attempt === this.#next) this.handlers.lost(error);
    };
    this.#sealing = this.#sealing.then(async () => {
      if (!this.#isLive(attempt)) return;
      this.#carry(await this.channel.sealSignal(utf8(text)), attempt.carrier).catch(failed);
    });
    this.#sealing = this.#sealing.catch(failed);
  }

  async #carry(sealed: Bytes, carrier: Carrier): Promise<void> {
    const link = this.#current?.link;
    if (carrier === 'link' && link?.state === 'open') await link.send('messages', signalFrame(sealed));
    else await this.handlers.signal(toBase64url(sealed));
  }

  #onLinkState(attempt: LinkAttempt, state: LinkState, error?: Error): void {
    if (state === 'open' && attempt === this.#next) this.#promote(attempt);
    else if (state === 'closed') this.#onLinkClosed(attempt, error ?? new DMError('link-lost', 'the link closed'));
    else if (attempt === this.#current) this.handlers.interrupted(state === 'interrupted');
  }

  #onLinkClosed(attempt: LinkAttempt, error: Error): void {
    attempt.close();
    if (attempt === this.#next) {
      this.#next = null;
      if (this.#current?.link?.state !== 'open') this.handlers.lost(error);
      return;
    }
    this.#dropCurrent();
    if (this.#next) this.handlers.interrupted(true);
    else this.handlers.lost(error);
  }

  /** The link that was made carries everything from here on. */
  #promote(attempt: LinkAttempt): void {
    attempt.before = this.#last;
    // No record goes over the new link before its confirmation.
    this.channel.suspend();
    this.#replaced?.close();
    this.#replaced = this.#current;
    this.#current = this.#last = attempt;
    this.#next = null;
    attempt.state = 'confirming';
    this.handlers.open();
    this.#confirm(attempt).then(attempt.release, (reason: unknown) => {
      // A link that went away in the middle of its confirmation is lost, not broken.
      if (!DMError.is(reason, 'link-lost')) this.#broken(reason);
      else if (attempt === this.#current) this.#onLinkClosed(attempt, reason);
    });
  }

  async #confirm(attempt: LinkAttempt): Promise<void> {
    // What the last link still delivered is taken first: a confirmation says how much we have.
    await attempt.before?.settled();
    const fingerprints = await attempt.link?.fingerprints();
    if (!fingerprints || attempt !== this.#current) {
      throw new DMError('link-lost', 'the link closed');
    }
    await this.channel.confirm(fingerprints);
  }

  #receive(attempt: LinkAttempt, frame: Bytes): void {
    const sealed = sealedSignalIn(frame);
    if (sealed) return attempt.state === 'confirmed' ? this.#take(sealed, 'link') : undefined;
    if (attempt === this.#current && attempt.state === 'confirmed') this.channel.prepare(frame);
    attempt.received = attempt.received
      .then(async () => {
        // A link that was given up before both had confirmed it has nothing to say.
        if (this.#closed || (attempt !== this.#current && attempt.state !== 'confirmed')) return;
        for (const body of await this.channel.receive(frame)) {
          if (this.#closed) return;
          await this.handlers.body(body);
        }
      })
      .catch((error: unknown) => this.#broken(error));
  }

  #broken(error: unknown): void {
    if (!this.#closed) this.handlers.broken(error);
  }

  #dropCurrent(): void {
    this.#current?.close();
    this.#replaced?.close();
    this.#current = this.#replaced = null;
    this.channel.suspend();
  }
}
