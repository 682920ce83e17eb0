/**
 * Files, between two browser processes on loopback: a raw channel with the same chunking (the limit), ours, and what
 * else people use. Every contender in each round, one after the other, so that what else the machine does hits all. On
 * Linux, what both browsers hold for themselves is watched meanwhile.
 *
 *   npm run bench:files
 *   npm run bench:files -- --mib 2048 --rounds 1 --alice firefox --bob chromium --only raw,dm-elements
 *   npm run bench:files -- --delay 20 --loss 1     adds 20 ms to each round trip, loses 1 % of the packets each way;
 *                                                  root on Linux only, see test/network
 */
import { exit, platform } from 'node:process';
import { parseArgs } from 'node:util';
import { withDelay } from '../test/network/lab/delay.js';
import { kindOf } from './kinds.js';
import { launchPages, type Pages, type Place } from './pages.js';
import { watchMemory } from './processes.js';
import type { ContenderName, PipesPage } from './pipes-page.js';
import { spread, writeResults } from './report.js';
import { browserVersions } from './versions.js';

const ALL: readonly ContenderName[] = ['raw', 'dm-elements', 'simple-peer', 'PeerJS', 'Trystero', 'base64 in JSON'];
/** These get no more than so many mebibytes: a rate is a rate, and nobody waits for ten minutes. */
const CAPPED: readonly ContenderName[] = ['simple-peer', 'PeerJS', 'Trystero', 'base64 in JSON'];
const CAP = 256;
const MIB = 1024 ** 2;

const { values } = parseArgs({
  options: {
    mib: { type: 'string', default: '256' },
    rounds: { type: 'string', default: '3' },
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
const mebibytes = Number(values.mib);

const [delay, loss] = [Number(values.delay ?? 0), Number(values.loss ?? 0)];
const distance = delay > 0 || loss > 0 ? `, ${delay} ms added to the round trip, ${loss} % lost` : '';
if (distance) await withDelay(delay, loss / 100, measure);
else await measure();
// Not left to whatever a contender keeps open: the namespaces go with their first process.
exit(0);

interface Measured {
  /** Megabytes (10^6 bytes) per second. */
  readonly rates: number[];
  /** Peaks in bytes above what the browser held just before the transfer. Empty where it cannot be known. */
  readonly alice: number[];
  readonly bob: number[];
}

async function measure(place?: Place): Promise<void> {
  const pages = await launchPages<PipesPage>('bench/pipes-page.ts', kinds, place);
  try {
    const measured = new Map<ContenderName, Measured>(chosen.map((name) => [name, { rates: [], alice: [], bob: [] }]));
    let number = 0;
    for (let round = 0; round < rounds; round++) {
      for (const [name, { rates, alice, bob }] of measured) {
        const { rate, peaks } = await transfer(pages, name, ++number);
        rates.push(rate);
        if (peaks) {
          alice.push(peaks[0]);
          bob.push(peaks[1]);
        }
        process.stdout.write(`${round + 1}/${rounds}  ${name.padEnd(16)}${rate.toFixed(1).padStart(7)} MB/s\n`);
      }
    }
    const results = [...measured].map(([name, { rates, alice, bob }]) => ({
      name,
      mebibytes: sizeFor(name),
      rate: spread(rates),
      ...(alice.length > 0 && { memory: { alice: spread(alice), bob: spread(bob) } }),
    }));
    const limit = results.find(({ name }) => name === 'raw')?.rate.median;
    process.stdout.write(`\n${kinds.join(' to ')}, ${mebibytes} MiB${distance}, ${rounds} rounds, medians\n`);
    for (const { name, mebibytes: size, rate, memory } of results) {
      const ratio = limit ? `${(rate.median / limit).toFixed(2).padStart(7)} of raw` : '';
      const held = memory
        ? `   peak ${inMebibytes(memory.alice.median)} who sends, ${inMebibytes(memory.bob.median)} who receives`
        : '';
      const of = size === mebibytes ? '' : `   of ${size} MiB`;
      process.stdout.write(`${name.padEnd(16)}${rate.median.toFixed(1).padStart(7)} MB/s${ratio}${held}${of}\n`);
    }
    const name = ['files', ...kinds, mebibytes, ...(distance ? [`${delay}ms`, `${loss}pc`] : [])].join('-');
    await writeResults(name, { kinds, mebibytes, delay, loss, results }, await browserVersions(kinds, pages.browsers));
  } finally {
    await pages.close();
  }
}

interface Transfer {
  /** From the call that sends to the last byte on the other side. */
  readonly rate: number;
  /** Of who sends and of who receives. `null` over a distance, and where the system does not tell. */
  readonly peaks: readonly [number, number] | null;
}

async function transfer(pages: Pages<PipesPage>, name: ContenderName, number: number): Promise<Transfer> {
  const bytes = sizeFor(name) * MIB;
  await Promise.all([pages.alice('connect', name, number), pages.bob('connect', name, number)]);
  const watch = platform === 'linux' && pages.browsers.length > 0;
  const ended = watch ? await watchMemory(pages.browsers.map((browser) => browser.process()?.pid ?? 0)) : null;
  const received = pages.bob('receive', bytes).then(() => performance.now());
  const started = performance.now();
  const [arrived] = await Promise.all([received, pages.alice('send', bytes)]);
  const seconds = (arrived - started) / 1_000;
  const [alice = NaN, bob = NaN] = (await ended?.()) ?? [];
  await Promise.all([pages.alice('close'), pages.bob('close')]);
  return { rate: bytes / 1e6 / seconds, peaks: ended && [alice, bob] };
}

function sizeFor(name: ContenderName): number {
  return CAPPED.includes(name) ? Math.min(CAP, mebibytes) : mebibytes;
}

function inMebibytes(bytes: number): string {
  return `${(bytes / MIB).toFixed(0)} MiB`;
}
