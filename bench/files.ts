/**
 * Files, between two browser processes on loopback: a raw channel with the same chunking (the limit), ours, and what
 * else people use. Every contender in each round, one after the other, so that what else the machine does hits all.
 *
 *   npm run bench:files
 *   npm run bench:files -- --mb 2048 --rounds 3 --alice firefox --bob chromium --only raw,dm-elements
 *   npm run bench:files -- --delay 20 --loss 1     adds 20 ms to each round trip, loses 1 % of the packets each way;
 *                                                  root on Linux only, see test/network
 */
import { exit } from 'node:process';
import { parseArgs } from 'node:util';
import { withDelay } from '../test/network/lab/delay.js';
import { kindOf } from './kinds.js';
import { launchPages, type Pages, type Place } from './pages.js';
import type { ContenderName, PipesPage } from './pipes-page.js';
import { spread, writeResults } from './report.js';

const ALL: readonly ContenderName[] = ['raw', 'dm-elements', 'simple-peer', 'PeerJS', 'Trystero', 'base64 in JSON'];
/** Slow ones get a smaller file: a rate is a rate, and nobody waits for ten minutes. */
const SLOW: readonly ContenderName[] = ['simple-peer', 'base64 in JSON', 'PeerJS', 'Trystero'];
const SLOW_MB = 32;

const { values } = parseArgs({
  options: {
    mb: { type: 'string', default: '256' },
    rounds: { type: 'string', default: '5' },
    alice: { type: 'string', default: 'chromium' },
    bob: { type: 'string', default: 'chromium' },
    only: { type: 'string', default: ALL.join(',') },
    delay: { type: 'string' },
    loss: { type: 'string' },
  },
});
const chosen = ALL.filter((name) => values.only.split(',').includes(name));
const kinds = [kindOf(values.alice), kindOf(values.bob)] as const;
const rounds = Number(values.rounds);
const megabytes = Number(values.mb);

const [delay, loss] = [Number(values.delay ?? 0), Number(values.loss ?? 0)];
const distance = delay > 0 || loss > 0 ? `, ${delay} ms added to the round trip, ${loss} % lost` : '';
if (distance) await withDelay(delay, loss / 100, measure);
else await measure();
// Not left to whatever a contender keeps open: the namespaces go with their first process.
exit(0);

async function measure(place?: Place): Promise<void> {
  const pages = await launchPages<PipesPage>('bench/pipes-page.ts', kinds, place);
  try {
    const rates = new Map<ContenderName, number[]>(chosen.map((name) => [name, []]));
    let number = 0;
    for (let round = 0; round < rounds; round++) {
      for (const name of chosen) {
        const size = (SLOW.includes(name) ? Math.min(SLOW_MB, megabytes) : megabytes) * 1_000_000;
        const rate = await transfer(pages, name, ++number, size);
        rates.get(name)?.push(rate);
        process.stdout.write(`${round + 1}/${rounds}  ${name.padEnd(16)}${rate.toFixed(1).padStart(7)} MB/s\n`);
      }
    }
    const results = chosen.map((name) => ({ name, rate: spread(rates.get(name) ?? []) }));
    const limit = results.find(({ name }) => name === 'raw')?.rate.median;
    process.stdout.write(`\n${kinds.join(' to ')}, ${megabytes} MB${distance}, ${rounds} rounds, medians\n`);
    for (const { name, rate } of results) {
      const ratio = limit ? `${(rate.median / limit).toFixed(2).padStart(7)} of raw` : '';
      process.stdout.write(`${name.padEnd(16)}${rate.median.toFixed(1).padStart(7)} MB/s${ratio}\n`);
    }
    const name = ['files', ...kinds, megabytes, ...(distance ? [`${delay}ms`, `${loss}pc`] : [])].join('-');
    await writeResults(name, { kinds, megabytes, delay, loss, slowMegabytes: SLOW_MB, results });
  } finally {
    await pages.close();
  }
}

/** Megabytes (10^6 bytes) per second, from the call that sends to the last byte on the other side. */
async function transfer(pages: Pages<PipesPage>, name: ContenderName, number: number, size: number): Promise<number> {
  await Promise.all([pages.alice('connect', name, number), pages.bob('connect', name, number)]);
  const received = pages.bob('receive', size).then(() => performance.now());
  const started = performance.now();
  const [ended] = await Promise.all([received, pages.alice('send', size)]);
  const seconds = (ended - started) / 1_000;
  await Promise.all([pages.alice('close'), pages.bob('close')]);
  return size / 1e6 / seconds;
}
