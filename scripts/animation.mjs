/**
 * `npm run animation`: the moving picture of the README, a whole conversation between two browsers, light and dark. Taken
 * from the running demo in Chromium and written as an animated PNG, which is the frames' own data one after the other:
 * https://www.w3.org/TR/png-3/#apng-frame-based-animation
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import { launch } from 'puppeteer-core';
import { tsImport } from 'tsx/esm/api';
import { launchOptions } from './browsers.mjs';

const IMAGES = join(dirname(dirname(fileURLToPath(import.meta.url))), 'docs', 'images');
const SIGNATURE_LENGTH = 8;
/** Only the two browsers. */
const CLOSE_UP = `
  .bar, h1, .lead, .under-stage, main > section:not(.stage) { display: none }
  main { padding: 12px }
  .window { block-size: 25rem; box-shadow: none }`;
const CHAT = [
  ['left', 'Hi Bob! The hotel needs our door code again. Not by mail, please.'],
  ['right', 'Sure. 4-1-9-7, then the star.'],
  ['right', 'Who else can read this?'],
  ['left', 'Nobody. And it is gone when we end it.'],
];

const { serveDemo } = await tsImport('../demo/serve.ts', import.meta.url);
await mkdir(IMAGES, { recursive: true });
const demo = await serveDemo({ port: 0 });
const browser = await launch(launchOptions('chromium'));
try {
  for (const scheme of ['light', 'dark']) {
    const path = join(IMAGES, `conversation-${scheme}.png`);
    const picture = animated(await conversation(scheme));
    await writeFile(path, picture);
    stdout.write(`docs/images/conversation-${scheme}.png: ${Math.round(picture.length / 1000)} kB\n`);
  }
} finally {
  await browser.close();
  await demo.close();
}

/** Frames, each with the milliseconds it is shown. */
async function conversation(scheme) {
  const page = await browser.newPage();
  await page.setViewport({ width: 880, height: 424 });
  await page.emulateMediaFeatures([
    { name: 'prefers-color-scheme', value: scheme },
    { name: 'prefers-reduced-motion', value: 'reduce' },
  ]);
  await page.goto(demo.url);
  await page.addStyleTag({ content: CLOSE_UP });
  const left = await person(page, '#left');
  const right = await person(page, '#right');
  const both = [left, right];
  const frames = [];
  const shoot = async (shown) => frames.push({ png: Buffer.from(await page.screenshot()), shown });
  const reach = (state) => Promise.all(both.map((frame) => inState(frame, state)));

  await reach('idle');
  await shoot(1_400);
  await does(left, 'request');
  await inState(right, 'incoming_request');
  await shoot(2_000);
  await does(right, 'accept');
  await reach('active');
  await shoot(1_000);
  for (const [index, [side, text]] of CHAT.entries()) {
    await does(side === 'left' ? left : right, 'send', text);
    await Promise.all(both.map((frame) => hasMessages(frame, index + 1)));
    await shoot(1_600);
  }
  await does(left, 'end');
  await reach('ended');
  await shoot(2_600);
  await page.close();
  return frames;
}

async function person(page, selector) {
  const frame = await (await page.waitForSelector(selector)).contentFrame();
  await frame.waitForSelector('dm-session:defined');
  return frame;
}

function does(frame, method, ...values) {
  return frame.evaluate((name, given) => document.querySelector('dm-session')[name](...given), method, values);
}

/** And everything is drawn that follows from it. */
async function inState(frame, state) {
  await frame.waitForFunction((wanted) => document.querySelector('dm-session').session?.state === wanted, {}, state);
  await drawn(frame);
}

async function hasMessages(frame, count) {
  await frame.waitForFunction(
    (wanted) => {
      const { messages } = document.querySelector('dm-session').session;
      return messages.length === wanted && messages.every(({ status }) => status !== 'sending');
    },
    {},
    count,
  );
  await drawn(frame);
}

function drawn(frame) {
  return frame.evaluate(async () => {
    await document.querySelector('dm-session').updateComplete;
    for (let left = 3; left > 0; left -= 1) await new Promise((resolve) => requestAnimationFrame(resolve));
  });
}

/** One PNG of several of one size. */
function animated(frames) {
  const [first] = frames;
  const header = chunksOf(first.png).find(({ type }) => type === 'IHDR');
  const parts = [
    first.png.subarray(0, SIGNATURE_LENGTH),
    chunk('IHDR', header.data),
    chunk('acTL', u32(frames.length, 0)),
  ];
  let sequence = 0;
  for (const [index, { png, shown }] of frames.entries()) {
    const chunks = chunksOf(png);
    const own = chunks.find(({ type }) => type === 'IHDR').data;
    if (!own.equals(header.data)) throw new Error('the frames are not of one size and kind');
    const [width, height] = [own.readUInt32BE(0), own.readUInt32BE(4)];
    const delay = Buffer.alloc(6);
    delay.writeUInt16BE(shown, 0);
    delay.writeUInt16BE(1_000, 2);
    parts.push(chunk('fcTL', Buffer.concat([u32(sequence++, width, height, 0, 0), delay])));
    for (const { type, data } of chunks) {
      if (type !== 'IDAT') continue;
      parts.push(index === 0 ? chunk('IDAT', data) : chunk('fdAT', Buffer.concat([u32(sequence++), data])));
    }
  }
  return Buffer.concat([...parts, chunk('IEND', Buffer.alloc(0))]);
}

function chunksOf(png) {
  const chunks = [];
  for (let at = SIGNATURE_LENGTH; at < png.length;) {
    const length = png.readUInt32BE(at);
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return chunks;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([u32(data.length), body, u32(crc32(body))]);
}

function u32(...values) {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, 4 * index);
  return bytes;
}
