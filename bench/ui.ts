/**
 * The interface: how soon an idle element can be used (in fresh browsers, and when the page is loaded once more), what
 * 10,000 messages of a session that only pretends cost to show and to keep, and how smooth they stay while 50 more come
 * each second: the time of each frame, from its start until it is painted. The goal is 16 ms at the 95th percentile. In
 * both browsers; memory in Chromium alone, which can be asked for it.
 *
 *   npm run bench:ui
 *   npm run bench:ui -- --messages 10000 --seconds 10 --browser firefox
 */
import { parseArgs } from 'node:util';
import { launch, type Page } from 'puppeteer-core';
import { BROWSER_KINDS, launchOptions, type BrowserKind } from '../scripts/browsers.mjs';
import { startSite, type Site } from '../test/helpers/browsers/site.js';
import { heapOf } from './processes.js';
import { quantile, spread, writeResults, type Spread } from './report.js';
import type { UiBench } from './ui-page.js';
import { browserVersions } from './versions.js';

const PER_SECOND = 50;

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '10' },
    loads: { type: 'string', default: '5' },
    browser: { type: 'string' },
  },
});
const [count, seconds, loads] = [Number(values.messages), Number(values.seconds), Number(values.loads)];
const kinds = BROWSER_KINDS.filter((kind) => !values.browser || kind === values.browser);

const results: Record<string, object> = {};
const versions: Record<string, string> = {};
const site = await startSite('bench/ui-page.ts');
try {
  for (const kind of kinds) {
    const result = { load: await load(kind, site), ...(await measure(kind, site)) };
    results[kind] = result;
    process.stdout.write(`${kind}: ${JSON.stringify(result)}\n`);
  }
} finally {
  await site.close();
}
await writeResults('ui', { messages: count, perSecond: PER_SECOND, seconds, unit: 'ms', browsers: results }, versions);

interface UiResult extends Readonly<Record<'open' | 'p50' | 'p95' | 'max' | 'frames', number>> {
  /** JavaScript's heap with 10,000 messages less that without any. Bytes. */
  readonly heap?: number;
}

/** Until an idle element can be used: the first page of a fresh browser, and the same page loaded once more. Milliseconds. */
async function load(kind: BrowserKind, { origin }: Site): Promise<{ readonly cold: Spread; readonly warm: Spread }> {
  const times = { cold: [] as number[], warm: [] as number[] };
  for (let round = 0; round < loads; round++) {
    const browser = await launch(launchOptions(kind));
    try {
      const page = await browser.newPage();
      await page.goto(origin);
      times.cold.push(await readyOf(page));
      await page.reload();
      times.warm.push(await readyOf(page));
    } finally {
      await browser.close();
    }
  }
  return { cold: spread(times.cold), warm: spread(times.warm) };
}

async function readyOf(page: Page): Promise<number> {
  await page.waitForFunction('globalThis.bench !== undefined');
  return (await page.evaluate('globalThis.bench.ready')) as number;
}

async function measure(kind: BrowserKind, { origin }: Site): Promise<UiResult> {
  const browser = await launch(launchOptions(kind));
  try {
    Object.assign(versions, await browserVersions([kind], [browser]));
    const page = await browser.newPage();
    await page.goto(origin);
    await readyOf(page);
    const call = <Result>(code: string): Promise<Result> =>
      page.evaluate(`globalThis.bench.${code}`) as Promise<Result>;
    const before = kind === 'chromium' ? await heapOf(page) : 0;
    const open = await call<Awaited<ReturnType<UiBench['open']>>>(`open(${count})`);
    const heap = kind === 'chromium' ? (await heapOf(page)) - before : undefined;
    // The first second warms up.
    await call(`receive(${PER_SECOND}, 1)`);
    const times = await call<Awaited<ReturnType<UiBench['receive']>>>(`receive(${PER_SECOND}, ${seconds})`);
    const at = (q: number): number => Number(quantile(times, q).toFixed(1));
    return {
      open: Math.round(open),
      p50: at(0.5),
      p95: at(0.95),
      max: at(1),
      frames: times.length,
      ...(heap !== undefined && { heap }),
    };
  } finally {
    await browser.close();
  }
}
