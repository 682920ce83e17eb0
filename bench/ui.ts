/**
 * The interface: how soon an idle element can be used, what 10,000 messages cost to show and to keep, and how smooth
 * they stay while 50 more come each second: the time of each frame, from its start until it is painted. The goal is
 * 16 ms at the 95th percentile. In both browsers; memory in Chromium alone, which can be asked for it.
 *
 *   npm run bench:ui
 *   npm run bench:ui -- --messages 10000 --seconds 10 --browser firefox
 */
import { parseArgs } from 'node:util';
import { launch } from 'puppeteer-core';
import { BROWSER_KINDS, launchOptions, type BrowserKind } from '../scripts/browsers.mjs';
import { startSite } from '../test/helpers/browsers/site.js';
import { heapOf } from './processes.js';
import { quantile, writeResults } from './report.js';
import type { UiBench } from './ui-page.js';

const PER_SECOND = 50;

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '10' },
    browser: { type: 'string' },
  },
});
const [count, seconds] = [Number(values.messages), Number(values.seconds)];
const kinds = BROWSER_KINDS.filter((kind) => !values.browser || kind === values.browser);

const results: Record<string, object> = {};
for (const kind of kinds) {
  const result = await measure(kind);
  results[kind] = result;
  process.stdout.write(`${kind}: ${JSON.stringify(result)}\n`);
}
await writeResults('ui', { messages: count, perSecond: PER_SECOND, seconds, unit: 'ms', browsers: results });

interface UiResult extends Readonly<Record<'ready' | 'open' | 'p50' | 'p95' | 'max' | 'frames', number>> {
  /** JavaScript's heap with 10,000 messages less that without any. Bytes. */
  readonly heap?: number;
}

async function measure(kind: BrowserKind): Promise<UiResult> {
  const site = await startSite('bench/ui-page.ts');
  const browser = await launch(launchOptions(kind));
  try {
    const page = await browser.newPage();
    await page.goto(site.origin);
    await page.waitForFunction('globalThis.bench !== undefined');
    const call = <Result>(code: string): Promise<Result> =>
      page.evaluate(`globalThis.bench.${code}`) as Promise<Result>;
    const ready = (await page.evaluate('globalThis.bench.ready')) as number;
    const before = kind === 'chromium' ? await heapOf(page) : 0;
    const open = await call<Awaited<ReturnType<UiBench['open']>>>(`open(${count})`);
    const heap = kind === 'chromium' ? (await heapOf(page)) - before : undefined;
    // The first second warms up.
    await call(`receive(${PER_SECOND}, 1)`);
    const times = await call<Awaited<ReturnType<UiBench['receive']>>>(`receive(${PER_SECOND}, ${seconds})`);
    const at = (q: number): number => Number(quantile(times, q).toFixed(1));
    return {
      ready: Math.round(ready),
      open: Math.round(open),
      p50: at(0.5),
      p95: at(0.95),
      max: at(1),
      frames: times.length,
      ...(heap !== undefined && { heap }),
    };
  } finally {
    await browser.close();
    await site.close();
  }
}
