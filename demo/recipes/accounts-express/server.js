/** A site with accounts: it knows who is signed in, and vouches for them with a token. The relay runs in the same process. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { createRelay, tokenAuthenticator } from 'dm-elements/server';
import express from 'express';
import { SignJWT } from 'jose';

/** In place of your user table. */
const PEOPLE = { u_17: 'Alice', u_42: 'Bob' };
const TOKEN_SECONDS = 600;
/** Shared by those who make tokens and those who check them. 32 bytes or more. */
const SECRET = process.env.DM_SECRET;

const sign = (id) => createHmac('sha256', SECRET).update(`who ${id}`).digest('base64url');

/** The signed-in user's id, or `null`. */
function whoIs(request) {
  const [, id, mac] = /(?:^|; )who=(\w+)\.([\w-]+)/.exec(request.headers.cookie ?? '') ?? [];
  if (!id || !Object.hasOwn(PEOPLE, id)) return null;
  const [ours, theirs] = [Buffer.from(sign(id)), Buffer.from(mac)];
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

const app = express();
app.use('/cdn', express.static('node_modules/dm-elements/dist/cdn'));
app.use(express.urlencoded({ extended: false }));

app.get('/', (request, response) => {
  const me = whoIs(request);
  response.type('html').send(me ? chatPage(me, `ws://${request.headers.host}/dm`) : signInPage());
});

// In place of your own sign-in: nobody should be whoever they say.
app.post('/sign-in', (request, response) => {
  const { id } = request.body;
  if (!Object.hasOwn(PEOPLE, id)) return response.sendStatus(403);
  response.cookie('who', `${id}.${sign(id)}`, { httpOnly: true, sameSite: 'strict' }).redirect('/');
});

app.get('/api/dm-token', async (request, response) => {
  const me = whoIs(request);
  if (!me) return response.sendStatus(401);
  const token = await new SignJWT({ name: PEOPLE[me] })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(me)
    .setExpirationTime(`${TOKEN_SECONDS}s`)
    .sign(new TextEncoder().encode(SECRET));
  response.set('cache-control', 'no-store').json({ token });
});

const relay = createRelay({ authenticate: tokenAuthenticator({ secret: SECRET }), path: '/dm' });
const server = createServer(app);
await relay.attach(server);
server.listen(process.env.PORT ?? 3000, 'localhost', () => console.log(`http://localhost:${server.address().port}/`));
