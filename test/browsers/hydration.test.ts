/** A page that a server has drawn comes to life in the browser: what was drawn stays, and works. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { render } from '@lit-labs/ssr';
import { collectResult } from '@lit-labs/ssr/lib/render-result.js';
import { expect } from 'chai';
import { html } from 'lit';
import { launch, type Browser } from 'puppeteer-core';
import { BROWSER_KINDS, launchOptions } from '../../scripts/browsers.mjs';
import { bundle } from '../helpers/browsers/bundle.js';
import { press } from '../helpers/browsers/press.js';

const TAGS = ['dm-composer', 'dm-launcher', 'dm-invite', 'dm-request-button', 'dm-session', 'dm-provider'];

/** Keeps what was there before any script of ours has run. */
const BEFORE = `globalThis.drawn = ${JSON.stringify(TAGS)}.map((tag) => document.querySelector(tag).shadowRoot.querySelector('*'));`;

describe('a page drawn on a server', () => {
  let server: Server;
  let origin: string;

  before(async () => {
    await import('../../components/index.js');
    const files = await bundle('test/helpers/browsers/hydrate-page.ts');
    const body = await collectResult(
      render(html`
        <dm-provider self="alice" signaling="local:server">
          <dm-composer placeholder="Write"></dm-composer>
          <dm-launcher></dm-launcher>
          <dm-invite></dm-invite>
          <dm-request-button peer="bob"></dm-request-button>
          <dm-session peer="bob"></dm-session>
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
        // A session has nothing to show before it knows who we are.
        expect(kept.filter((each) => each === false)).to.deep.equal([]);
        expect(kept.filter((each) => each === true).length).to.be.at.least(4);
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
