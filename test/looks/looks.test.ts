/**
 * Every state of the gallery, as different people see it: light, dark, right to left, in forced colours; on a phone,
 * enlarged four times, by touch, in a language with longer words, and without motion.
 */
import { expect } from 'chai';
import axe, { type AxeResults, type RunOptions } from 'axe-core';
import { launch, type Browser, type CDPSession, type Page } from 'puppeteer-core';
import { launchOptions } from '../../scripts/browsers.mjs';
import { PARTS } from '../../demo/gallery/parts.js';
import { SCENES } from '../../demo/gallery/scenes.js';
import { serveGallery, settled, type GallerySite } from '../helpers/browsers/gallery.js';

interface Look {
  readonly name: string;
  readonly scheme: 'light' | 'dark';
  readonly lang: string;
  readonly forced?: boolean;
  /** One of the examples of the demo. */
  readonly theme?: string;
}

const LOOKS: readonly Look[] = [
  { name: 'light', scheme: 'light', lang: 'en' },
  { name: 'dark', scheme: 'dark', lang: 'en' },
  { name: 'right to left', scheme: 'light', lang: 'ar' },
  { name: 'forced colours', scheme: 'dark', lang: 'en', forced: true },
  { name: 'theme paper', scheme: 'light', lang: 'en', theme: 'paper' },
  { name: 'theme terminal', scheme: 'dark', lang: 'en', theme: 'terminal' },
  { name: 'theme plum', scheme: 'dark', lang: 'en', theme: 'plum' },
];
/** What covers the page is looked at alone. Of the others several at once, but not all: axe would take minutes. */
const ALL = [...SCENES, ...PARTS];
const TOGETHER = 12;
const NAMES = ALL.filter(({ alone }) => !alone).map(({ name }) => name);
const ALONE = ALL.filter(({ alone }) => alone).map(({ name }) => name);
const PAGES = [
  ...Array.from({ length: Math.ceil(NAMES.length / TOGETHER) }, (_, page) =>
    NAMES.slice(page * TOGETHER, (page + 1) * TOGETHER).join(),
  ),
  ...ALONE,
];
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** WCAG 2.2, 2.5.8 (AA), and what Apple and WCAG 2.5.5 (AAA) want for a finger. CSS pixels. */
const TARGETS = { mouse: 24, finger: 44 } as const;

describe('the gallery', () => {
  let site: GallerySite;
  let browser: Browser;
  let page: Page;
  before(async () => {
    site = await serveGallery();
    browser = await launch(launchOptions('chromium'));
    page = await browser.newPage();
  });
  after(async () => {
    await browser?.close();
    await site?.close();
  });

  for (const scene of PAGES) {
    it(`has no accessibility finding in any look: ${scene.replaceAll(',', ', ')}`, async () => {
      await open(page, site, { scene });
      const session = await page.createCDPSession();
      await page.evaluate(axe.source);
      for (const look of LOOKS) {
        await wear(page, session, look);
        expect(await findings(page), look.name).to.deep.equal([]);
      }
      await session.detach();
    });
  }

  for (const lang of ['en', 'ar', 'de', 'en-XA']) {
    it(`cuts nothing off at 320 pixels, which is a wide page enlarged four times: ${lang}`, async () => {
      await page.setViewport({ width: 320, height: 256 });
      await open(page, site, { lang });
      expect(await page.evaluate(cutOff)).to.deep.equal([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).to.be.at.most(320);
    });
  }

  it('has targets that can be hit', async () => {
    await page.setViewport({ width: 400, height: 800 });
    await open(page, site, {});
    expect(await page.evaluate(tooSmall, TARGETS.mouse)).to.deep.equal([]);
  });

  it('has targets for a finger', async () => {
    const phone = await browser.newPage();
    await phone.setViewport({ width: 400, height: 800, hasTouch: true, isMobile: true });
    await open(phone, site, {});
    expect(await phone.evaluate(() => matchMedia('(pointer: coarse)').matches)).to.equal(true);
    expect(await phone.evaluate(tooSmall, TARGETS.finger)).to.deep.equal([]);
    await phone.close();
  });

  describe('what covers the page, on a small phone', () => {
    let phone: Page;
    before(async () => {
      phone = await browser.newPage();
      // A wide page that is enlarged four times is as small, and a finger needs the most room.
      await phone.setViewport({ width: 320, height: 256, hasTouch: true, isMobile: true });
    });
    after(() => phone?.close());

    for (const scene of ALONE) {
      it(`is not cut off, and has targets for a finger: ${scene}`, async () => {
        await open(phone, site, { scene, lang: 'en-XA' });
        expect(await phone.evaluate(cutOff)).to.deep.equal([]);
        expect(await phone.evaluate(() => document.documentElement.scrollWidth)).to.be.at.most(320);
        expect(await phone.evaluate(tooSmall, TARGETS.finger)).to.deep.equal([]);
      });
    }
  });

  it('is all in the colour of its text, with edges around buttons, for those who want more contrast', async () => {
    // A page behind another one gets no frames.
    await page.bringToFront();
    await open(page, site, {});
    const session = await page.createCDPSession();
    const want = (value: string): Promise<unknown> =>
      session.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-contrast', value }] });
    await want('no-preference');
    expect((await page.evaluate(faint)).length).to.be.above(20);
    await want('more');
    expect(await page.evaluate(faint)).to.deep.equal([]);
    await want('no-preference');
    await session.detach();
  });

  it('moves, but not for those who want no motion', async () => {
    await page.bringToFront();
    await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'no-preference' }]);
    await open(page, site, {});
    expect(await page.evaluate(moving)).to.be.above(0);
    await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
    await page.waitForFunction(`(${moving.toString()})() === 0`, { polling: 'raf' });
  });
});

async function open(page: Page, site: GallerySite, query: Record<string, string>): Promise<void> {
  await page.goto(`${site.url}?${new URLSearchParams({ scheme: 'light', ...query }).toString()}`);
  await page.waitForFunction(settled, { polling: 'raf', timeout: 60_000 });
  await page.waitForFunction(translated, { polling: 'raf', timeout: 60_000 });
}

async function wear(page: Page, session: CDPSession, { scheme, lang, forced, theme }: Look): Promise<void> {
  await session.send('Emulation.setEmulatedMedia', {
    features: [
      { name: 'prefers-color-scheme', value: scheme },
      { name: 'forced-colors', value: forced ? 'active' : 'none' },
    ],
  });
  await page.evaluate(
    (wantedScheme, wantedLang, wantedTheme) => {
      const { documentElement: root } = document;
      root.style.colorScheme = wantedScheme;
      root.lang = wantedLang;
      root.dir = wantedLang === 'ar' ? 'rtl' : 'ltr';
      document.querySelector('.scenes')!.className = wantedTheme ? `scenes theme-${wantedTheme}` : 'scenes';
    },
    scheme,
    lang,
    theme,
  );
  await page.waitForFunction(settled, { polling: 'raf', timeout: 60_000 });
  await page.waitForFunction(translated, { polling: 'raf', timeout: 60_000 });
}

/** What axe finds, in a line each. */
function findings(page: Page): Promise<readonly string[]> {
  return page.evaluate(async (values) => {
    const { axe: runner } = globalThis as unknown as {
      axe: { run(context: Document, options: RunOptions): Promise<AxeResults> };
    };
    const { violations } = await runner.run(document, {
      runOnly: { type: 'tag', values },
      rules: { 'target-size': { enabled: true } },
      resultTypes: ['violations'],
    });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, html, failureSummary }) => `${id} ${target.join(' ')} ${html} ${failureSummary ?? ''}`),
    );
  }, RULES);
}

/** Elements that stand out of their element, or whose content does not fit into them. */
function cutOff(): readonly string[] {
  const found: string[] = [];
  const roots: [ParentNode, DOMRect][] = [];
  const alone = document.body.classList.contains('one');
  for (const figure of document.querySelectorAll('.scenes figure'))
    // A dialog and a launcher stand in the window, wherever their element is.
    roots.push([figure, alone ? new DOMRect(0, 0, innerWidth, innerHeight) : figure.getBoundingClientRect()]);
  for (const [root, bounds] of roots) {
    for (const element of root.querySelectorAll<HTMLElement>('*')) {
      if (element.shadowRoot) roots.push([element.shadowRoot, bounds]);
      if (!element.checkVisibility() || element instanceof SVGElement || element.closest('.hidden')) continue;
      // What ends in an ellipsis goes on behind it.
      if (element.parentElement && getComputedStyle(element.parentElement).textOverflow === 'ellipsis') continue;
      const { left, right, width } = element.getBoundingClientRect();
      const { overflowX, textOverflow } = getComputedStyle(element);
      const says = `${element.outerHTML.slice(0, 90)} ${element.textContent.trim().slice(0, 40)}`;
      if (width > 1 && (left < bounds.left - 1 || right > bounds.right + 1)) found.push(`outside: ${says}`);
      // A name or a quote may end in an ellipsis: its whole stands elsewhere.
      const isCut = element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 1;
      if (isCut && overflowX !== 'visible' && textOverflow !== 'ellipsis') found.push(`cut: ${says}`);
    }
  }
  return found;
}

function tooSmall(least: number): readonly string[] {
  const found: string[] = [];
  const roots: ParentNode[] = [...document.querySelectorAll('.scenes figure')];
  for (const root of roots) {
    for (const element of root.querySelectorAll<HTMLElement>('*')) {
      if (element.shadowRoot) roots.push(element.shadowRoot);
      if (!element.matches('button, select, input, textarea, summary, a[download]') || !element.checkVisibility())
        continue;
      const { width, height } = element.getBoundingClientRect();
      // What only the keyboard and a screen reader meet is not pointed at.
      if (width <= 1 || height <= 1) continue;
      if (Math.min(width, height) < least - 0.01) found.push(`${width} x ${height} ${element.outerHTML.slice(0, 120)}`);
    }
  }
  return found;
}

/** What is shown is in the language of the page. */
function translated(): boolean {
  const { lang } = document.documentElement;
  const sign = lang === 'ar' ? /[\u0600-\u06ff]{3}/ : lang === 'en-XA' ? /~/ : lang === 'de' ? /[äöüß]/ : /e/;
  const roots: ParentNode[] = [document];
  let words = '';
  for (const root of roots) {
    for (const { shadowRoot, ariaLabel } of root.querySelectorAll('*')) {
      if (shadowRoot) roots.push(shadowRoot);
      if (root instanceof ShadowRoot && ariaLabel) words += ` ${ariaLabel}`;
    }
    if (root instanceof ShadowRoot) words += ` ${root.textContent}`;
  }
  return sign.test(words);
}

/** Elements whose quiet words are not as dark as the others, and buttons whose edge is not as dark as their words. */
function faint(): readonly string[] {
  const found: string[] = [];
  const roots: ParentNode[] = [...document.querySelectorAll('.scenes figure')];
  for (const root of roots) {
    for (const element of root.querySelectorAll('*')) {
      const style = getComputedStyle(element);
      if (element.shadowRoot) {
        roots.push(element.shadowRoot);
        const [muted, text] = ['--_muted', '--_text'].map((name) => style.getPropertyValue(name));
        if (muted !== text) found.push(element.localName);
      }
      if (root instanceof ShadowRoot && element.matches('button:not(:disabled)') && element.checkVisibility()) {
        if (style.borderTopColor !== style.color) found.push(element.outerHTML.slice(0, 120));
      }
    }
  }
  return found;
}

/** How many things move at this moment. */
function moving(): number {
  let count = 0;
  const roots: ParentNode[] = [document];
  for (const root of roots) {
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot) roots.push(element.shadowRoot);
      count += element.getAnimations().filter(({ playState }) => playState === 'running').length;
    }
  }
  return count;
}
