/** The relay on Node: `ws` sockets, a clock, `/healthz` and `/metrics`, on an HTTP server of its own or of yours. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { CLOSE, MAX_RELAY_MESSAGE_LENGTH } from '../../src/signaling/relay-protocol.js';
import { Relay, type RelayOptions, type RelaySocket } from '../relay/relay.js';
import { answerHttp } from './http.js';
import type { TurnOptions } from '../relay/turn.js';

/** Milliseconds. */
const PING_EVERY_MS = 30_000;
const EXPIRE_EVERY_MS = 5_000;
/** How long a sender may wait to hear that a message was passed on. */
const SOON_MS = 10;

export interface RelayServerOptions extends RelayOptions {
  /** Path of the WebSocket. Default `/`. */
  readonly path?: string;
  /** Pages that may connect, as `https://host[:port]`. Default: any. */
  readonly origins?: readonly string[];
  /** Behind a proxy that sets `X-Forwarded-For`: count its address, not the proxy's. */
  readonly trustProxy?: boolean;
  /** Milliseconds between pings. A socket that has not answered one by the next is half open, and closed. Default 30,000. */
  readonly pingEveryMs?: number;
  /** Gives pages time-limited credentials at `/ice`. */
  readonly turn?: TurnOptions;
}

export interface RelayServer {
  readonly relay: Relay;
  /**
   * Serves WebSocket upgrades of `path` on an existing server (Express, Fastify, …); other paths are left alone. Resolves
   * when the backplane, if there is one, is reached.
   */
  attach(server: Server): Promise<void>;
  /** Answers `/healthz`, `/metrics` and `/ice` on an existing server; resolves with `false` for every other path. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  /** A server of its own. Resolves with the port. Default host: loopback only. */
  listen(port: number, host?: string): Promise<number>;
  /** Closes every socket, then the server that `listen` made. */
  close(): Promise<void>;
}

export function createRelay(options: RelayServerOptions): RelayServer {
  const relay = new Relay(options);
  const path = options.path ?? '/';
  const sockets = new WebSocketServer({
    noServer: true,
    // Bytes of UTF-8; the relay counts letters again. ws closes the socket with 1009 above this.
    maxPayload: 4 * MAX_RELAY_MESSAGE_LENGTH,
    perMessageDeflate: false,
    clientTracking: true,
  });
  const alive = new WeakSet<WebSocket>();
  const soon = new Soon();
  const timers = [
    setInterval(() => pingAll(sockets, alive), options.pingEveryMs ?? PING_EVERY_MS),
    setInterval(() => relay.expire(Date.now()), EXPIRE_EVERY_MS),
  ];
  for (const timer of timers) timer.unref();
  let own: Server | null = null;

  sockets.on('connection', (socket: WebSocket, request: IncomingMessage) => {
    serve(relay, socket, addressOf(request, options.trustProxy ?? false), soon, alive);
  });

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (new URL(request.url ?? '/', 'http://relay').pathname !== path) {
      // Another handler's, where there is one.
      if (own) socket.destroy();
      return;
    }
    sockets.handleUpgrade(request, socket, head, (accepted) => {
      // ws reports what the other end broke (oversized frames, bad UTF-8) and closes the socket by itself. Heard before
      // anything else: an error that nobody hears ends the process, and a socket that is being refused can cause one.
      accepted.on('error', () => {});
      const { origin } = request.headers;
      if (options.origins && !(origin && options.origins.includes(origin))) {
        return accepted.close(CLOSE.forbidden, 'origin not allowed');
      }
      sockets.emit('connection', accepted, request);
    });
  };

  const handle = (request: IncomingMessage, response: ServerResponse): Promise<boolean> =>
    answerHttp(relay, options, request, response);
  let started: Promise<void> | null = null;
  const start = (): Promise<void> => (started ??= relay.start());

  return {
    relay,
    handle,
    attach: async (server) => {
      server.on('upgrade', upgrade);
      await start();
    },
    listen: async (port, host = '127.0.0.1') => {
      await start();
      return new Promise((resolve, reject) => {
        own = createServer((request, response) => {
          void handle(request, response).then((ours) => {
            if (!ours) response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n');
          });
        });
        own.on('upgrade', upgrade);
        own.once('error', reject);
        own.listen(port, host, () => {
          const address = own?.address();
          resolve(typeof address === 'object' && address ? address.port : port);
        });
      });
    },
    close: async () => {
      for (const timer of timers) clearInterval(timer);
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      await options.backplane?.close();
      await new Promise<void>((resolve) => (own ? own.close(() => resolve()) : resolve()));
    },
  };
}

function serve(relay: Relay, socket: WebSocket, address: string, soon: Soon, alive: WeakSet<WebSocket>): void {
  // What one turn of the event loop has for a socket leaves as one frame: the work is in the frames.
  let waiting: string[] = [];
  let length = 0;
  let leaving = false;
  const flush = (): void => {
    leaving = false;
    if (waiting.length > 0) socket.send(waiting.join('\n'));
    waiting = [];
    length = 0;
  };
  const put = (text: string): void => {
    length += text.length;
    waiting.push(text);
  };
  const port: RelaySocket = {
    address,
    get buffered() {
      return socket.bufferedAmount + length;
    },
    send: (text) => {
      put(text);
      if (leaving) return;
      leaving = true;
      setImmediate(flush);
    },
    sendSoon: (text) => {
      put(text);
      if (!leaving) soon.add(flush);
    },
    close: (code, reason) => {
      // Who does not read would not read the goodbye either, and what waits for them takes room meanwhile.
      if (code === CLOSE.slow) return socket.terminate();
      flush();
      socket.close(code, reason);
    },
  };
  alive.add(socket);
  relay.connect(port);
  const greeting = setTimeout(() => relay.greetingDue(port), relay.limits.helloMs);
  greeting.unref();
  socket.on('pong', () => alive.add(socket));
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    void relay.receive(port, isBinary ? null : data.toString('utf8'));
  });
  socket.on('close', () => {
    clearTimeout(greeting);
    relay.disconnect(port);
  });
}

/** Calls what was added within `SOON_MS`, with one timer for all sockets. */
class Soon {
  #flushes = new Set<() => void>();

  add(flush: () => void): void {
    if (this.#flushes.size === 0) setTimeout(() => this.#run(), SOON_MS);
    this.#flushes.add(flush);
  }

  #run(): void {
    const flushes = this.#flushes;
    this.#flushes = new Set();
    for (const flush of flushes) flush();
  }
}

function pingAll(sockets: WebSocketServer, alive: WeakSet<WebSocket>): void {
  for (const socket of sockets.clients) {
    if (alive.delete(socket)) socket.ping();
    else socket.terminate();
  }
}

function addressOf(request: IncomingMessage, trustProxy: boolean): string {
  const forwarded = trustProxy ? request.headers['x-forwarded-for'] : undefined;
  const [first] = String(forwarded ?? '').split(',');
  return first?.trim() || request.socket.remoteAddress || 'unknown';
}
