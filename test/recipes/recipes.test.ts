/** Every folder of demo/recipes, started as its README says and used by two people. Needs `npm run build`. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { launch, type Browser, type BrowserContext, type Page } from 'puppeteer-core';
import { launchOptions } from '../../scripts/browsers.mjs';
import { CDN, ROOT, startServer, type Started } from './started.js';
import { part, talk, Talker } from './talk.js';

/** Has a test beside the relay it deploys: test/node/server/worker.test.ts. */
const ELSEWHERE = ['cloudflare'];

describe('the recipe', () => {
  const tested: string[] = [];
  let browser: Browser;
  let profile: BrowserContext;
  const cleanups: (() => Promise<unknown>)[] = [];

  before(async () => {
    expect(existsSync(join(CDN, 'dm-elements.js')), 'dist/cdn: run "npm run build"').to.equal(true);
    browser = await launch(launchOptions('chromium'));
  });
  beforeEach(async () => {
    profile = await browser.createBrowserContext();
  });
  afterEach(async () => {
    await profile.close();
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });
  after(() => browser?.close());

  const recipe = (name: string, behaviour: string, run: () => Promise<void>): void => {
    tested.push(name);
    it(`${name} ${behaviour}`, run);
  };
  const started = async (starting: Promise<Started>): Promise<string> => {
    const recipe = await starting;
    cleanups.push(() => recipe.close());
    return recipe.url;
  };
  const open = async (url: string): Promise<Page> => {
    const page = await profile.newPage();
    await page.goto(url);
    return page;
  };

  recipe('accounts-express', 'lets in who has signed in, as nobody else', async () => {
    const url = await started(startServer('accounts-express', { cdn: CDN }));
    expect((await fetch(`${url}api/dm-token`)).status).to.equal(401);
    expect((await fetch(`${url}api/dm-token`, { headers: { cookie: 'who=u_42.forged' } })).status).to.equal(401);

    const signIn = async (id: string): Promise<Page> => {
      // A profile each: a cookie is for a person.
      const own = await browser.createBrowserContext();
      cleanups.push(() => own.close());
      const page = await own.newPage();
      await page.goto(url);
      await Promise.all([page.waitForNavigation(), page.click(`button[value="${id}"]`)]);
      return page;
    };
    const [alice, bob] = [await signIn('u_17'), await signIn('u_42')].map((page) => new Talker(page)) as [
      Talker,
      Talker,
    ];
    await talk(alice, bob);
    await part(alice, bob);
  });

  recipe('iframe', 'keeps the chat from the page around it', async () => {
    const url = await started(startServer('iframe', { cdn: CDN }));
    const pages = [await open(`${url}?me=alice`), await open(`${url}?me=bob`)];
    const inside = async (page: Page): Promise<Talker> => {
      const handle = await page.waitForSelector('iframe');
      return new Talker(await handle!.contentFrame());
    };
    const [alice, bob] = [await inside(pages[0]!), await inside(pages[1]!)];
    await talk(alice, bob);
    expect(await pages[0]!.evaluate(() => document.querySelector('iframe')?.contentDocument)).to.equal(null);
    await part(alice, bob);
  });

  it('is tested, whichever it is', () => {
    const folders = readdirSync(join(ROOT, 'demo/recipes'));
    expect([...tested, ...ELSEWHERE].sort()).to.deep.equal(folders.sort());
  });
});
