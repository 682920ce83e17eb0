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
import { build } from 'esbuild';
import { Linter } from 'eslint';
import { launch, type Browser, type Page } from 'puppeteer-core';
import { VERSION } from '../../components/shared/define.js';
import { BROWSER_KINDS, launchOptions } from '../../scripts/browsers.mjs';
import { buildSimplePeer } from '../../scripts/simple-peer.mjs';

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
  'and as modules of the package, which a site has bundled':
    '<script type="module" src="/npm/index.js"></script>' + TAGS.module,
  'and as modules of the package, after the file': TAGS.classic + '<script type="module" src="/npm/index.js"></script>',
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
  readonly client: { connect(): Promise<void> } | null;
  readonly session: {
    readonly state: string;
    readonly reason?: string;
    readonly messages: readonly { readonly content: string }[];
  } | null;
  request(): Promise<void>;
  accept(): Promise<void>;
  send(text: string): Promise<unknown>;
  end(): Promise<void>;
}

describe('the files for a script tag', () => {
  let folder: string;
  /** The package as a bundler puts it together with a site's own code. */
  let bundled: string;
  let read: Promise<string[]> | undefined;
  let server: Server | undefined;
  let origin: string;
  /** Files that the site does not have at the moment. */
  let missing = /^$/;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dm-elements-cdn-'));
    await promisify(execFile)(process.execPath, ['scripts/build.mjs', '--script-tag', folder], { cwd: ROOT });
    bundled = await mkdtemp(join(tmpdir(), 'dm-elements-bundle-'));
    const entryPoints = [join(ROOT, 'components/index.ts')];
    await build({
      entryPoints,
      outdir: bundled,
      bundle: true,
      splitting: true,
      format: 'esm',
      // As in the package (scripts/build.mjs).
      alias: { 'simple-peer': await buildSimplePeer() },
    });
    server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://plain');
      const name = pathname.slice(1);
      if (name in TAGS) {
        response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': POLICY });
        response.end(page(TAGS[name as keyof typeof TAGS]));
      } else if (name.startsWith('double-')) {
        // Lit of the package has a policy of its own.
        const policy = POLICY.replace('trusted-types dm-elements', '$& lit-html');
        response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': policy });
        response.end(page(Object.values(DOUBLES)[Number(name.slice(-1))] ?? '', '<dm-launcher></dm-launcher>'));
      } else if (missing.test(pathname)) {
        response.writeHead(404).end();
      } else if (/^\/(cdn|again|older|npm)\/[\w./-]+\.js$/.test(pathname) && !pathname.includes('..')) {
        readFile(join(pathname.startsWith('/npm/') ? bundled : folder, pathname.replace(/^\/\w+\//, '')), 'utf8').then(
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
    for (const each of [folder, bundled]) await rm(each, { recursive: true, force: true });
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

      it('are loaded no further than for waiting until somebody asks, and then as far as a chat goes', async () => {
        const tab = await browser.newPage();
        const parts = new Set<string>();
        tab.on('request', (request) => parts.add(/\/chunks\/(.+)-[\w-]{8}\.js$/.exec(request.url())?.[1] ?? ''));
        await tab.goto(`${origin}/module`);
        await tab.waitForSelector('dm-session:defined');
        await Promise.all([reach(tab, 'idle', ALICE), reach(tab, 'idle', BOB)]);
        await tab.evaluate(() =>
          Promise.all(
            [...document.querySelectorAll<SessionElement>('dm-session')].map(async (each) => each.client?.connect()),
          ),
        );
        parts.delete('');
        // "waiting" of scripts/size.mjs; `local:` takes the place of a relay, and has less to load.
        expect([...parts].sort()).to.deep.equal(['base', 'client', 'local', 'rolldown-runtime', 'tabs']);
        await chat(tab);
        expect([...parts]).to.include.members(['channel', 'conversation']);
        expect([...parts]).to.not.include.members(['files']);
        await tab.close();
      });

      it('say what is the matter where a part of them is not there, and go on when it is', async () => {
        const tab = await browser.newPage();
        const wrong: string[] = [];
        tab.on('pageerror', (error) => wrong.push(String(error)));
        await tab.goto(`${origin}/module`);
        await tab.waitForSelector('dm-session:defined');
        await Promise.all([reach(tab, 'idle', ALICE), reach(tab, 'idle', BOB)]);
        // As with the network gone, or a new version of the site between two clicks.
        missing = /\/channel-/;
        await call(tab, ALICE, 'request').catch(() => {});
        await reach(tab, 'failed', ALICE);
        const [reason, words] = await tab.$eval('dm-session', (element) => [
          element.session?.reason,
          element.shadowRoot?.textContent,
        ]);
        expect(reason).to.equal('signaling-lost');
        expect(words).to.include('Check your connection and try again.');
        missing = /^$/;
        // Firefox keeps a module that did not come until the page is loaded again.
        const again = kind === 'firefox' ? tab.reload().then(() => chat(tab)) : ask(tab);
        expect(await again).to.deep.equal(['hello', 'hello yourself']);
        // Firefox says itself what did not load.
        expect(wrong.filter((text) => !text.includes('Loading module'))).to.deep.equal([]);
        await tab.close();
      });

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

/** Which of the elements in the page is whose. */
const ALICE = 0;
const BOB = 1;

/** Until the session of an element is in a state. */
const reach = (tab: Page, state: string, index: number): Promise<unknown> =>
  tab.waitForFunction(
    (wanted, at) => document.querySelectorAll<SessionElement>('dm-session')[at]?.session?.state === wanted,
    {},
    state,
    index,
  );
const call = (tab: Page, index: number, method: 'request' | 'accept' | 'end'): Promise<void> =>
  tab.evaluate((at, name) => document.querySelectorAll<SessionElement>('dm-session')[at]?.[name](), index, method);

/** Both are there, Alice asks, and they talk. Resolves with what she saw before the end. */
async function chat(tab: Page): Promise<readonly string[]> {
  await Promise.all([reach(tab, 'idle', ALICE), reach(tab, 'idle', BOB)]);
  return ask(tab);
}

/** Ask, accept, one message each way, end. */
async function ask(tab: Page): Promise<readonly string[]> {
  const hold = (count: number, index: number): Promise<unknown> =>
    tab.waitForFunction(
      (wanted, at) => document.querySelectorAll<SessionElement>('dm-session')[at]?.session?.messages.length === wanted,
      {},
      count,
      index,
    );
  const send = (index: number, text: string): Promise<unknown> =>
    tab.evaluate(
      async (at, content) => {
        await document.querySelectorAll<SessionElement>('dm-session')[at]?.send(content);
      },
      index,
      text,
    );

  await call(tab, ALICE, 'request');
  await reach(tab, 'incoming_request', BOB);
  await call(tab, BOB, 'accept');
  await Promise.all([reach(tab, 'active', ALICE), reach(tab, 'active', BOB)]);
  await send(ALICE, 'hello');
  await hold(1, BOB);
  await send(BOB, 'hello yourself');
  await hold(2, ALICE);
  const seen = await tab.evaluate(() =>
    document.querySelector<SessionElement>('dm-session')?.session?.messages.map(({ content }) => content),
  );
  await call(tab, ALICE, 'end');
  await Promise.all([reach(tab, 'ended', ALICE), reach(tab, 'ended', BOB)]);
  return seen ?? [];
}
