/** A real relay on a loopback port of its own, and raw sockets to misuse it with. Node only. */
import { WebSocket } from 'ws';
import { createRelay, type RelayServerOptions } from '../../server/node/relay-server.js';
import { anonymousAuthenticator } from '../../server/relay/tokens.js';
import type { RelayLogEntry } from '../../server/relay/relay.js';
import { WebSocketAdapter } from '../../src/signaling/websocket.js';

export interface TestRelay {
  readonly url: string;
  readonly port: number;
  readonly log: RelayLogEntry[];
  page(getToken?: () => Promise<string>): WebSocketAdapter;
  raw(headers?: Record<string, string>): Promise<RawSocket>;
  close(): Promise<void>;
}

export async function startRelay(options: Partial<RelayServerOptions> = {}, port = 0): Promise<TestRelay> {
  const log: RelayLogEntry[] = [];
  const server = createRelay({ authenticate: anonymousAuthenticator, log: (entry) => log.push(entry), ...options });
  const actual = await server.listen(port);
  const url = `ws://127.0.0.1:${actual}${options.path ?? '/'}`;
  return {
    url,
    port: actual,
    log,
    page: (getToken) =>
      new WebSocketAdapter(url, {
        WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
        ...(getToken && { getToken }),
      }),
    raw: (headers = {}) => RawSocket.open(url, headers),
    close: () => server.close(),
  };
}

/** A socket that says whatever a test wants, and keeps what it hears. */
export class RawSocket {
  readonly heard: Record<string, unknown>[] = [];
  closed: number | null = null;
  readonly #listeners = new Set<() => void>();

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => {
      for (const line of data.toString().split('\n')) this.heard.push(JSON.parse(line) as Record<string, unknown>);
      this.#notify();
    });
    socket.on('close', (code) => {
      this.closed = code;
      this.#notify();
    });
    socket.on('error', () => {});
  }

  static open(url: string, headers: Record<string, string>): Promise<RawSocket> {
    const raw = new RawSocket(new WebSocket(url, { headers }));
    return new Promise((resolve) => {
      raw.socket.once('open', () => resolve(raw));
      raw.socket.once('close', () => resolve(raw));
    });
  }

  say(value: unknown): void {
    this.socket.send(typeof value === 'string' || value instanceof Uint8Array ? value : JSON.stringify(value));
  }

  async hello(id: string, token?: string): Promise<this> {
    this.say({ t: 'hello', v: 1, id, ...(token !== undefined && { token }) });
    await this.hears(({ t }) => t === 'welcome');
    return this;
  }

  /** The first message of that kind, heard already or still to come; rejects when the socket closes instead. */
  hears(matches: (message: Record<string, unknown>) => boolean): Promise<Record<string, unknown>> {
    return this.#until(() => {
      const message = this.heard.find(matches);
      if (!message && this.closed !== null) throw new Error(`the socket was closed with ${this.closed}`);
      return message;
    });
  }

  closes(): Promise<number> {
    return this.#until(() => this.closed ?? undefined);
  }

  close(): void {
    this.socket.terminate();
  }

  #until<T>(look: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        try {
          const value = look();
          if (value === undefined) return;
          this.#listeners.delete(check);
          resolve(value);
        } catch (error) {
          this.#listeners.delete(check);
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      this.#listeners.add(check);
      check();
    });
  }

  #notify(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
