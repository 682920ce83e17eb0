import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import express from 'express';
import fastify from 'fastify';
import { WebSocket } from 'ws';
import { createRelay, type RelayServer } from '../../../server/node/relay-server.js';
import { anonymousAuthenticator } from '../../../server/relay/tokens.js';
import { WebSocketAdapter } from '../../../src/signaling/websocket.js';

const SESSION = 'AAAAAAAAAAAAAAAAAAAAAA';

/** A message from one page to another, through the server at this port. */
async function meet(port: number): Promise<string> {
  const url = `ws://127.0.0.1:${port}/signal`;
  const page = (): WebSocketAdapter =>
    new WebSocketAdapter(url, { WebSocket: WebSocket as unknown as typeof globalThis.WebSocket });
  const [alice, bob] = [page(), page()];
  try {
    await Promise.all([alice.connect('alice'), bob.connect('bob')]);
    const received = new Promise<string>((resolve) => bob.onMessage((from) => resolve(from)));
    await alice.send('bob', { kind: 'request', session: SESSION });
    return await received;
  } finally {
    await Promise.all([alice.disconnect(), bob.disconnect()]);
  }
}

const get = async (port: number, path: string): Promise<[number, string]> => {
  const response = await fetch(`http://127.0.0.1:${port}${path}`);
  return [response.status, await response.text()];
};
const portOf = (server: Server): number => (server.address() as AddressInfo).port;

describe('the relay in a server that is there already', () => {
  let relay: RelayServer;
  beforeEach(() => {
    relay = createRelay({ path: '/signal', authenticate: anonymousAuthenticator });
  });
  afterEach(() => relay.close());

  it('stands beside the routes of Express', async () => {
    const app = express();
    app.use((request, response, next) => {
      relay.handle(request, response).then((ours) => {
        if (!ours) next();
      }, next);
    });
    app.get('/', (_request, response) => void response.send('the site'));
    const server = createServer(app);
    await relay.attach(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      expect(await meet(portOf(server))).to.equal('alice');
      expect(await get(portOf(server), '/')).to.deep.equal([200, 'the site']);
      expect(await get(portOf(server), '/healthz')).to.deep.equal([200, 'ok\n']);
      expect((await get(portOf(server), '/nothing'))[0]).to.equal(404);
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('stands beside the routes of Fastify', async () => {
    const app = fastify();
    app.addHook('onRequest', async (request, reply) => {
      if (await relay.handle(request.raw, reply.raw)) reply.hijack();
    });
    app.get('/', async () => 'the site');
    await relay.attach(app.server);
    await app.listen({ port: 0, host: '127.0.0.1' });
    try {
      expect(await meet(portOf(app.server))).to.equal('alice');
      expect(await get(portOf(app.server), '/')).to.deep.equal([200, 'the site']);
      expect((await get(portOf(app.server), '/metrics'))[1]).to.match(/^# HELP/m);
    } finally {
      app.server.closeAllConnections();
      await app.close();
    }
  });

  it('leaves the sockets of others alone', async () => {
    const server = createServer((_request, response) => response.end());
    let others = 0;
    server.on('upgrade', (request, socket) => {
      if (request.url !== '/other') return;
      others++;
      socket.destroy();
    });
    await relay.attach(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const socket = new WebSocket(`ws://127.0.0.1:${portOf(server)}/other`);
    await new Promise((resolve) => socket.once('error', resolve));
    expect(others).to.equal(1);
    await new Promise((resolve) => server.close(resolve));
  });
});
