/** A site with accounts: it knows who is signed in, and vouches for them with a token. The relay runs in the same process. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createRelay, tokenAuthenticator } from 'dm-elements/server';
import express from 'express';
import { SignJWT } from 'jose';

/** In place of your user table. */
const PEOPLE = { u_17: 'Alice', u_42: 'Bob' };
const TOKEN_SECONDS = 600;

/** @param {{ port?: number, cdn: string, secret?: string }} options `cdn`: the folder `dm-elements/dist/cdn` */
export async function start({ port = 0, cdn, secret = randomBytes(32).toString('hex') }) {
  const app = express();
  app.use('/cdn', express.static(cdn));
  app.use(express.urlencoded({ extended: false }));

  app.get('/', (request, response) => {
    const me = whoIs(request, secret);
    response.type('html').send(me ? chatPage(me, `ws://${request.headers.host}/dm`) : signInPage());
  });

  // In place of your own sign-in: nobody should be whoever they say.
  app.post('/sign-in', (request, response) => {
    const { id } = request.body;
    if (!Object.hasOwn(PEOPLE, id)) return response.sendStatus(403);
    response.cookie('who', `${id}.${sign(id, secret)}`, { httpOnly: true, sameSite: 'strict' }).redirect('/');
  });

  app.get('/api/dm-token', async (request, response) => {
    const me = whoIs(request, secret);
    if (!me) return response.sendStatus(401);
    const token = await new SignJWT({ name: PEOPLE[me] })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(me)
      .setExpirationTime(`${TOKEN_SECONDS}s`)
      .sign(new TextEncoder().encode(secret));
    response.set('cache-control', 'no-store').json({ token });
  });

  const relay = createRelay({ authenticate: tokenAuthenticator({ secret }), path: '/dm' });
  const server = createServer(app);
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

const sign = (id, secret) => createHmac('sha256', secret).update(`who ${id}`).digest('base64url');

/** The signed-in user's id, or `null`. */
function whoIs(request, secret) {
  const [, id, mac] = /(?:^|; )who=(\w+)\.([\w-]+)/.exec(request.headers.cookie ?? '') ?? [];
  if (!id || !Object.hasOwn(PEOPLE, id)) return null;
  const [ours, theirs] = [Buffer.from(sign(id, secret)), Buffer.from(mac)];
  return ours.length === theirs.length && timingSafeEqual(ours, theirs) ? id : null;
}

const page = (title, body) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<link rel="icon" href="data:,"><script type="module" src="/cdn/dm-elements.js"></script></head><body>${body}</body></html>`;

const signInPage = () =>
  page(
    'Sign in',
    `<form method="post" action="/sign-in">${Object.entries(PEOPLE)
      .map(([id, name]) => `<button name="id" value="${id}">I am ${name}</button>`)
      .join('')}</form>`,
  );

function chatPage(me, relay) {
  const [peer, peerName] = Object.entries(PEOPLE).find(([id]) => id !== me);
  return page(
    PEOPLE[me],
    `<dm-provider self="${me}" self-name="${PEOPLE[me]}" signaling="${relay}" token-url="/api/dm-token">
      <dm-request-dialog></dm-request-dialog>
      <dm-session peer="${peer}" peer-name="${peerName}"></dm-session>
    </dm-provider>`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await start({ port: 3000, cdn: 'node_modules/dm-elements/dist/cdn', secret: process.env.DM_SECRET });
  console.log(url);
}
