/** A page that a server has drawn comes to life in the browser: what was drawn stays, and works. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { render } from '@lit-labs/ssr';
import { collectResult } from '@lit-labs/ssr/lib/render-result.js';
import { expect } from 'chai';
import { html, unsafeStatic } from 'lit/static-html.js';
import { launch, type Browser } from 'puppeteer-core';
import { BROWSER_KINDS, launchOptions } from '../../scripts/browsers.mjs';
import { bundle } from '../helpers/browsers/bundle.js';
import { press } from '../helpers/browsers/press.js';
import { placed } from '../package/manifest.js';

/** Every element that a page places. */
const TAGS = placed.map(({ tagName }) => tagName);
/** The others stand there without attributes. */
const MARKED = ['dm-provider', 'dm-composer', 'dm-request-button', 'dm-session'];
const others = TAGS.filter((tag) => !MARKED.includes(tag)).map((tag) => `<${tag}></${tag}>`);

/** Keeps what was there before any script of ours has run. */
const BEFORE = `globalThis.drawn = ${JSON.stringify(TAGS)}.map((tag) => document.querySelector(tag).shadowRoot.querySelector('*'));`;

describe('a page drawn on a server', () => {
  let server: Server;
  let origin: string;

  before(async () => {
    await import('../../components/index.js');
    await import('../../components/dm-file-tray/dm-file-tray.js');
    const files = await bundle('test/helpers/browsers/hydrate-page.ts');
    const body = await collectResult(
      render(html`
        <dm-provider self="alice" signaling="local:server">
          <dm-composer placeholder="Write"></dm-composer>
          <dm-request-button peer="bob"></dm-request-button>
          <dm-session peer="bob"></dm-session>
          ${unsafeStatic(others.join('\n'))}
        </dm-provider>
      `),
    );
    const page = `<!doctype html><html lang="en"><head><title>Drawn</title><link rel="icon" href="data:,"></head>
<body>${body}<script>${BEFORE}</script><script type="module" src="/hydrate-page.js"></script></body></html>`;
    server = createServer((request, response) => {
      const name = new URL(request.url ?? '/', 'http://drawn').pathname.slice(1);
      const code = files.get(name);
      if (code) response.writeHead(200, { 'content-type': 'text/javascript' }).end(code);
      else response.writeHead(200, { 'content-type': 'text/html' }).end(page);
    });
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  for (const kind of BROWSER_KINDS) {
    it(`keeps what was drawn, and works, in ${kind}`, async () => {
      const browser: Browser = await launch(launchOptions(kind));
      try {
        const page = await browser.newPage();
        const complaints: string[] = [];
        page.on('console', (message) => complaints.push(message.text()));
        page.on('pageerror', (error) => complaints.push(String(error)));
        await page.goto(origin);
        await page.waitForSelector('dm-session >>> button.primary', { visible: true });
        const kept = await page.evaluate(() =>
          (globalThis as unknown as { drawn: (Element | null)[] }).drawn.map((element) => element?.isConnected ?? null),
        );
        // What has nothing to show yet (a session without a client, a file without a transfer) draws nothing.
        expect(TAGS.filter((_, index) => kept[index] === false)).to.deep.equal([]);
        expect(kept.filter((each) => each === true).length).to.be.at.least(8);
        const alive = await page.evaluate(
          (tags) => tags.filter((tag) => (document.querySelector(tag) as { hasUpdated?: boolean } | null)?.hasUpdated),
          TAGS,
        );
        expect(alive).to.deep.equal(TAGS);
        await press(page, 'dm-composer >>> textarea');
        await page.keyboard.type('hello');
        expect(await page.evaluate(() => document.querySelector('dm-composer')?.value)).to.equal('hello');
        expect(complaints).to.deep.equal([]);
      } finally {
        await browser.close();
      }
    });
  }
});
