/** One server of `npm run bench:relay`, in a process of its own: says its port, and its memory when asked. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PeerServer } from 'peer';
import { WebSocketServer } from 'ws';
import { createRelay } from '../server/node/relay-server.js';
import { anonymousAuthenticator } from '../server/relay/tokens.js';

const ANY = { burst: Infinity, perSecond: Infinity };

const servers: Readonly<Record<string, (port: number) => Promise<number>>> = {
  /** As `npx dm-relay --anonymous`, without the limits that keep one machine from being all of its users. */
  'dm-elements': (port) =>
    createRelay({
      authenticate: anonymousAuthenticator,
      path: '/',
      limits: {
        socketsPerAddress: Infinity,
        connectsPerAddress: ANY,
        messages: ANY,
        messagesPerAddress: ANY,
        flood: ANY,
      },
    }).listen(port),

  /** PeerJS's server, as its README starts it; its limits raised in the same way. */
  PeerJS: (port) =>
    new Promise((resolve) => {
      PeerServer(
        { port, host: '127.0.0.1', path: '/', concurrent_limit: 100_000, alive_timeout: 600_000 },
        (server) => {
          resolve((server.address() as AddressInfo).port);
        },
      );
    }),

  /** The limit: every frame goes back to where it came from, unread. */
  'bare ws': (port) =>
    new Promise((resolve) => {
      const server = createServer();
      const sockets = new WebSocketServer({ server, perMessageDeflate: false });
      sockets.on('connection', (socket) => socket.on('message', (data) => socket.send(data, { binary: false })));
      server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
    }),
};

const [name = '', port = '0'] = process.argv.slice(2);
const start = servers[name];
if (!start) throw new TypeError(`no such server: ${name}`);
process.send?.({ port: await start(Number(port)) });
process.on('message', () => {
  (globalThis as { gc?: () => void }).gc?.();
  const { user, system } = process.cpuUsage();
  process.send?.({ rss: process.memoryUsage().rss, cpu: (user + system) / 1e6 });
});
process.on('disconnect', () => process.exit());
