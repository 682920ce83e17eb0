/**
 * `npm run screenshots`: the pictures of the README, taken from the running demo in Chromium, light and dark.
 */
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { launch } from 'puppeteer-core';
import { tsImport } from 'tsx/esm/api';
import { launchOptions } from './browsers.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const IMAGES = join(ROOT, 'docs', 'images');
const SCHEMES = ['light', 'dark'];
const CHAT = [
  ['left', 'Hi Bob! The hotel needs our door code again. Not by mail, please.'],
  ['right', 'Sure. 4-1-9-7, then the star.'],
  ['right', 'Who else can read this?'],
  ['left', 'Nobody. It goes from my browser to yours, and it is gone when we end it.'],
];

const { serveDemo } = await tsImport('../demo/serve.ts', import.meta.url);
await mkdir(IMAGES, { recursive: true });
const demo = await serveDemo({ port: 0 });
const browser = await launch(launchOptions('chromium'));
try {
  for (const scheme of SCHEMES) await picture(scheme);
} finally {
  await browser.close();
  await demo.close();
}

async function picture(scheme) {
  const page = await browser.newPage();
  await page.setViewport({ width: 1200, height: 900, deviceScaleFactor: 2 });
  await page.emulateMediaFeatures([
    { name: 'prefers-color-scheme', value: scheme },
    { name: 'prefers-reduced-motion', value: 'reduce' },
  ]);
  await page.goto(demo.url);
  const people = { left: await person(page, '#left'), right: await person(page, '#right') };

  await people.left.evaluate(() => document.querySelector('dm-session').request());
  await inState(people.right, 'incoming_request');
  await people.right.evaluate(() => document.querySelector('dm-session').accept());
  await Promise.all(Object.values(people).map((frame) => inState(frame, 'active')));
  for (const [index, [side, text]] of CHAT.entries()) {
    await people[side].evaluate((content) => document.querySelector('dm-session').send(content), text);
    await Promise.all(Object.values(people).map((frame) => hasMessages(frame, index + 1)));
  }
  await shot(page, `side-by-side-${scheme}`);
  await page.close();
}

async function person(page, selector) {
  const handle = await page.waitForSelector(selector);
  const frame = await handle.contentFrame();
  await frame.waitForSelector('dm-session:defined');
  return frame;
}

function inState(frame, state) {
  return frame.waitForFunction((wanted) => document.querySelector('dm-session').session?.state === wanted, {}, state);
}

function hasMessages(frame, count) {
  return frame.waitForFunction(
    (wanted) => document.querySelector('dm-session').session?.messages.length === wanted,
    {},
    count,
  );
}

async function shot(page, name) {
  const stage = await page.$('.stage');
  await stage.screenshot({ path: join(IMAGES, `${name}.png`) });
  stdout.write(`docs/images/${name}.png\n`);
}
