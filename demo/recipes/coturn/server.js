/** A relay that also gives out TURN credentials: each is good for one person and a few minutes (coturn's `use-auth-secret`). */
import { createServer } from 'node:http';
import { anonymousAuthenticator, createRelay } from 'dm-elements/server';
import express from 'express';

/** `relay-only`: neither person learns the address of the other. */
const page = (relay, [me, peer]) => `<!doctype html><html lang="en"><head><title>TURN</title>
<link rel="icon" href="data:,"><script type="module" src="/cdn/dm-elements.js"></script></head><body>
<dm-provider self="${me}" signaling="${relay}" ice-url="/ice" relay-only>
  <dm-session peer="${peer}"></dm-session>
</dm-provider></body></html>`;

const { PORT = 3000, TURN_SECRET: secret, TURN_URLS = 'turn:localhost:3478' } = process.env;
const relay = createRelay({
  // A try-out. With accounts: `tokenAuthenticator`, as in the recipe with Express.
  authenticate: anonymousAuthenticator,
  path: '/dm',
  turn: { secret, urls: TURN_URLS.split(',') },
});
const app = express();
app.use('/cdn', express.static('node_modules/dm-elements/dist/cdn'));
app.get('/', (request, response) => {
  const people = request.query.me === 'bob' ? ['bob', 'alice'] : ['alice', 'bob'];
  response.type('html').send(page(`ws://${request.headers.host}/dm`, people));
});
// `/ice`, which the elements ask before they connect.
const server = createServer(async (request, response) => {
  if (!(await relay.handle(request, response))) app(request, response);
});
await relay.attach(server);
server.listen(PORT, 'localhost', () => {
  const url = `http://localhost:${server.address().port}/`;
  console.log(`${url} and ${url}?me=bob`);
});
