/** Every folder of demo/recipes, started as its README says and used by two people. */
import { createHmac } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { SignJWT } from 'jose';
import { launch, type Browser, type BrowserContext, type Page } from 'puppeteer-core';
import { launchOptions } from '../../scripts/browsers.mjs';
import { hasDotnet } from '../helpers/aspnet.js';
import { accepts, hasCoturn } from '../helpers/coturn.js';
import { freePort } from '../helpers/redis.js';
import { TestWorker } from '../helpers/workerd.js';
import { blocks } from '../package/pages.js';
import { RecipeBook, RECIPES, type Started } from './started.js';
import { complaintsOf, expectSilence, part, PATIENCE, talk, Talker } from './talk.js';

/** What Vite's own server, and the libraries it serves for developers, write into every console. */
const WHILE_DEVELOPING = /^debug: \[vite\] connect|^warn: Lit is in dev mode|Download the React DevTools/;

/** What somebody gives to `wrangler secret put`. */
const DM_JWT_SECRET = 'a secret of at least thirty-two bytes, shared with the site';

describe('the recipe', () => {
  const tested: string[] = [];
  let book: RecipeBook;
  let browser: Browser;
  let profile: BrowserContext;
  const cleanups: (() => Promise<unknown>)[] = [];

  before(async () => {
    book = await RecipeBook.open();
    browser = await launch(launchOptions('chromium'));
  });
  beforeEach(async () => {
    profile = await browser.createBrowserContext();
  });
  afterEach(async () => {
    await profile.close();
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });
  after(async () => {
    await browser?.close();
    book?.close();
  });

  const recipe = (name: string, behaviour: string, run: () => Promise<void>): void => {
    tested.push(name);
    it(`${name} ${behaviour}`, run);
  };
  const started = async (starting: Promise<Started>): Promise<string> => {
    const recipe = await starting;
    cleanups.push(() => recipe.close());
    return recipe.url;
  };
  const open = async (url: string): Promise<{ page: Page; complaints: readonly string[] }> => {
    const page = await profile.newPage();
    const complaints = complaintsOf(page);
    await page.goto(url);
    return { page, complaints };
  };
  const chat = async (forAlice: string, forBob: string, chatter = /^$/): Promise<[Talker, Talker]> => {
    const pages = [await open(forAlice), await open(forBob)] as const;
    const [alice, bob] = [new Talker(pages[0].page), new Talker(pages[1].page)];
    await talk(alice, bob);
    expectSilence(pages.flatMap(({ complaints }) => complaints.filter((each) => !chatter.test(each))));
    return [alice, bob];
  };

  recipe('plain-html', 'carries a chat between two tabs', async () => {
    const url = await started(book.copy('plain-html').files());
    await part(...(await chat(`${url}index.html`, `${url}bob.html`)));
  });

  it('plain-html runs the file that is pinned by the hash of the build, and no other', async () => {
    const folder = book.copy('plain-html');
    const url = await started(folder.files());
    const hashes = JSON.parse(readFileSync(join(folder.path, 'integrity.json'), 'utf8')) as Record<string, string>;
    const pinned = hashes['dm-elements.js']!;
    const another = hashes[Object.keys(hashes).find((file) => file !== 'dm-elements.js')!]!;
    const runs = async (integrity: string): Promise<boolean> => {
      const { page } = await open(`${url}integrity.json`);
      return page.evaluate(
        (hash) =>
          new Promise<boolean>((resolve) => {
            const script = document.createElement('script');
            Object.assign(script, { type: 'module', src: './dm-elements.js', integrity: hash });
            script.onload = () => resolve(customElements.get('dm-session') !== undefined);
            script.onerror = () => resolve(false);
            document.documentElement.append(script);
          }),
        integrity,
      );
    };
    expect([await runs(pinned), await runs(another)]).to.deep.equal([true, false]);
  });

  for (const framework of ['react', 'vue', 'svelte', 'solid']) {
    recipe(framework, 'hands ids to the elements and hears their events', async () => {
      const url = await started(book.copy(framework).vite());
      const [alice, bob] = await chat(`${url}?me=alice&peer=bob`, `${url}?me=bob&peer=alice`, WHILE_DEVELOPING);
      await part(alice, bob);
      // What the event said has come through the framework, into its own element.
      for (const { page } of [alice, bob]) {
        await page.waitForFunction(() => document.querySelector('output')?.textContent === 'ended', PATIENCE);
      }
    });
  }

  recipe('accounts-express', 'lets in who has signed in, as nobody else', async () => {
    const url = await started(book.copy('accounts-express').serve());
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

  recipe('strict-csp', 'works under a policy that allows next to nothing, and breaks no rule of it', async () => {
    const url = await started(book.copy('strict-csp').serve());
    await part(...(await chat(`${url}?me=alice&peer=bob`, `${url}?me=bob&peer=alice`)));
    const { page } = await open(`${url}?me="><script>document.title='broken'</script>`);
    expect(await page.title()).to.equal('Strict');
  });

  recipe('iframe', 'keeps the chat from the page around it, which learns a number', async () => {
    const url = await started(book.copy('iframe').serve());
    const pages = [(await open(`${url}?me=alice`)).page, (await open(`${url}?me=bob`)).page];
    const inside = async (page: Page): Promise<Talker> => {
      const handle = await page.waitForSelector('iframe');
      return new Talker(await handle!.contentFrame());
    };
    const [alice, bob] = [await inside(pages[0]!), await inside(pages[1]!)];
    await talk(alice, bob);
    expect(await pages[0]!.evaluate(() => document.querySelector('iframe')?.contentDocument)).to.equal(null);
    // Nobody has looked into the frame, so what came there waits.
    for (const page of pages) {
      await page.waitForFunction(() => document.querySelector('output')?.textContent === '1', PATIENCE);
    }
    await part(alice, bob);
  });

  recipe('coturn', 'connects through TURN alone, with credentials that expire', async () => {
    if (!hasCoturn()) throw new Error('coturn is missing: node scripts/install.mjs --browsers');
    const secret = 'a-secret-that-coturn-and-the-relay-share';
    const port = await freePort();
    const url = await started(book.copy('coturn').serveWithTurn(port, secret));
    const [alice, bob] = await chat(`${url}?me=alice`, `${url}?me=bob`);
    expect([await alice.path(), await bob.path()]).to.deep.equal(['relayed', 'relayed']);
    await part(alice, bob);

    const { iceServers } = (await (await fetch(`${url}ice?id=alice`)).json()) as { iceServers: [RTCIceServer] };
    const { username = '', credential = '' } = iceServers[0];
    expect(await accepts(port, username, credential)).to.equal(true);
    // Signed as the relay signs, but a minute over.
    const over = `${Math.floor(Date.now() / 1_000) - 60}:alice`;
    const signed = (name: string): string => createHmac('sha1', secret).update(name).digest('base64');
    expect(signed(username)).to.equal(credential);
    expect(await accepts(port, over, signed(over))).to.equal(false);
  });

  recipe('signalr', 'meets at a hub on ASP.NET Core', async () => {
    if (!hasDotnet()) throw new Error('the SDK of .NET 10 is missing: https://dot.net');
    const { url, hub, close } = await book.copy('signalr').filesWithHub();
    cleanups.push(close);
    const at = (me: string, peer: string): string => `${url}?${new URLSearchParams({ me, peer, hub }).toString()}`;
    await part(...(await chat(at('alice', 'bob'), at('bob', 'alice'))));
  });

  recipe('cloudflare', 'deploys a relay at which two people of an allowed origin meet, by their tokens', async () => {
    const recipe = book.copy('cloudflare');
    const site = book.copy('plain-html');
    // In place of the address of a site at which somebody is signed in.
    for (const id of ['alice', 'bob']) {
      const signed = new SignJWT({}).setProtectedHeader({ alg: 'HS256' }).setSubject(id).setExpirationTime('10m');
      const token = await signed.sign(new TextEncoder().encode(DM_JWT_SECRET));
      writeFileSync(join(site.path, `${id}.json`), JSON.stringify({ token }));
    }
    const url = await started(site.files());
    const deployed = { folder: recipe.path, bundle: await recipe.deploy() };
    const worker = await TestWorker.start({ DM_ORIGINS: new URL(url).origin, DM_JWT_SECRET }, deployed);
    cleanups.push(() => worker.close());
    const [markup = ''] = blocks('demo/recipes/cloudflare/README.md', 'html');
    const at = async (me: string, peer: string): Promise<Talker> => {
      const { page } = await open(`${url}integrity.json`);
      const own = markup
        .replace('self="alice"', `self="${me}"`)
        .replace('peer="bob"', `peer="${peer}"`)
        .replace(/party:[^"]+/, worker.signaling)
        .replace('/api/dm-token', `/${me}.json`);
      await page.evaluate((html) => {
        const script = Object.assign(document.createElement('script'), { type: 'module', src: './dm-elements.js' });
        document.body.innerHTML = html;
        document.body.append(script);
      }, own);
      return new Talker(page);
    };
    const [alice, bob] = [await at('alice', 'bob'), await at('bob', 'alice')];
    await talk(alice, bob);
    await part(alice, bob);
    // What stood there before, and has to be replaced.
    const elsewhere = await fetch(worker.origin, { headers: { origin: 'https://example.com' } });
    expect(elsewhere.status).to.equal(403);
  });

  it('is started by each line of its README', () => {
    // This one needs an account.
    expect(book.left.filter((line) => !line.startsWith('cloudflare: npx wrangler secret put '))).to.deep.equal([]);
  });

  it('is tested, whichever it is', () => {
    const folders = readdirSync(RECIPES);
    expect(tested.sort()).to.deep.equal(folders.sort());
  });
});
