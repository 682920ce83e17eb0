/**
 * `npm run soak -- --minutes 60`: two conversations at once between two pages, in rounds of a minute: texts, files and
 * reactions in random order while connections break, computers sleep, and keys are renewed. Nothing may be lost, doubled
 * or out of order, and after each round, when the conversations have ended, heap and document are as they were after the
 * second.
 *
 *   --minutes N   3 by default
 *   --browsers    chromium,firefox by default; heap and nodes are counted in Chromium
 *   --seed N      of an earlier run
 *   --snapshots DIR   heap snapshots of Chromium after the rounds 2, 4, 8, 16 …, and the last
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { exit, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { launch, type Browser, type Page } from 'puppeteer-core';
import { bytesOf, growth, isLevel, type Contents } from '../test/helpers/browsers/heap.js';
import { contents, counts } from '../test/helpers/browsers/memory.js';
import { startSite } from '../test/helpers/browsers/site.js';
import type { soak, Tally } from '../test/helpers/browsers/soak-page.js';
import { launchOptions, type BrowserKind } from './browsers.mjs';

const ROUND_MS = 40_000;
/** Firefox writes this into its console when a connection has failed, which is what is done to them here. */
const BROKEN_BY_US = /^(Error: )?WebRTC: ICE failed\b/;
/** By then everything that is loaded once is loaded. */
const WARM_ROUNDS = 2;
/**
 * What compiled code, feedback of types and shapes may add, at first and with each round: fewer paths are new as time goes
 * on, but there are some after an hour. Bytes.
 */
const HEAP = 500_000;
const HEAP_PER_ROUND = 40_000;
const NODES = 50;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '3' },
    browsers: { type: 'string', default: 'chromium,firefox' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    snapshots: { type: 'string' },
  },
});
const end = Date.now() + Number(values.minutes) * 60_000;
const kinds = values.browsers.split(',') as BrowserKind[];
const say = (line: string): void => void stdout.write(`${line}\n`);
let problems = 0;
/** At once: an hour is long. */
const complain = (problem: string): void => {
  problems++;
  say(`  ${problem}`);
};

const site = await startSite('test/helpers/browsers/soak-page.ts');
const browsers: Browser[] = [];
try {
  say(`seed ${values.seed}, ${kinds.join(' and ')}`);
  const open = async (kind: BrowserKind, people: string): Promise<Page> => {
    const browser = await launch(launchOptions(kind));
    browsers.push(browser);
    const page = await browser.newPage();
    page.on('pageerror', (error) => {
      if (!BROKEN_BY_US.test(String(error))) complain(String(error));
    });
    await page.goto(`${site.origin}/?people=${people}`);
    await page.waitForFunction('globalThis.soak !== undefined');
    return page;
  };
  const pages = [
    await open(kinds[0] ?? 'chromium', 'alice:bob,ann:ben'),
    await open(kinds[1] ?? 'chromium', 'bob:alice,ben:ann'),
  ];
  const all = <Name extends keyof typeof soak>(
    name: Name,
    ...args: Parameters<(typeof soak)[Name]>
  ): Promise<unknown[]> =>
    Promise.all(
      pages.map((page) => page.evaluate(`globalThis.soak[${JSON.stringify(name)}](...${JSON.stringify(args)})`)),
    );

  await all('ready');
  const heaps: { heap: number; nodes: number }[] = [];
  const kept: Contents[] = [];
  const look = async (name: string): Promise<void> => {
    if (kinds[0] !== 'chromium' || !pages[0]) return;
    kept.push(await contents(pages[0], values.snapshots && join(values.snapshots, `${name}.heapsnapshot`)));
    say(`${name}: ${(bytesOf(kept.at(-1)!) / 1e6).toFixed(3)} MB made by scripts`);
  };
  if (values.snapshots) await mkdir(values.snapshots, { recursive: true });
  let before = 0;
  for (let round = 1; round <= WARM_ROUNDS + 1 || Date.now() < end; round++) {
    await Promise.all(pages.map((page, index) => page.evaluate(`globalThis.soak.begin(${index === 0})`)));
    await all('run', Math.min(ROUND_MS, (Number(values.minutes) * 60_000) / 4), Number(values.seed) + round);
    await all('drain');
    await all('inspect');
    const tallies = (await all('tally')).flat() as Tally[];
    await pages[0]?.evaluate('globalThis.soak.end()');
    await pages[1]?.evaluate('globalThis.soak.end()');
    judge(round, tallies);
    const agreed = ((await all('rekeys')) as number[]).reduce((sum, each) => sum + each);
    const rekeys = agreed - before;
    before = agreed;
    if (rekeys === 0) complain(`round ${round}: no new keys were agreed on`);
    if (kinds[0] === 'chromium' && pages[0]) heaps.push(await counts(pages[0]));
    if (round === WARM_ROUNDS || (values.snapshots && round > WARM_ROUNDS && Number.isInteger(Math.log2(round))))
      await look(`round-${round}`);
    const { heap = 0, nodes = 0 } = heaps.at(-1) ?? {};
    const total = (key: 'received' | 'whole'): number => tallies.reduce((sum, tally) => sum + tally[key], 0);
    say(
      `round ${round}: ${total('received')} texts and ${total('whole')} files arrived, ${rekeys} new keys, ` +
        `${(heap / 1e6).toFixed(2)} MB of heap, ${nodes} nodes, ${problems} problems`,
    );
  }
  await look('last');
  const [warm, last] = [heaps[WARM_ROUNDS - 1], heaps.at(-1)];
  if (warm && last) {
    const rounds = heaps.length - WARM_ROUNDS;
    if (last.heap > warm.heap + HEAP + rounds * HEAP_PER_ROUND)
      complain(`the heap grew from ${warm.heap} to ${last.heap} bytes`);
    const [early, late] = [kept[0], kept.at(-1)];
    if (early && late && !isLevel(early, late, rounds)) {
      complain(`what scripts made grew from ${bytesOf(early)} to ${bytesOf(late)} bytes, by`);
      for (const line of growth(early, late).slice(0, 20)) say(`    ${line}`);
    }
    if (last.nodes > warm.nodes + NODES) complain(`the document grew from ${warm.nodes} to ${last.nodes} nodes`);
  }
} finally {
  await Promise.all(browsers.map(close));
  await site.close();
}
say(problems === 0 ? 'nothing lost, doubled or out of order; heap and document level' : 'the soak found problems');
exit(problems === 0 ? 0 : 1);

function judge(round: number, tallies: readonly Tally[]): void {
  const sent = tallies.reduce((sum, each) => sum + each.sent, 0);
  const received = tallies.reduce((sum, each) => sum + each.received, 0);
  const [offered, whole] = [
    tallies.reduce((sum, each) => sum + each.offered, 0),
    tallies.reduce((sum, each) => sum + each.whole, 0),
  ];
  if (sent === 0 || received !== sent) complain(`round ${round}: ${sent} texts sent, ${received} received`);
  if (whole !== offered) complain(`round ${round}: ${offered} files offered, ${whole} arrived`);
  for (const { self, complaints } of tallies)
    complaints.map((each) => `round ${round}, ${self}: ${each}`).forEach(complain);
}

/** Firefox, closing, sometimes hangs: then it is killed, by its own process id. */
async function close(browser: Browser): Promise<void> {
  const child = browser.process();
  const limit = setTimeout(() => child?.kill('SIGKILL'), 5_000);
  await browser.close().catch(() => {});
  clearTimeout(limit);
}
