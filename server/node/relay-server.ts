/** The relay on Node: `ws` sockets, a clock, `/healthz` and `/metrics`, on an HTTP server of its own or of yours. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { CLOSE, MAX_RELAY_MESSAGE_LENGTH } from '../../src/signaling/relay-protocol.js';
import { Relay, type RelayOptions, type RelaySocket } from '../relay/relay.js';
import { metrics } from './metrics.js';

/** Milliseconds. A socket that does not answer a ping until the next one is half open, and closed. */
const PING_EVERY_MS = 30_000;
const EXPIRE_EVERY_MS = 5_000;

export interface RelayServerOptions extends RelayOptions {
  /** Path of the WebSocket. Default `/`. */
  readonly path?: string;
  /** Pages that may connect, as `https://host[:port]`. Default: any. */
  readonly origins?: readonly string[];
  /** Behind a proxy that sets `X-Forwarded-For`: count its address, not the proxy's. */
  readonly trustProxy?: boolean;
}

export interface RelayServer {
  readonly relay: Relay;
  /** Serves WebSocket upgrades of `path` on an existing server (Express, Fastify, …); other paths are left alone. */
  attach(server: Server): void;
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
  const timers = [
    setInterval(() => pingAll(sockets, alive), PING_EVERY_MS),
    setInterval(() => relay.expire(Date.now()), EXPIRE_EVERY_MS),
  ];
  for (const timer of timers) timer.unref();
  let own: Server | null = null;

  sockets.on('connection', (socket: WebSocket, request: IncomingMessage) => {
    serve(relay, socket, addressOf(request, options.trustProxy ?? false), alive);
  });

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (new URL(request.url ?? '/', 'http://relay').pathname !== path) {
      // Another handler's, where there is one.
      if (own) socket.destroy();
      return;
    }
    sockets.handleUpgrade(request, socket, head, (accepted) => {
      const { origin } = request.headers;
      if (options.origins && !(origin && options.origins.includes(origin))) {
        return accepted.close(CLOSE.forbidden, 'origin not allowed');
      }
      sockets.emit('connection', accepted, request);
    });
  };

  return {
    relay,
    attach: (server) => void server.on('upgrade', upgrade),
    listen: (port, host = '127.0.0.1') =>
      new Promise((resolve, reject) => {
        own = createServer((request, response) => {
          const { pathname } = new URL(request.url ?? '/', 'http://relay');
          const body = pathname === '/healthz' ? 'ok\n' : pathname === '/metrics' ? metrics(relay) : null;
          response.writeHead(body === null ? 404 : 200, { 'content-type': 'text/plain; charset=utf-8' });
          response.end(body ?? 'not found\n');
        });
        own.on('upgrade', upgrade);
        own.once('error', reject);
        own.listen(port, host, () => {
          const address = own?.address();
          resolve(typeof address === 'object' && address ? address.port : port);
        });
      }),
    close: async () => {
      for (const timer of timers) clearInterval(timer);
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      await new Promise<void>((resolve) => (own ? own.close(() => resolve()) : resolve()));
    },
  };
}

function serve(relay: Relay, socket: WebSocket, address: string, alive: WeakSet<WebSocket>): void {
  const port: RelaySocket = {
    address,
    get buffered() {
      return socket.bufferedAmount;
    },
    send: (text) => socket.send(text),
    close: (code, reason) => socket.close(code, reason),
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
  // ws reports what the other end broke (oversized frames, bad UTF-8) and closes the socket by itself.
  socket.on('error', () => {});
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
