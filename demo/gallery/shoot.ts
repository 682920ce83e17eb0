/**
 * Photographs every scene of the gallery: light, dark, right to left, forced colours, phone and wide. For the eye, not
 * for the package. Firefox cannot be told to force colours, so it leaves those out.
 *
 *   npm run pictures -- --out /tmp/pictures [--browser firefox] [--scene active,idle] [--look phone-dark]
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { launch, type Page } from 'puppeteer-core';
import { launchOptions } from '../../scripts/browsers.mjs';
import { serveGallery, settled } from '../../test/helpers/browsers/gallery.js';
import { PARTS } from './parts.js';
import { SCENES } from './scenes.js';

interface Look {
  readonly name: string;
  readonly scheme: 'light' | 'dark';
  /** CSS pixels. */
  readonly width: number;
  readonly lang?: string;
  /** The colours of the person's system instead of ours. */
  readonly forced?: boolean;
}

const LOOKS: readonly Look[] = [
  { name: 'phone-light', scheme: 'light', width: 390 },
  { name: 'phone-dark', scheme: 'dark', width: 390 },
  { name: 'narrow-light', scheme: 'light', width: 320 },
  { name: 'wide-light', scheme: 'light', width: 1000 },
  { name: 'wide-dark', scheme: 'dark', width: 1000 },
  { name: 'rtl-light', scheme: 'light', width: 390, lang: 'ar' },
  { name: 'rtl-wide', scheme: 'dark', width: 1000, lang: 'he' },
  { name: 'forced', scheme: 'dark', width: 390, forced: true },
  { name: 'german-light', scheme: 'light', width: 390, lang: 'de' },
];

async function shoot(page: Page, url: string, scene: string, look: Look, out: string): Promise<void> {
  await page.setViewport({ width: look.width, height: 560, deviceScaleFactor: 2 });
  const query = new URLSearchParams({ scene, scheme: look.scheme, ...(look.lang && { lang: look.lang }) });
  await page.goto(`${url}?${query.toString()}`);
  await page.waitForFunction(settled, { polling: 'raf' });
  await page.screenshot({ path: join(out, `${scene}.${look.name}.png`), fullPage: true });
}

/** By the protocol of the tools for developers: puppeteer knows no forced colours. */
async function dress(page: Page, { scheme, forced }: Look): Promise<void> {
  const session = await page.createCDPSession();
  await session.send('Emulation.setEmulatedMedia', {
    features: [
      { name: 'prefers-color-scheme', value: scheme },
      { name: 'prefers-reduced-motion', value: 'reduce' },
      { name: 'forced-colors', value: forced ? 'active' : 'none' },
    ],
  });
}

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    browser: { type: 'string' },
    scene: { type: 'string' },
    look: { type: 'string' },
  },
});
const out = values.out ?? 'pictures';
const kind = values.browser === 'firefox' ? 'firefox' : 'chromium';
const [scenes, looks] = [values.scene?.split(','), values.look?.split(',')];
const wanted = LOOKS.filter(({ name, forced }) => (looks?.includes(name) ?? true) && !(forced && kind === 'firefox'));
await mkdir(out, { recursive: true });
const site = await serveGallery();
const browser = await launch({ ...launchOptions(kind), timeout: 120_000, protocolTimeout: 120_000 });
const page = await browser.newPage();
page.on('pageerror', (error) => process.stderr.write(`${String(error)}\n`));
try {
  for (const look of wanted) {
    if (kind === 'chromium') await dress(page, look);
    for (const { name } of [...SCENES, ...PARTS].filter((each) => scenes?.includes(each.name) ?? true)) {
      await shoot(page, site.url, name, look, out);
    }
  }
} finally {
  await browser.close();
  await site.close();
}
