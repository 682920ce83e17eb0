/**
 * `signalr:https://host/hub`: a SignalR hub with the methods and events of a plain chat product (request, accept, reject,
 * offer, answer, candidate, end). Our messages travel whole, as opaque strings, through SendOffer, SendAnswer and
 * SendIceCandidate; the other methods are called beside them, so that a hub may act on them. `server/aspnet` is such a
 * hub; one without WatchPresence works too, and then everybody counts as online until a request says otherwise.
 */
import type { HubConnection, IRetryPolicy } from '@microsoft/signalr';
import type * as SignalR from '@microsoft/signalr';
import { DM_ERROR_CODES, DMError, type DMErrorCode } from '../errors.js';
import type { SignalingAdapter, SignalMessage } from './adapter.js';
import { BaseAdapter } from './base.js';
import { isUserId, parseSignalMessage } from './parse.js';

export interface SignalRAdapterOptions {
  /** A fresh token, asked for at each connection. Without it the id goes into the address, for a try-out. */
  readonly getToken?: () => Promise<string>;
}

/** Milliseconds. */
const MIN_DELAY_MS = 500;
const MAX_DELAY_MS = 30_000;
/**
 * A hub that has not answered a call by then is behind a socket that died without saying so: the page has another address
 * now. SignalR itself waits for 30 s, which is all the time that a session has to come back.
 */
const SILENCE_MS = 4_000;

/** Which opaque string carries a message, and what is called beside it. */
const CARRIERS = {
  request: { carrier: 'SendOffer', before: 'RequestDMSession' },
  accept: { carrier: 'SendAnswer', after: 'AcceptDMSession' },
  decline: { carrier: 'SendAnswer', after: 'RejectDMSession' },
  signal: { carrier: 'SendIceCandidate' },
  cancel: { carrier: 'SendIceCandidate', after: 'EndDMSession' },
  end: { carrier: 'SendIceCandidate', after: 'EndDMSession' },
} as const satisfies Partial<Record<SignalMessage['kind'], { carrier: string; before?: string; after?: string }>>;

export class SignalRAdapter extends BaseAdapter implements SignalingAdapter {
  #self = '';
  #connection: HubConnection | null = null;
  /** Requests that ring here, by who asks: the hub says only whose ringing is over, not which. */
  readonly #ringing = new Map<string, string>();

  /** @param url of the hub, `http(s)://…` */
  constructor(
    private readonly url: string,
    private readonly options: SignalRAdapterOptions = {},
  ) {
    super();
  }

  async connect(self: string, signal?: AbortSignal): Promise<void> {
    if (!isUserId(self)) throw new DMError('bad-config', 'expected a user id of 1 to 128 characters');
    if (!URL.canParse(this.url)) throw new DMError('bad-config', 'signaling: not the address of a hub');
    if (this.#connection) return;
    this.#self = self;
    this.setState('connecting');
    const connection = await this.#build();
    this.#connection = connection;
    const abort = (): void => void connection.stop();
    signal?.addEventListener('abort', abort);
    try {
      await connection.start();
    } catch (error) {
      this.#connection = null;
      const failure = refusalOf(error) ?? new DMError('signaling-lost', 'the hub cannot be reached', { cause: error });
      this.setState('offline', failure);
      throw failure;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
    this.#online();
  }

  async send(to: string, message: SignalMessage): Promise<void> {
    if (!isUserId(to) || !parseSignalMessage(message) || message.kind === 'taken') {
      throw new DMError('bad-message', 'not a signaling message');
    }
    const { carrier, before, after }: { carrier: string; before?: string; after?: string } = CARRIERS[message.kind];
    if (message.kind === 'accept' || message.kind === 'decline') this.#ringing.delete(to);
    if (before) await this.#invoke(before, to);
    await this.#invoke(carrier, to, JSON.stringify(message));
    if (after) await this.#invoke(after, to);
  }

  watchPresence(peer: string, handler: (online: boolean) => void): () => void {
    return this.watchers.watch(
      peer,
      handler,
      () => this.#watch(peer),
      () => void this.#invoke('UnwatchPresence', peer).catch(() => {}),
    );
  }

  async disconnect(): Promise<void> {
    const connection = this.#connection;
    this.#connection = null;
    this.forgetEverybody();
    this.#ringing.clear();
    await connection?.stop();
  }

  async #build(): Promise<HubConnection> {
    const { HubConnectionBuilder, LogLevel } = await load();
    const { getToken } = this.options;
    const url = new URL(this.url);
    if (!getToken) url.searchParams.set('user', this.#self);
    const connection = new HubConnectionBuilder()
      .withUrl(url.href, getToken ? { accessTokenFactory: getToken } : {})
      .withAutomaticReconnect(retry)
      .configureLogging(LogLevel.None)
      .build();
    for (const event of ['ReceiveOffer', 'ReceiveAnswer', 'ReceiveIceCandidate']) {
      connection.on(event, (from: unknown, payload: unknown) => this.#receive(from, payload));
    }
    // What these say stands in the strings that come with them.
    for (const event of ['DMSessionRequest', 'DMSessionAccepted', 'DMSessionRejected']) connection.on(event, () => {});
    connection.on('DMSessionEnded', (from: unknown) => this.#ended(from));
    connection.on('PresenceChanged', (user: unknown, online: unknown) => {
      if (typeof user === 'string') this.watchers.set(user, online === true);
    });
    connection.onreconnecting((cause) => {
      this.watchers.forget();
      this.setState('connecting', new DMError('signaling-lost', 'the connection to the hub is gone', { cause }));
    });
    connection.onreconnected(() => this.#online());
    connection.onclose((error) => {
      if (this.#connection !== connection) return;
      this.#connection = null;
      this.watchers.forget();
      this.setState('offline', refusalOf(error) ?? new DMError('signaling-lost', 'the hub closed the connection'));
    });
    return connection;
  }

  #online(): void {
    this.setState('online');
    for (const peer of this.watchers.peers) this.#watch(peer);
  }

  #receive(from: unknown, payload: unknown): void {
    if (!isUserId(from) || typeof payload !== 'string') return;
    const message = parse(payload);
    // Only a server says `taken`, and this one says it in its own way.
    if (!message || message.kind === 'taken') return;
    if (message.kind === 'request') this.#ringing.set(from, message.session);
    if (message.kind === 'cancel') this.#ringing.delete(from);
    this.messages.emit(from, message);
  }

  /** Another page of ours has answered this person. What they ended themselves was in a string before. */
  #ended(from: unknown): void {
    const session = typeof from === 'string' && this.#ringing.get(from);
    if (!session) return;
    this.#ringing.delete(from);
    this.messages.emit(this.#self, { kind: 'taken', session });
  }

  #watch(peer: string): void {
    if (this.state !== 'online') return;
    this.#invoke('WatchPresence', peer).catch((error: unknown) => {
      // A hub that cannot tell: a request will.
      if (/does not exist/i.test(String((error as DMError).cause))) this.watchers.set(peer, true);
    });
  }

  async #invoke(method: string, ...args: string[]): Promise<void> {
    const connection = this.state === 'online' ? this.#connection : null;
    if (!connection) throw new DMError('signaling-lost', 'not connected to the hub');
    const silence = setTimeout(() => void this.#replace(connection), SILENCE_MS);
    try {
      await connection.invoke(method, ...args);
    } catch (cause) {
      throw new DMError(codeOf(cause), 'the hub did not take the message', { cause });
    } finally {
      clearTimeout(silence);
    }
  }

  /** Makes another connection in the place of a dead one, whose calls fail. */
  async #replace(dead: HubConnection): Promise<void> {
    if (this.#connection !== dead) return;
    const connection = await this.#build();
    if (this.#connection !== dead) return;
    this.#connection = connection;
    this.watchers.forget();
    this.setState('connecting', new DMError('signaling-lost', 'the hub does not answer'));
    void dead.stop();
    for (let count = 0; this.#connection === connection; count++) {
      try {
        await connection.start();
        return this.#connection === connection ? this.#online() : await connection.stop();
      } catch (error) {
        const refusal = refusalOf(error);
        if (refusal) return this.#giveUp(refusal);
        await new Promise((resolve) => setTimeout(resolve, delayOf(count)));
      }
    }
  }

  #giveUp(refusal: DMError): void {
    this.#connection = null;
    this.setState('offline', refusal);
  }
}

/** Later and later, and not all pages at once; never again after a refusal. */
const retry: IRetryPolicy = {
  nextRetryDelayInMilliseconds: ({ previousRetryCount, retryReason }) => {
    return refusalOf(retryReason) ? null : delayOf(previousRetryCount);
  },
};

function delayOf(count: number): number {
  const random = (crypto.getRandomValues(new Uint32Array(1))[0] as number) / 2 ** 32;
  return Math.min(MAX_DELAY_MS, MIN_DELAY_MS * 2 ** count) * (0.5 + random);
}

/** The status of the response that refused us stands in the error, or only in its words. */
function refusalOf(error: unknown): DMError | null {
  const { statusCode, message = '' } = (error ?? {}) as { readonly statusCode?: number; readonly message?: string };
  const status = statusCode ?? Number(/Status code '(\d{3})'/.exec(message)?.[1]);
  if (status === 401) return new DMError('unauthorized', 'the hub refused this connection', { cause: error });
  return status === 403 ? new DMError('forbidden', 'the hub refused this page', { cause: error }) : null;
}

/** A hub refuses with `HubException(code)`. */
function codeOf(error: unknown): DMErrorCode {
  const said = /HubException: ([a-z-]+)$/.exec((error as Error | undefined)?.message ?? '')?.[1];
  return DM_ERROR_CODES.find((code) => code === said) ?? 'signaling-lost';
}

function parse(payload: string): SignalMessage | null {
  try {
    return parseSignalMessage(JSON.parse(payload));
  } catch {
    return null;
  }
}

/** Inside a `try`, so that bundlers take it for optional: only sites with a hub install it. */
async function load(): Promise<typeof SignalR> {
  try {
    return await import('@microsoft/signalr');
  } catch (cause) {
    throw new DMError('bad-config', 'signalr: needs the package @microsoft/signalr', { cause });
  }
}
