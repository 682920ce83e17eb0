/**
 * `wss://…` and `ws://…`: our relay, over partysocket, which reconnects. Its habits are tamed here: nothing is queued
 * over a reconnect (`maxEnqueuedMessages: 0`, stale messages would overtake our hello), a refusal is final
 * (`shouldReconnectOnClose`), and pages that lost the same server do not all come back at once (a random delay).
 */
import ReconnectingWebSocket, { type CloseEvent } from 'partysocket/ws';
import { DMError } from '../errors.js';
import type { SignalingAdapter, SignalingState, SignalMessage } from './adapter.js';
import { BaseAdapter } from './base.js';
import { isUserId, parseSignalMessage } from './parse.js';
import {
  FINAL_CLOSE_CODES,
  parseServerMessage,
  RELAY_VERSION,
  type ClientMessage,
  type ServerMessage,
} from './relay-protocol.js';

/** Milliseconds. */
const CONNECT_TIMEOUT_MS = 10_000;
const MIN_DELAY_MS = 500;
const JITTER_MS = 1_500;
const MAX_DELAY_MS = 30_000;
const ANSWER_TIMEOUT_MS = 10_000;
/**
 * A relay that has not said a word this long after a message is behind a socket that died without saying so: the page has
 * another address now. What needs the relay just then, a session that reconnects, has half a minute in all.
 */
const SILENCE_MS = 4_000;
/** A hidden tab's timers run once a second at best; this is far above that. */
const PING_EVERY_MS = 25_000;

export interface WebSocketAdapterOptions {
  readonly getToken?: () => Promise<string>;
  /** Injected for tests. */
  readonly WebSocket?: typeof WebSocket;
}

interface Answer {
  readonly resolve: () => void;
  readonly reject: (error: DMError) => void;
  readonly timers: readonly ReturnType<typeof setTimeout>[];
}

export class WebSocketAdapter extends BaseAdapter implements SignalingAdapter {
  #socket: ReconnectingWebSocket | null = null;
  #self = '';
  #token: string | undefined;
  #next = 0;
  /** When the relay was last heard, in milliseconds since the epoch, and how often. */
  #heard = 0;
  #frames = 0;
  #pinging: ReturnType<typeof setInterval> | undefined;
  readonly #answers = new Map<number, Answer>();

  /** @param url where the relay is, or how to tell from the user id */
  constructor(
    private readonly url: string | ((self: string) => Promise<string>),
    private readonly options: WebSocketAdapterOptions = {},
  ) {
    super();
  }

  async connect(self: string, signal?: AbortSignal): Promise<void> {
    if (!isUserId(self)) throw new DMError('bad-config', 'expected a user id of 1 to 128 characters');
    if (typeof this.url === 'string' && !URL.canParse(this.url))
      throw new DMError('bad-config', 'signaling: no address');
    if (this.#socket) return;
    this.#self = self;
    this.setState('connecting');
    const random = crypto.getRandomValues(new Uint32Array(1))[0] as number;
    const socket = new ReconnectingWebSocket(() => this.#prepare(), [], {
      maxEnqueuedMessages: 0,
      connectionTimeout: CONNECT_TIMEOUT_MS,
      minReconnectionDelay: MIN_DELAY_MS + (random / 2 ** 32) * JITTER_MS,
      maxReconnectionDelay: MAX_DELAY_MS,
      shouldReconnectOnClose: ({ code }) => !FINAL_CLOSE_CODES.has(code),
      ...(this.options.WebSocket && { WebSocket: this.options.WebSocket }),
    });
    this.#socket = socket;
    socket.addEventListener('open', () => this.#hello());
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => this.#receive(data));
    socket.addEventListener('close', (event) => this.#onClose(event));
    // Every error is followed by a close, which says what it was.
    socket.addEventListener('error', () => {});
    this.#pinging = setInterval(() => this.#ping(), PING_EVERY_MS);
    await this.#online(signal);
  }

  send(to: string, message: SignalMessage): Promise<void> {
    if (!isUserId(to) || !parseSignalMessage(message)) {
      return Promise.reject(new DMError('bad-message', 'not a signaling message'));
    }
    const n = this.#next++;
    return new Promise((resolve, reject) => {
      if (this.state !== 'online' || !this.#say({ t: 'send', n, to, m: message })) {
        return reject(new DMError('signaling-lost', 'not connected to the relay'));
      }
      const before = this.#frames;
      const timers = [
        setTimeout(() => {
          if (this.#frames === before) this.#socket?.reconnect();
        }, SILENCE_MS),
        setTimeout(() => this.#answer(n, 'signaling-lost'), ANSWER_TIMEOUT_MS),
      ];
      this.#answers.set(n, { resolve, reject, timers });
    });
  }

  watchPresence(peer: string, handler: (online: boolean) => void): () => void {
    return this.watchers.watch(
      peer,
      handler,
      () => this.#say({ t: 'watch', peer }),
      () => this.#say({ t: 'unwatch', peer }),
    );
  }

  async disconnect(): Promise<void> {
    this.#stop();
    this.forgetEverybody();
  }

  /** Before each connection: a fresh token, so that the hello can follow the open at once. */
  async #prepare(): Promise<string> {
    try {
      this.#token = await this.options.getToken?.();
    } catch {
      // The site could not give one now; the relay will say whether that matters.
      this.#token = undefined;
    }
    return typeof this.url === 'string' ? this.url : this.url(this.#self);
  }

  #hello(): void {
    const token = this.#token;
    this.#say({ t: 'hello', v: RELAY_VERSION, id: this.#self, ...(token !== undefined && { token }) });
  }

  /** Resolves with the relay's welcome. */
  #online(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (state: SignalingState, error?: Error): void => {
        if (state === 'online') done(resolve);
        else if (error) done(() => reject(error));
      };
      const abort = (): void => {
        this.#stop();
        this.setState('offline');
        done(() => reject(new DMError('signaling-lost', 'given up')));
      };
      const off = this.onState(settle);
      const done = (finish: () => void): void => {
        off();
        signal?.removeEventListener('abort', abort);
        finish();
      };
      signal?.addEventListener('abort', abort);
    });
  }

  #receive(data: unknown): void {
    this.#heard = Date.now();
    this.#frames++;
    if (typeof data !== 'string') return;
    for (const line of data.split('\n')) this.#handle(parseServerMessage(line));
  }

  #handle(message: ServerMessage | null): void {
    if (!message) return;
    switch (message.t) {
      case 'welcome':
        return this.#welcome(message);
      case 'ok':
        return this.#answer(message.n);
      case 'no':
        return this.#answer(message.n, message.code);
      case 'signal':
        return this.messages.emit(message.from, message.m);
      case 'presence':
        return this.watchers.set(message.peer, message.online);
      case 'error':
      case 'pong':
        return;
    }
  }

  #welcome({ id }: ServerMessage & { t: 'welcome' }): void {
    if (id !== this.#self) return this.#refuse('unauthorized', 'the token is for another user');
    for (const peer of this.watchers.peers) this.#say({ t: 'watch', peer });
    this.setState('online');
  }

  #onClose({ code }: CloseEvent): void {
    for (const n of [...this.#answers.keys()]) this.#answer(n, 'signaling-lost');
    this.watchers.forget();
    if (!this.#socket) return;
    const final = FINAL_CLOSE_CODES.get(code);
    if (final) this.#refuse(final, 'the relay refused this connection');
    else this.setState('connecting', new DMError('signaling-lost', 'the relay is gone'));
  }

  #refuse(code: 'unauthorized' | NonNullable<ReturnType<typeof FINAL_CLOSE_CODES.get>>, message: string): void {
    this.#stop();
    this.setState('offline', new DMError(code, message));
  }

  #answer(n: number, code?: DMError['code']): void {
    const answer = this.#answers.get(n);
    if (!answer) return;
    this.#answers.delete(n);
    for (const timer of answer.timers) clearTimeout(timer);
    if (code) answer.reject(new DMError(code, 'not taken by the relay'));
    else answer.resolve();
  }

  /** A socket that died without saying so answers no ping. */
  #ping(): void {
    if (this.state !== 'online') return;
    if (Date.now() - this.#heard > 2 * PING_EVERY_MS) this.#socket?.reconnect();
    else this.#say({ t: 'ping' });
  }

  #say(message: ClientMessage): boolean {
    return this.#socket?.send(JSON.stringify(message)) ?? false;
  }

  #stop(): void {
    const socket = this.#socket;
    this.#socket = null;
    clearInterval(this.#pinging);
    socket?.close();
    for (const n of [...this.#answers.keys()]) this.#answer(n, 'signaling-lost');
  }
}
