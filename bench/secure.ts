/**
 * What the secure channel costs, in each browser, without a network: a handshake (each side by itself), a message
 * sealed and opened again, a new epoch. Medians, warm; the first handshake of a page is given too.
 *
 *   npm run bench:secure
 *   npm run bench:secure -- --browser firefox --rounds 100
 */
import { parseArgs } from 'node:util';
import { launch, type Page } from 'puppeteer-core';
import { BROWSER_KINDS, launchOptions, type BrowserKind } from '../scripts/browsers.mjs';
import { startSite } from '../test/helpers/browsers/site.js';
import { kindOf } from './kinds.js';
import { median, writeResults } from './report.js';
import type { SecureBench } from './secure-page.js';
import { browserVersions } from './versions.js';

/** What this project wants to reach, in milliseconds. */
const GOALS = {
  chromium: { handshake: 10, message: 0.1 },
  firefox: { handshake: 30, message: 0.5 },
} as const satisfies Record<BrowserKind, { handshake: number; message: number }>;

/** A chat line, and a long message, in bytes of the body. */
const LENGTHS = [120, 4_000] as const;
const MESSAGES_PER_ROUND = 20;
/** Rounds before the measuring starts. */
const WARM_UP = 10;

const { values } = parseArgs({
  options: {
    browser: { type: 'string', multiple: true, default: [...BROWSER_KINDS] },
    rounds: { type: 'string', default: '50' },
  },
});
const rounds = Number(values.rounds);

const browsers: Record<string, object> = {};
const versions: Record<string, string> = {};
let rows: object[] = [];

const site = await startSite('bench/secure-page.ts');
try {
  for (const name of values.browser) {
    const kind = kindOf(name);
    rows = [];
    await measure(kind);
    browsers[kind] = rows;
  }
  await writeResults('secure', { rounds, browsers }, versions);
} finally {
  await site.close();
}

async function measure(kind: BrowserKind): Promise<void> {
  const browser = await launch(launchOptions(kind));
  try {
    const page = await browser.newPage();
    await page.goto(`${site.origin}/`);
    await page.waitForFunction('globalThis.bench !== undefined');
    Object.assign(versions, await browserVersions([kind], [browser]));
    await report(page, kind, await browser.version());
  } finally {
    await browser.close();
  }
}

async function report(page: Page, kind: BrowserKind, version: string): Promise<void> {
  const kem = await run(page, 'kem');
  line(`\n${version}, ML-KEM ${kem}, ${rounds} rounds, medians in milliseconds`);
  const goals = GOALS[kind];

  const first = await run(page, 'handshakes', 'detected', 1);
  row('first handshake of the page, A', first.initiator);
  row('first handshake of the page, B', first.responder);
  for (const which of kem === 'native' ? (['native', 'noble'] as const) : (['noble'] as const)) {
    await run(page, 'handshakes', which, WARM_UP);
    const { initiator, responder } = await run(page, 'handshakes', which, rounds);
    row(`handshake, A, ${which}`, initiator, goals.handshake);
    row(`handshake, B, ${which}`, responder, goals.handshake);
  }
  for (const length of LENGTHS) {
    await run(page, 'messages', length, WARM_UP * MESSAGES_PER_ROUND);
    row(`seal and open ${length} B`, await run(page, 'messages', length, rounds * MESSAGES_PER_ROUND), goals.message);
    const each = await run(page, 'burst', length, rounds * MESSAGES_PER_ROUND);
    row(`the same, ${rounds * MESSAGES_PER_ROUND} at once`, [each], goals.message);
  }
  await run(page, 'rekeys', WARM_UP);
  row('new epoch, both sides', await run(page, 'rekeys', rounds));
}

/** The page counts in steps of 5 to 1,000 microseconds: a median of single messages is too coarse, a mean is not. */
function row(name: string, times: readonly number[], goal?: number): void {
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const typical = mean < 1 ? mean : median(times);
  rows.push({ name, milliseconds: typical, ...(goal !== undefined && { goal }) });
  const verdict = goal === undefined ? '' : `  goal ${goal}  ${typical < goal ? 'reached' : 'MISSED'}`;
  line(`${name.padEnd(34)}${typical.toFixed(3).padStart(9)}${verdict}`);
}

function line(text: string): void {
  process.stdout.write(`${text}\n`);
}

function run<Name extends keyof SecureBench>(
  page: Page,
  name: Name,
  ...args: Parameters<SecureBench[Name]>
): ReturnType<SecureBench[Name]> {
  const call = `globalThis.bench.${name}(...${JSON.stringify(args)})`;
  return page.evaluate(call) as ReturnType<SecureBench[Name]>;
}
