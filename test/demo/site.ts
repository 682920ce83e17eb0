/** The demo as static files, in a folder of a host that knows nothing of it, and the browser of a visitor. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import express from 'express';
import { launch, type Browser, type Page } from 'puppeteer-core';
import { launchOptions } from '../../scripts/browsers.mjs';
import { ROOT } from '../package/project.js';
import { complaintsOf, PATIENCE, Talker } from '../recipes/talk.js';

let building: Promise<string> | undefined;

/** `npm run build:demo`, once for all files of tests. */
function built(): Promise<string> {
  const build = async (): Promise<string> => {
    const folder = mkdtempSync(join(tmpdir(), 'dm-elements-demo-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    await promisify(execFile)('npm', ['run', '--silent', 'build:demo', '--', '--outDir', folder], { cwd: ROOT });
    return folder;
  };
  return (building ??= build());
}

/** Starts before the tests of the `describe` in which it is called, and looks after each that no page complained. */
export function demoSite(): DemoSite {
  const site = new DemoSite();
  before(() => site.start());
  afterEach(() => site.leave());
  after(() => site.close());
  return site;
}

/** A request as the host got it. */
export interface Got {
  /** `POST https://…` */
  readonly line: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export class DemoSite {
  origin = '';
  browser!: Browser;
  /** A complaint that has to be there, or may. */
  expected = /^$/;
  /** Everything but GET, in the order in which the host got it. */
  readonly got: Got[] = [];
  #server!: Server;
  /** What went wrong in any page since the last test. */
  #wrong: string[] = [];

  async start(): Promise<void> {
    const folder = await built();
    const host = express()
      .use(express.raw({ type: () => true }))
      .use(({ method, originalUrl, headers, body }, _response, next) => {
        const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
        if (method !== 'GET') this.got.push({ line: `${method} ${this.origin}${originalUrl}`, headers, body: bytes });
        next();
      })
      .use('/some/folder', express.static(folder));
    this.#server = createServer(host);
    await new Promise<void>((resolve) => this.#server.listen(0, 'localhost', resolve));
    this.origin = `http://localhost:${(this.#server.address() as AddressInfo).port}`;
    this.browser = await launch(launchOptions('chromium'));
  }

  /** @param path from the root of the demo, without `.html` */
  async open(path: string, query = '', prepare?: (page: Page) => Promise<unknown>): Promise<Page> {
    const page = await this.browser.newPage();
    const wrong = this.#wrong;
    complaintsOf(page, wrong);
    page.on('requestfailed', (request) => {
      const error = request.failure()?.errorText ?? 'failed';
      // A frame that is led elsewhere while it loads gives up on the rest, which is no failure.
      if (error === 'net::ERR_ABORTED' && request.frame() !== page.mainFrame()) return;
      wrong.push(`${error}: ${request.url()}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400) wrong.push(`${response.status()}: ${response.url()}`);
    });
    page.on('request', (request) => {
      const url = new URL(request.url());
      // Everything else would be a visit to a host that nobody was told of.
      if (/^https?:$/.test(url.protocol) && url.origin !== this.origin) wrong.push(`elsewhere: ${url.href}`);
    });
    await prepare?.(page);
    await page.goto(`${this.origin}/some/folder/${path}.html${query}`, { waitUntil: 'load' });
    await page.waitForSelector('nav a[aria-current]');
    return page;
  }

  async leave(): Promise<void> {
    const wrong = this.#wrong;
    // What a closed page gives up on is not wrong.
    this.#wrong = [];
    this.got.length = 0;
    const found = wrong.filter((each) => !this.expected.test(each));
    this.expected = /^$/;
    for (const page of await this.browser.pages()) if (page.url() !== 'about:blank') await page.close();
    expect(found, 'consoles and requests').to.deep.equal([]);
  }

  async close(): Promise<void> {
    await this.browser?.close();
    this.#server?.closeAllConnections();
    this.#server?.close();
  }
}

export async function framed(page: Page, selector: string): Promise<Talker> {
  return new Talker((await (await page.waitForSelector(selector))!.contentFrame())!);
}

/** One of several people in a page. */
export function inside(page: Page, who: string): Talker {
  return new Talker(page, `#${who} dm-session`);
}

export function text(page: Page, selector: string): Promise<string> {
  return page.$eval(selector, (element) => (element as HTMLElement).innerText);
}

export async function says(page: Page, selector: string, wanted: string): Promise<void> {
  await page.waitForFunction(
    (where, words) => document.querySelector<HTMLElement>(where)?.innerText.includes(words),
    PATIENCE,
    selector,
    wanted,
  );
}
