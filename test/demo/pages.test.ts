/** Every page of the demo: what it is for, and that everybody can use it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from 'chai';
import type { ElementHandle, Frame } from 'puppeteer-core';
import { PARTS } from '../../demo/gallery/parts.js';
import { SCENES } from '../../demo/gallery/scenes.js';
import { PAGES as ALL } from '../../vite.config.js';
import { settled } from '../helpers/browsers/gallery.js';
import { part, PATIENCE, talk, type Talker } from '../recipes/talk.js';
import { demoSite, framed } from './site.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** That of one person stands in frames of others. */
const PAGES = ALL.filter((page) => page !== 'person');

describe('the demo', () => {
  const site = demoSite();
  beforeEach(() => {
    // One of the states of the gallery is that of an element which nobody has set up, and that says so.
    site.expected = /^warn: dm-session: set self and signaling/;
  });

  it('carries a chat between two frames, and lets it start over', async () => {
    const page = await site.open('index');
    for (const again of [false, true]) {
      if (again) {
        const [left] = page.frames().filter((frame) => frame.url().includes('self=alice'));
        const gone = left!.url();
        await page.click('#again');
        await page.waitForFunction(
          (old) => document.querySelector<HTMLIFrameElement>('#left')!.src !== old,
          PATIENCE,
          gone,
        );
      }
      const [alice, bob] = [await framed(page, '#left'), await framed(page, '#right')];
      await talk(alice, bob);
      await part(alice, bob);
    }
  });

  it('introduces two people by hand where the host has only files', async () => {
    const page = await site.open('relay');
    const other = await site.browser.newPage();
    await other.goto(await page.$eval('#other', (link) => (link as HTMLAnchorElement).href));
    const [alice, bob] = [await framed(page, '#person'), await framed(other, '#person')];
    const shown = async (who: Talker, name: string): Promise<ElementHandle> => {
      // A tab behind another gets no frames.
      await (who.page as Frame).page().bringToFront();
      return (await who.page.waitForSelector(`dm-manual >>> [part~="${name}"]`, { visible: true }))!;
    };
    const carries = async (from: Talker, to: Talker): Promise<void> => {
      const told = await (await shown(from, 'text')).evaluate((field) => (field as HTMLTextAreaElement).value);
      await (
        await shown(to, 'paste')
      ).evaluate((field, value) => {
        (field as HTMLTextAreaElement).value = value;
        field.dispatchEvent(new Event('input'));
      }, told);
      await (await shown(to, 'take')).click();
    };
    await (await shown(alice, 'make')).click();
    await carries(alice, bob);
    await carries(bob, alice);
    await talk(alice, bob);
  });

  it('shows every state that a person can meet, and the rest by their names', async () => {
    const page = await site.open('gallery/index');
    await page.waitForFunction(settled, PATIENCE);
    const shown = (): Promise<readonly string[]> =>
      page.$$eval('.scenes figcaption', (names) => names.map(({ textContent }) => textContent ?? ''));
    const all = [...SCENES, ...PARTS];
    expect(await shown()).to.deep.equal(all.filter(({ alone }) => !alone).map(({ name }) => name));
    const empty = await page.$$eval('.scenes figure', (figures) =>
      figures.filter((figure) => figure.clientHeight < 40).map(({ textContent }) => textContent),
    );
    expect(empty).to.deep.equal([]);

    // Each of them is looked at by `npm run test:looks`.
    for (const name of ['request-dialog', 'launcher', 'verify-waiting']) {
      expect(all.find((each) => each.name === name)).to.include({ alone: true });
      const alone = await site.open('gallery/index', `?scene=${name}`);
      await alone.waitForFunction(settled, PATIENCE);
      const captions = await alone.$$eval('.scenes figcaption', (names) => names.map((each) => each.textContent));
      expect(captions).to.deep.equal([name]);
      await alone.close();
    }
  });

  it('shows the states in other words, at other widths and in other clothes', async () => {
    const page = await site.open('gallery/index');
    await page.waitForFunction(settled, PATIENCE);
    const look = (): Promise<readonly string[]> =>
      page.$eval('dm-session', (session) => {
        const { width } = session.getBoundingClientRect();
        const font = getComputedStyle(session).getPropertyValue('--dm-font-size');
        return [document.dir, String(Math.round(width)), font, session.shadowRoot?.textContent ?? ''];
      });
    const [direction, width, font, words] = await look();
    await page.select('[name="lang"]', 'ar');
    await page.select('[name="width"]', '320');
    await page.select('[name="theme"]', 'terminal');
    await page.waitForFunction(
      (before) => !document.querySelector('dm-session')?.shadowRoot?.textContent?.includes(before!),
      PATIENCE,
      words,
    );
    const [nowDirection, nowWidth, nowFont] = await look();
    expect([direction, nowDirection]).to.deep.equal(['ltr', 'rtl']);
    expect([width, nowWidth]).to.deep.equal(['400', '320']);
    expect(font).to.equal('');
    expect(parseFloat(nowFont!)).to.equal(0.875);
  });

  it('is light or dark by its own switch, frames too', async () => {
    const page = await site.open('index');
    await page.waitForSelector('#left');
    const schemes = (): Promise<readonly string[]> =>
      page.evaluate(() =>
        [document, ...[...document.querySelectorAll('iframe')].map(({ contentDocument }) => contentDocument!)].map(
          ({ documentElement }) => documentElement.style.colorScheme,
        ),
      );
    await page.click('#scheme');
    const [first, ...others] = await schemes();
    expect(others).to.deep.equal([first, first]);
    await page.click('#scheme');
    expect((await schemes())[0]).to.not.equal(first);
  });

  for (const path of PAGES) {
    it(`has a page ${path} that everybody can use, in light and dark, on a phone too`, async () => {
      const page = await site.open(path);
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
      // The gallery has every state there is.
    }).timeout(300_000);
  }
});
