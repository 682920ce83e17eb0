/** A page that a server writes, as PHP or Rails would, under a policy that allows next to nothing. */
import express from 'express';

/** Own scripts only, no inline style, no `eval`; HTML comes into being in Lit's policy and nowhere else. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data: blob:',
  'media-src blob:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types dm-elements',
].join('; ');

const page = (me, peer) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Strict</title>
<link rel="icon" href="data:,"><script type="module" src="/cdn/dm-elements.js"></script></head><body>
<dm-session self="${escape(me)}" peer="${escape(peer)}" signaling="local:strict"></dm-session></body></html>`;

/** What comes from an address is text, whatever it looks like. */
const escape = (text) => text.replace(/[&<>"']/g, (letter) => `&#${letter.codePointAt(0)};`);

const app = express();
app.use('/cdn', express.static('node_modules/dm-elements/dist/cdn'));
app.get('/', ({ query }, response) => {
  const { me = 'alice', peer = 'bob' } = query;
  response
    .set('content-security-policy', POLICY)
    .type('html')
    .send(page(String(me), String(peer)));
});
const server = app.listen(process.env.PORT ?? 3000, 'localhost', () => {
  const url = `http://localhost:${server.address().port}/`;
  console.log(`${url} and ${url}?me=bob&peer=alice`);
});
