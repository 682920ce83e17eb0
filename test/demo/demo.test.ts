/** The demo as static files, in a folder of a host that knows nothing of it, used as a visitor would. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import express from 'express';
import { launch, type Browser, type ElementHandle, type Frame, type Page } from 'puppeteer-core';
import type { DMSessionElement } from '../../components/index.js';
import { launchOptions } from '../../scripts/browsers.mjs';
import { complaintsOf, expectSilence, part, PATIENCE, talk, Talker } from '../recipes/talk.js';
import { ROOT } from '../recipes/started.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PAGES = [
  ...['index', 'relay', 'playground', 'recipes', 'reference'],
  ...['labs/verify', 'labs/requests', 'labs/files'],
];

interface Named {
  readonly name: string;
}
interface Documented {
  readonly tagName: string;
  readonly attributes?: readonly Named[];
  readonly cssProperties?: readonly Named[];
}

/** The elements that a page can place. */
function documented(): readonly Documented[] {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'custom-elements.json'), 'utf8')) as {
    readonly modules: readonly { readonly declarations: readonly Partial<Documented>[] }[];
  };
  return manifest.modules
    .flatMap(({ declarations }) => declarations)
    .filter((each): each is Documented => each.tagName !== undefined && each.tagName !== 'dm-recorder');
}

describe('the demo', () => {
  let folder: string;
  let server: Server;
  let origin: string;
  let browser: Browser;
  let complaints: readonly string[];
  /** Everything that was asked for, beside the pages themselves. */
  let asked: string[];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'dm-elements-demo-'));
    await promisify(execFile)('npm', ['run', '--silent', 'build:demo', '--', '--outDir', folder], { cwd: ROOT });
    server = createServer(express().use('/some/folder', express.static(folder)));
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    origin = `http://localhost:${(server.address() as AddressInfo).port}`;
    browser = await launch(launchOptions('chromium'));
  });
  beforeEach(() => {
    complaints = [];
    asked = [];
  });
  afterEach(async () => {
    for (const page of await browser.pages()) if (page.url() !== 'about:blank') await page.close();
    expectSilence(complaints);
    expect(asked.filter((url) => !/^(data|blob):/.test(url) && new URL(url).origin !== origin)).to.deep.equal([]);
  });
  after(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  async function open(path: string): Promise<Page> {
    const page = await browser.newPage();
    complaints = complaintsOf(page);
    page.on('request', (request) => void asked.push(request.url()));
    await page.goto(`${origin}/some/folder/${path}.html`, { waitUntil: 'load' });
    await page.waitForSelector('nav a[aria-current]');
    return page;
  }

  const framed = async (page: Page, selector: string): Promise<Talker> =>
    new Talker((await (await page.waitForSelector(selector))!.contentFrame())!);

  /** One of several people in a page. */
  const inside = (page: Page, who: string): Talker => new Talker(page, `#${who} dm-session`);

  const text = (page: Page, selector: string): Promise<string> =>
    page.$eval(selector, (element) => (element as HTMLElement).innerText);

  const says = (page: Page, selector: string, wanted: string): Promise<unknown> =>
    page.waitForFunction(
      (where, words) => document.querySelector<HTMLElement>(where)?.innerText.includes(words),
      PATIENCE,
      selector,
      wanted,
    );

  it('carries a chat between two frames', async () => {
    const page = await open('index');
    const [alice, bob] = [await framed(page, '#left'), await framed(page, '#right')];
    await talk(alice, bob);
    await part(alice, bob);
  });

  it('plays: controls change session and markup; events and what leaves are listed, and no text is among them', async () => {
    const page = await open('playground');
    await page.waitForSelector('#tokens [name="--dm-radius"]');
    await page.click('#attributes [name="without-header"]');
    await page.type('#tokens [name="--dm-radius"]', '3px');
    const session = await page.$eval('dm-session', (element) => ({
      header: element.hasAttribute('without-header'),
      radius: element.style.getPropertyValue('--dm-radius'),
    }));
    expect(session).to.deep.equal({ header: true, radius: '3px' });
    const markup = await text(page, '#markup');
    expect(markup)
      .to.match(/<dm-session .*without-header><\/dm-session>/)
      .and.to.include('--dm-radius: 3px');
    await page.select('#theme', 'plum');
    expect(await text(page, '#markup')).to.include('--dm-peer: light-dark(');

    await talk(new Talker(page), await framed(page, '#bob'));
    const [events = '', left = ''] = await page.$$eval('#events, #left', (lists) =>
      lists.map(({ textContent }) => textContent ?? ''),
    );
    expect(events).to.include('dm-message').and.to.include('state: active');
    expect(left)
      .to.match(/note request .*"kind":"request"/)
      .and.to.match(/direct encrypted \d+ bytes[0-9a-f ]{60}/);
    for (const listed of [events, left]) expect(listed).to.not.match(/from alice|from bob/);
  });

  it('has a control for each attribute of each element, and for each token, and copies the markup they make', async () => {
    const page = await open('playground');
    await browser.defaultBrowserContext().overridePermissions(origin, ['clipboard-read', 'clipboard-sanitized-write']);
    await page.waitForSelector('#tokens [name="--dm-radius"]');
    const fields = (form: string): Promise<readonly string[]> =>
      page.$$eval(`${form} [name]`, (found) => found.map((field) => (field as HTMLInputElement).name));
    for (const { tagName, attributes = [], cssProperties } of documented()) {
      // One has no attributes, the other is a part of the composer.
      if (attributes.length === 0 || tagName === 'dm-file-tray') continue;
      await page.select('#element', tagName);
      expect(await fields('#attributes'), tagName).to.deep.equal(attributes.map(({ name }) => name));
      expect(await fields('#tokens'), tagName).to.deep.equal(cssProperties?.map(({ name }) => name));
      await page.click('#copy');
      expect(await text(page, '#markup')).to.include(`<${tagName}`);
      await page.waitForFunction(
        async () => (await navigator.clipboard.readText()) === document.querySelector('#markup')?.textContent,
        PATIENCE,
      );
    }
  });

  it('unmasks who is in the middle: what is said is overheard, the words differ, and saying so ends it', async () => {
    const page = await open('labs/verify');
    const [alice, bob] = [inside(page, 'alice'), inside(page, 'bob')];
    await talk(alice, bob);
    expect(await text(page, '#overheard'))
      .to.include('alice: from alice')
      .and.to.include('bob: from bob');
    const words = (who: string): Promise<readonly number[] | undefined> =>
      page.$eval(`#${who} dm-session`, (element) => [...(element.session?.safety?.emoji ?? [])]);
    expect(await words('alice'))
      .to.have.lengthOf(7)
      .and.to.not.deep.equal(await words('bob'));
    await page.click('#read-out');
    const [hers, his] = await page.$$eval('#read p', (lines) =>
      lines.map(({ textContent }) => textContent?.split(': ')[1]),
    );
    expect(hers?.split(', ')).to.have.lengthOf(7);
    expect(hers).to.not.equal(his);
    await page.$eval('#alice dm-session', (element) => element.session?.confirmVerification(false));
    await says(page, '#verdict', 'Unmasked');
    await Promise.all([alice.reaches('failed'), bob.reaches('ended')]);

    await page.click('#mallory');
    await talk(alice, bob);
    expect(await text(page, '#overheard')).to.equal('');
    expect(await text(page, '#passed'))
      .to.match(/alice → bob: request[\s\S]*bob → alice: accept/)
      .and.not.include('from ');
    expect(await words('alice')).to.deep.equal(await words('bob'));
    for (const who of ['alice', 'bob']) {
      await page.$eval(`#${who} dm-session`, (element) => element.session?.confirmVerification(true));
    }
    await says(page, '#verdict', 'Verified');
  });

  it('introduces two people by hand where the host has only files', async () => {
    const page = await open('relay');
    const other = await browser.newPage();
    await other.goto(await page.$eval('#other', (link) => (link as HTMLAnchorElement).href));
    const [alice, bob] = [await framed(page, '#person'), await framed(other, '#person')];
    const part = async (who: Talker, name: string): Promise<ElementHandle> => {
      // A tab behind another gets no frames.
      await (who.page as Frame).page().bringToFront();
      return (await who.page.waitForSelector(`dm-manual >>> [part~="${name}"]`, { visible: true }))!;
    };
    const carries = async (from: Talker, to: Talker): Promise<void> => {
      const told = await (await part(from, 'text')).evaluate((field) => (field as HTMLTextAreaElement).value);
      await (
        await part(to, 'paste')
      ).evaluate((field, value) => {
        (field as HTMLTextAreaElement).value = value;
        field.dispatchEvent(new Event('input'));
      }, told);
      await (await part(to, 'take')).click();
    };
    await (await part(alice, 'make')).click();
    await carries(alice, bob);
    await carries(bob, alice);
    await talk(alice, bob);
  });

  it('lets several people ask at once, and shows what each of them learns', async () => {
    const page = await open('labs/requests');
    const askers = ['carol', 'dave', 'erin', 'mallory'].map((id) => inside(page, id));
    await Promise.all(askers.map((asker) => asker.reaches('idle')));
    await page.click('#all');
    await Promise.all(askers.map((asker) => asker.reaches('requesting')));
    const answers = async (part: string): Promise<void> => {
      // Its buttons do nothing in the first moment, so that nobody answers by accident.
      const button = `dm-request-dialog >>> [part~="${part}"]:not([disabled])`;
      await page.waitForSelector(button, { visible: true });
      await page.$eval(button, (each) => (each as HTMLButtonElement).click());
    };
    await answers('decline');
    await Promise.any(askers.map((asker) => asker.reaches('ended')));
    await answers('accept');
    const accepted = await Promise.any(askers.map((asker) => asker.reaches('active').then(() => asker)));
    await page.waitForSelector('dm-launcher:state(open)');
    await accepted.sends('thank you');
    await page.waitForFunction(
      () =>
        [
          ...(document.querySelector<HTMLElementTagNameMap['dm-provider']>('#you')?.client?.sessions.values() ?? []),
        ].some(({ messages }) => messages.some(({ content }) => content === 'thank you')),
      PATIENCE,
    );
  });

  it('sends files of every kind, and the chat goes on', async () => {
    const page = await open('labs/files');
    const [alice, bob] = [inside(page, 'alice'), inside(page, 'bob')];
    await Promise.all([alice.reaches('active'), bob.reaches('active')]);
    for (const button of await page.$$('[data-send]')) await button.click();
    await page.waitForFunction(
      () => document.querySelector<DMSessionElement>('#bob dm-session')?.session?.files.list.length === 5,
      PATIENCE,
    );
    await page.$eval('#bob dm-session', (element) =>
      Promise.all(
        (element.session?.files.list ?? []).filter(({ size }) => size < 1_000_000).map((file) => file.accept()),
      ),
    );
    await page.waitForFunction(
      () =>
        document
          .querySelector<DMSessionElement>('#bob dm-session')
          ?.session?.files.list.filter(({ status }) => status.state === 'done').length === 4,
      PATIENCE,
    );
    await alice.sends('meanwhile');
    await bob.hears('meanwhile');
  });

  it('refers to every element and all that belongs to it', async () => {
    const page = await open('reference');
    await page.waitForSelector('#dm-voice');
    expect(documented()).to.have.length.above(10);
    for (const { tagName, attributes = [] } of documented()) {
      const drawn = await page.$eval(`#${tagName}`, ({ textContent }) => textContent ?? '');
      for (const { name } of attributes) expect(drawn, tagName).to.include(name);
    }
  });

  it('names every recipe, and shows what is in it', async () => {
    const page = await open('recipes');
    const folders = readdirSync(join(ROOT, 'demo/recipes'));
    await page.waitForSelector(`.card:nth-of-type(${folders.length})`);
    for (const folder of folders) expect(await text(page, '#recipes')).to.include(`demo/recipes/${folder}/`);
    await page.$$eval('.card summary', (names) => names.find(({ textContent }) => textContent === 'main.tsx')?.click());
    await says(page, '#recipes', 'createRoot');
  });

  for (const path of PAGES) {
    it(`has a page ${path} that everybody can use, in light and dark, on a phone too`, async () => {
      const page = await open(path);
      await page.setViewport({ width: 320, height: 640 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).to.be.at.most(320);
      await page.evaluate(AXE);
      // Colours that are on their way from light to dark have any contrast.
      await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
      for (const scheme of ['light', 'dark']) {
        await page.evaluate((chosen) => (document.documentElement.style.colorScheme = chosen), scheme);
        const { violations } = (await page.evaluate('axe.run()')) as {
          violations: { id: string; nodes: { html: string }[] }[];
        };
        const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
        expect(found, scheme).to.deep.equal([]);
      }
    });
  }
});
