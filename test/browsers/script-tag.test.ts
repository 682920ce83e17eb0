/**
 * The two files for a script tag, on a plain page with a strict policy: they work, say nothing, and leave nothing on
 * the page's own objects.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { Linter } from 'eslint';
import { launch, type Browser, type Page } from 'puppeteer-core';
import { VERSION } from '../../components/shared/define.js';
import { BROWSER_KINDS, launchOptions } from '../../scripts/browsers.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "require-trusted-types-for 'script'",
  'trusted-types dm-elements',
].join('; ');
const TAGS = {
  none: '',
  module: '<script type="module" src="/cdn/dm-elements.js"></script>',
  classic: '<script src="/cdn/dm-elements.iife.js"></script>',
};
/** What happens on pages of several authors: two copies of the file, the second one perhaps of another version. */
const DOUBLES = {
  'as a classic script and as a module': '<script src="/cdn/dm-elements.iife.js"></script>' + TAGS.module,
  'from two places': TAGS.module + '<script type="module" src="/again/dm-elements.js"></script>',
  'in two versions': TAGS.module + '<script type="module" src="/older/dm-elements.js"></script>',
};
/** By these, libraries ask with `typeof` whether they are in Node. */
const ASKED = ['process', 'global'];

const page = (
  tag: string,
  more = '',
): string => `<!doctype html><html lang="en"><head><title>Plain</title><link rel="icon" href="data:,">${tag}</head><body>
<dm-session self="alice" peer="bob" signaling="local:plain"></dm-session>
<dm-session self="bob" peer="alice" signaling="local:plain"></dm-session>
${more}</body></html>`;

/** What a test in the page uses of an element. */
interface SessionElement extends HTMLElement {
  readonly session: { readonly state: string; readonly messages: readonly { readonly content: string }[] } | null;
  request(): Promise<void>;
  accept(): Promise<void>;
  send(text: string): Promise<unknown>;
  end(): Promise<void>;
}

describe('the files for a script tag', () => {
  let folder: string;
  let read: Promise<string[]> | undefined;
  let server: Server | undefined;
  let origin: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dm-elements-cdn-'));
    await promisify(execFile)(process.execPath, ['scripts/build.mjs', '--script-tag', folder], { cwd: ROOT });
    server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://plain');
      const name = pathname.slice(1);
      if (name in TAGS) {
        response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': POLICY });
        response.end(page(TAGS[name as keyof typeof TAGS]));
      } else if (name.startsWith('double-')) {
        response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': POLICY });
        response.end(page(Object.values(DOUBLES)[Number(name.slice(-1))] ?? '', '<dm-launcher></dm-launcher>'));
      } else if (/^\/(cdn|again|older)\/[\w./-]+\.js$/.test(pathname) && !pathname.includes('..')) {
        readFile(join(folder, pathname.replace(/^\/\w+\//, '')), 'utf8').then(
          (code) => {
            response.writeHead(200, { 'content-type': 'text/javascript' });
            response.end(pathname.startsWith('/older/') ? code.replaceAll(VERSION, '0.0.0') : code);
          },
          () => response.writeHead(404).end(),
        );
      } else {
        response.writeHead(204).end();
      }
    });
    const listening = server;
    await new Promise<void>((resolve) => listening.listen(0, 'localhost', resolve));
    origin = `http://localhost:${(listening.address() as AddressInfo).port}`;
  });

  after(async () => {
    server?.closeAllConnections();
    server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  for (const kind of BROWSER_KINDS) {
    describe(`in ${kind}`, () => {
      let browser: Browser;
      before(async () => {
        browser = await launch(launchOptions(kind));
      });
      after(() => browser.close());

      for (const name of ['module', 'classic'] as const) {
        it(`carry a chat as a ${name} script, with a silent console and no globals`, async () => {
          const tab = await browser.newPage();
          const said: string[] = [];
          const asked: string[] = [];
          tab.on('console', (message) => said.push(message.text()));
          tab.on('pageerror', (error) => said.push(String(error)));
          tab.on('request', (request) => {
            if (!request.url().startsWith('data:')) asked.push(new URL(request.url()).origin);
          });

          await tab.goto(`${origin}/none`);
          const before = new Set(await globals(tab));
          await tab.goto(`${origin}/${name}`);
          await tab.waitForSelector('dm-session:defined');
          const transcript = await chat(tab);
          expect(transcript).to.deep.equal(['hello', 'hello yourself']);
          expect((await globals(tab)).filter((global) => !before.has(global))).to.deep.equal([]);
          expect(said).to.deep.equal([]);
          expect(new Set(asked)).to.deep.equal(new Set([origin]));
          await tab.close();
        });
      }

      for (const [index, [how, tags]] of Object.entries(DOUBLES).entries()) {
        it(`carry a chat where they are loaded twice, ${how}`, async () => {
          const tab = await browser.newPage();
          const said: string[] = [];
          tab.on('console', (message) => said.push(message.text()));
          tab.on('pageerror', (error) => said.push(String(error)));
          await tab.goto(`${origin}/double-${index}`);
          await tab.waitForSelector('dm-session:defined');
          await tab.waitForSelector('dm-launcher >>> button', { visible: true });
          expect(await chat(tab)).to.deep.equal(['hello', 'hello yourself']);
          // Who has two versions is told so, once for each element, and nothing else.
          const versions = said.filter((text) => text.includes('is defined already'));
          expect(said.filter((text) => !versions.includes(text))).to.deep.equal([]);
          expect(versions.length > 0).to.equal(tags.includes('/older/'));
          expect(new Set(versions).size).to.equal(versions.length);
          await tab.close();
        });
      }

      it('add nothing to the page, and read no global that the platform does not have', async () => {
        const tab = await browser.newPage();
        await tab.goto(`${origin}/none`);
        const names = await (read ??= globalsReadBy(folder));
        expect(names).to.include('customElements');
        const unknown = await tab.evaluate((all) => all.filter((name) => !(name in globalThis)), names);
        expect(unknown.filter((name) => !ASKED.includes(name))).to.deep.equal([]);

        await tab.goto(`${origin}/module`);
        await tab.waitForSelector('dm-session:defined');
        const outline = (): Promise<string[]> =>
          tab.evaluate(() =>
            [...document.querySelectorAll('*')].map((each) => each.outerHTML.replace(/>[\s\S]*/, '>')),
          );
        const before = await outline();
        await chat(tab);
        expect(await outline()).to.deep.equal(before);
        await tab.close();
      });
    });
  }
});

/** Every name that the files use and do not bind themselves. */
async function globalsReadBy(folder: string): Promise<string[]> {
  const linter = new Linter();
  const names = new Set<string>();
  for (const file of await readdir(folder, { recursive: true })) {
    // The classic file is the same code in one piece.
    if (!file.endsWith('.js') || file.includes('iife')) continue;
    const found = linter.verify(await readFile(join(folder, file), 'utf8'), {
      languageOptions: { ecmaVersion: 'latest', sourceType: 'module' },
      linterOptions: { reportUnusedDisableDirectives: 'off' },
      rules: { 'no-undef': 'error' },
    });
    for (const { message } of found) names.add(/^'(.+)' is not defined/.exec(message)?.[1] ?? message);
  }
  return [...names];
}

/** What the page's global object holds, without the driver's own. */
const globals = async (tab: Page): Promise<string[]> => {
  const names = await tab.evaluate(() => Object.getOwnPropertyNames(globalThis));
  return names.filter((name) => !/^(puppeteer_)?__/.test(name));
};

/** Ask, accept, one message each way, end. Resolves with what Alice saw before the end. */
async function chat(tab: Page): Promise<readonly string[]> {
  const alice = 0;
  const bob = 1;
  const reach = (state: string, index: number): Promise<unknown> =>
    tab.waitForFunction(
      (wanted, at) => document.querySelectorAll<SessionElement>('dm-session')[at]?.session?.state === wanted,
      {},
      state,
      index,
    );
  const hold = (count: number, index: number): Promise<unknown> =>
    tab.waitForFunction(
      (wanted, at) => document.querySelectorAll<SessionElement>('dm-session')[at]?.session?.messages.length === wanted,
      {},
      count,
      index,
    );
  const call = (index: number, method: 'request' | 'accept' | 'end'): Promise<void> =>
    tab.evaluate((at, name) => document.querySelectorAll<SessionElement>('dm-session')[at]?.[name](), index, method);
  const send = (index: number, text: string): Promise<unknown> =>
    tab.evaluate(
      async (at, content) => {
        await document.querySelectorAll<SessionElement>('dm-session')[at]?.send(content);
      },
      index,
      text,
    );

  await Promise.all([reach('idle', alice), reach('idle', bob)]);
  await call(alice, 'request');
  await reach('incoming_request', bob);
  await call(bob, 'accept');
  await Promise.all([reach('active', alice), reach('active', bob)]);
  await send(alice, 'hello');
  await hold(1, bob);
  await send(bob, 'hello yourself');
  await hold(2, alice);
  const seen = await tab.evaluate(() =>
    document.querySelector<SessionElement>('dm-session')?.session?.messages.map(({ content }) => content),
  );
  await call(alice, 'end');
  await Promise.all([reach('ended', alice), reach('ended', bob)]);
  return seen ?? [];
}
