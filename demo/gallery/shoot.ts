/**
 * Photographs every scene of the gallery in Chromium: light, dark, right to left, phone and wide. For the eye, not for
 * the package.
 *
 *   npm run pictures -- --out /tmp/pictures [--scene active,idle] [--look phone-dark]
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { launch, type Page } from 'puppeteer-core';
import { launchOptions } from '../../scripts/browsers.mjs';
import { serveDemo } from '../serve.js';
import { PARTS } from './parts.js';
import { SCENES } from './scenes.js';

interface Look {
  readonly name: string;
  readonly scheme: 'light' | 'dark';
  /** CSS pixels. */
  readonly width: number;
  readonly lang?: string;
}

const LOOKS: readonly Look[] = [
  { name: 'phone-light', scheme: 'light', width: 390 },
  { name: 'phone-dark', scheme: 'dark', width: 390 },
  { name: 'narrow-light', scheme: 'light', width: 320 },
  { name: 'wide-light', scheme: 'light', width: 1000 },
  { name: 'wide-dark', scheme: 'dark', width: 1000 },
  { name: 'rtl-light', scheme: 'light', width: 390, lang: 'ar' },
  { name: 'german-light', scheme: 'light', width: 390, lang: 'de' },
];

async function shoot(page: Page, url: string, scene: string, look: Look, out: string): Promise<void> {
  await page.setViewport({ width: look.width, height: 560, deviceScaleFactor: 2 });
  await page.emulateMediaFeatures([
    { name: 'prefers-color-scheme', value: look.scheme },
    { name: 'prefers-reduced-motion', value: 'reduce' },
  ]);
  const query = new URLSearchParams({ scene, scheme: look.scheme, ...(look.lang && { lang: look.lang }) });
  await page.goto(`${url}gallery/index.html?${query.toString()}`);
  await page.waitForFunction(() => document.querySelector('.scenes:not([aria-busy]) dm-provider:defined'));
  await page.waitForNetworkIdle({ idleTime: 60 });
  await page.screenshot({ path: join(out, `${scene}.${look.name}.png`) });
}

const { values } = parseArgs({
  options: { out: { type: 'string' }, scene: { type: 'string' }, look: { type: 'string' } },
});
const out = values.out ?? 'pictures';
const [scenes, looks] = [values.scene?.split(','), values.look?.split(',')];
await mkdir(out, { recursive: true });
const demo = await serveDemo({ port: 0 });
const browser = await launch(launchOptions('chromium'));
const page = await browser.newPage();
page.on('pageerror', (error) => process.stderr.write(`${String(error)}\n`));
try {
  for (const look of LOOKS.filter(({ name }) => looks?.includes(name) ?? true)) {
    for (const { name } of [...SCENES, ...PARTS].filter((each) => scenes?.includes(each.name) ?? true)) {
      await shoot(page, demo.url, name, look, out);
    }
  }
} finally {
  await browser.close();
  await demo.close();
}
