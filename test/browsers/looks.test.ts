/** What covers the page, as different people see it: light, dark, right to left, in forced colours. And every target. */
import { expect } from 'chai';
import axe, { type AxeResults, type RunOptions } from 'axe-core';
import { launch, type Browser, type CDPSession, type Page } from 'puppeteer-core';
import { launchOptions } from '../../scripts/browsers.mjs';
import { serveGallery, type GallerySite } from '../helpers/browsers/gallery.js';

interface Look {
  readonly name: string;
  readonly scheme: 'light' | 'dark';
  readonly lang: string;
  readonly forced?: boolean;
}

const LOOKS: readonly Look[] = [
  { name: 'light', scheme: 'light', lang: 'en' },
  { name: 'dark', scheme: 'dark', lang: 'en' },
  { name: 'right to left', scheme: 'light', lang: 'ar' },
  { name: 'forced colours', scheme: 'dark', lang: 'en', forced: true },
];
/** What covers the page. */
const SCENES = ['verify', 'verify-numbers', 'verify-waiting', 'verify-done', 'request-dialog', 'launcher'] as const;
/** WCAG 2.2, 2.5.8 (AA). CSS pixels. */
const MIN_TARGET = 24;

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

  for (const scene of SCENES) {
    it(`has no accessibility finding in any look: ${scene}`, async function () {
      this.timeout(120_000);
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

  it('has targets that can be hit', async () => {
    await page.setViewport({ width: 400, height: 800 });
    await open(page, site, {});
    expect(await page.evaluate(tooSmall, MIN_TARGET)).to.deep.equal([]);
  });
});

async function open(page: Page, site: GallerySite, query: Record<string, string>): Promise<void> {
  await page.goto(`${site.url}?${new URLSearchParams({ scheme: 'light', ...query }).toString()}`);
  await page.waitForFunction(settled, { polling: 'raf', timeout: 60_000 });
}

async function wear(page: Page, session: CDPSession, { scheme, lang, forced }: Look): Promise<void> {
  await session.send('Emulation.setEmulatedMedia', {
    features: [
      { name: 'prefers-color-scheme', value: scheme },
      { name: 'forced-colors', value: forced ? 'active' : 'none' },
    ],
  });
  await page.evaluate(
    (wantedScheme, wantedLang) => {
      const { documentElement: root } = document;
      root.style.colorScheme = wantedScheme;
      root.lang = wantedLang;
      root.dir = wantedLang === 'ar' ? 'rtl' : 'ltr';
    },
    scheme,
    lang,
  );
  await page.waitForFunction(settled, { polling: 'raf', timeout: 60_000 });
}

/** What axe finds, in a line each. */
function findings(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const { axe: runner } = globalThis as unknown as {
      axe: { run(context: Document, options: RunOptions): Promise<AxeResults> };
    };
    const { violations } = await runner.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
      rules: { 'target-size': { enabled: true } },
      resultTypes: ['violations'],
    });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, html, failureSummary }) => `${id} ${target.join(' ')} ${html} ${failureSummary ?? ''}`),
    );
  });
}

/** Drawn, in the language of the page, and at rest. */
function settled(): boolean {
  const roots: ParentNode[] = [document];
  let drawn = 0;
  for (const root of roots) {
    for (const element of root.querySelectorAll('*')) {
      if (element.localName.startsWith('dm-') && !element.matches(':defined')) return false;
      if (element.shadowRoot) roots.push(element.shadowRoot);
      if ((element as Partial<{ isUpdatePending: boolean }>).isUpdatePending) return false;
      if (element.shadowRoot?.hasChildNodes()) drawn++;
      for (const animation of element.getAnimations()) {
        const { iterations } = animation.effect?.getComputedTiming() ?? {};
        if (iterations !== Infinity && animation.playState === 'running') return false;
      }
    }
  }
  const { lang } = document.documentElement;
  const sign = lang === 'ar' ? /[\u0600-\u06ff]{3}/ : lang === 'en-XA' ? /~/ : lang === 'de' ? /[äöüß]/ : /e/;
  const words = roots.map((root) => (root instanceof ShadowRoot ? root.textContent : '')).join(' ');
  return drawn > 0 && sign.test(words);
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
      if (Math.min(width, height) < least - 0.5) found.push(`${width} x ${height} ${element.outerHTML.slice(0, 120)}`);
    }
  }
  return found;
}
