/**
 * The chat on an origin of its own, inside a page that cannot read it: what runs in the outer page (an advertisement, a
 * library that turned bad) reaches neither text nor keys. Two servers stand for two hosts.
 */
import { createServer } from 'node:http';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';

const CDN = 'node_modules/dm-elements/dist/cdn';

/** The inner page tells how many messages wait, and nothing else. */
const TELL = `const target = document.documentElement.dataset.tell;
document.addEventListener('dm-unread-change', ({ count }) => parent.postMessage({ unread: count }, target));`;

const chatPage = ([me, peer], outer) => `<!doctype html><html lang="en" data-tell="${outer}"><head><title>Chat</title>
<script type="module" src="/cdn/dm-elements.js"></script><script type="module" src="/tell.js"></script></head><body>
<dm-session self="${me}" peer="${peer}" signaling="local:iframe"></dm-session></body></html>`;

const sitePage = (inner, me) => `<!doctype html><html lang="en"><head><title>Site</title><link rel="icon" href="data:,">
</head><body><iframe src="${inner}/chat?me=${me}" title="Private chat" allow="microphone; clipboard-write"></iframe>
<p>Unread: <output>0</output></p><script>
addEventListener('message', ({ origin, data }) => {
  if (origin === '${inner}') document.querySelector('output').textContent = String(Number(data.unread));
});
</script></body></html>`;

function serveScript(pathname, response) {
  if (!/^\/cdn\/(chunks\/)?[\w.-]+\.js$/.test(pathname)) return response.writeHead(404).end();
  const file = createReadStream(join(CDN, pathname.slice('/cdn/'.length)));
  file.once('error', () => response.writeHead(404).end());
  return file.once('open', () => file.pipe(response.writeHead(200, { 'content-type': 'text/javascript' })));
}

async function listen(port, answer) {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://page');
    answer(pathname, searchParams, response);
  });
  await new Promise((resolve) => server.listen(port, 'localhost', resolve));
  return server;
}

const port = Number(process.env.PORT ?? 3000);
const chatServer = await listen(port && port + 1, (pathname, query, response) => {
  if (pathname === '/chat') {
    // Only our own site may frame this.
    const policy = `default-src 'none'; script-src 'self'; connect-src 'self'; img-src data: blob:; media-src blob:; frame-ancestors ${outer}`;
    response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': policy });
    response.end(chatPage(query.get('me') === 'bob' ? ['bob', 'alice'] : ['alice', 'bob'], outer));
  } else if (pathname === '/tell.js') {
    response.writeHead(200, { 'content-type': 'text/javascript' }).end(TELL);
  } else {
    serveScript(pathname, response);
  }
});
const siteServer = await listen(port, (pathname, query, response) => {
  if (pathname !== '/') return response.writeHead(404).end();
  response.writeHead(200, { 'content-type': 'text/html' });
  response.end(sitePage(inner, query.get('me') === 'bob' ? 'bob' : 'alice'));
});
const outer = `http://localhost:${siteServer.address().port}`;
const inner = `http://localhost:${chatServer.address().port}`;
console.log(`${outer}/ and ${outer}/?me=bob`);
