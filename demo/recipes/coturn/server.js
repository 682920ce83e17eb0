/** A relay that also gives out TURN credentials: each is good for one person and a few minutes (coturn's `use-auth-secret`). */
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { anonymousAuthenticator, createRelay } from 'dm-elements/server';
import express from 'express';

/** @param {{ port?: number, cdn: string, secret: string, turn: string[] }} options `secret`: coturn's; `turn`: its addresses */
export async function start({ port = 0, cdn, secret, turn }) {
  const relay = createRelay({
    // A try-out. With accounts: `tokenAuthenticator`, as in the recipe with Express.
    authenticate: anonymousAuthenticator,
    path: '/dm',
    turn: { secret, urls: turn },
  });
  const app = express();
  app.use('/cdn', express.static(cdn));
  app.get('/', (request, response) => {
    const people = request.query.me === 'bob' ? ['bob', 'alice'] : ['alice', 'bob'];
    response.type('html').send(page(`ws://${request.headers.host}/dm`, people));
  });
  // `/ice`, which the elements ask before they connect.
  const server = createServer(async (request, response) => {
    if (!(await relay.handle(request, response))) app(request, response);
  });
  await relay.attach(server);
  await new Promise((resolve) => server.listen(port, 'localhost', resolve));
  return {
    url: `http://localhost:${server.address().port}/`,
    close: async () => {
      await relay.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** `relay-only`: neither person learns the address of the other. */
const page = (relay, [me, peer]) => `<!doctype html><html lang="en"><head><title>TURN</title>
<link rel="icon" href="data:,"><script type="module" src="/cdn/dm-elements.js"></script></head><body>
<dm-provider self="${me}" signaling="${relay}" ice-url="/ice" relay-only>
  <dm-session peer="${peer}"></dm-session>
</dm-provider></body></html>`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const turn = (process.env.TURN_URLS ?? 'turn:localhost:3478').split(',');
  const cdn = 'node_modules/dm-elements/dist/cdn';
  const { url } = await start({ port: 3000, cdn, secret: process.env.TURN_SECRET, turn });
  console.log(`${url} and ${url}?me=bob`);
}
