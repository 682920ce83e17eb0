/**
 * Messages between two browser processes on loopback: how long a line of 100 letters takes there and back at 1, 100 and
 * 1,000 a second and while files are on their way, what it costs the processors, and how soon the first one has come back.
 * Each contender in each round, one after the other.
 *
 *   npm run bench:messages
 *   npm run bench:messages -- --rounds 2 --only raw,dm-elements --alice firefox
 */
import { exit } from 'node:process';
import { parseArgs } from 'node:util';
import { kindOf } from './kinds.js';
import type { MessagesPage } from './messages-page.js';
import { launchPages, type Pages } from './pages.js';
import { processorSeconds } from './processes.js';
import { quantile, spread, writeResults } from './report.js';
import type { TalkerName } from './talkers.js';
import { browserVersions } from './versions.js';

const ALL: readonly TalkerName[] = ['raw', 'dm-elements', 'simple-peer', 'PeerJS', 'Trystero', 'base64 in JSON'];
/** Lines a second, for so many seconds. */
const PACES = [
  { name: '1 a second', perSecond: 1, seconds: 20 },
  { name: '100 a second', perSecond: 100, seconds: 2 },
  { name: '1,000 a second', perSecond: 1_000, seconds: 2 },
] as const;
const WITH_FILES = { name: '100 a second, with a file', perSecond: 100, seconds: 3 } as const;
/** Fresh browsers for each contender, so many times; and further connections in each round of messages. */
const COLD_ROUNDS = 3;
const WARM_CONNECTS = 4;
const POUR = { bytes: 16 * 1024 ** 2, files: 8 } as const;
/** The slowest twentieth, in parts of raw's. */
const GOALS = { p95OfRaw: 1.5 } as const;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    alice: { type: 'string', default: 'chromium' },
    bob: { type: 'string', default: 'chromium' },
    only: { type: 'string', default: ALL.join(',') },
  },
});
const chosen = ALL.filter((name) => values.only.split(',').includes(name));
const kinds = [kindOf(values.alice), kindOf(values.bob)] as const;
const rounds = Number(values.rounds);

interface Measured {
  /** Milliseconds to the first line there and back: in pages that have just been opened, and in those where this was before. */
  readonly cold: number[];
  readonly warm: number[];
  /** By the name of the pace, round by round. */
  readonly times: Map<string, (readonly number[])[]>;
  /** Microseconds of processor time per line there and back, both browsers. */
  readonly cost: number[];
}
const measured = new Map<TalkerName, Measured>(
  chosen.map((name) => [name, { cold: [], warm: [], times: new Map(), cost: [] }]),
);

let versions: Record<string, string> = {};
let number = 0;
for (let round = 0; round < COLD_ROUNDS; round++) {
  for (const name of chosen) {
    const fresh = await launchPages<MessagesPage>('bench/messages-page.ts', kinds);
    try {
      measured.get(name)?.cold.push(await connect(fresh, name, ++number));
    } finally {
      await fresh.close();
    }
  }
}
const pages = await launchPages<MessagesPage>('bench/messages-page.ts', kinds);
try {
  versions = await browserVersions(kinds, pages.browsers);
  for (const name of chosen) await connectOnly(pages, name, ++number);
  for (let round = 0; round < rounds; round++) {
    for (const name of chosen) {
      await talk(pages, name, ++number);
      process.stdout.write(`${round + 1}/${rounds}  ${name}\n`);
    }
  }
} finally {
  await pages.close();
}
await report();
// PeerJS’s server keeps timers of its own for good.
exit(0);

async function connect({ alice, bob }: Pages<MessagesPage>, name: TalkerName, number: number): Promise<number> {
  const [milliseconds] = await Promise.all([alice('connect', name, number), bob('connect', name, number)]);
  return milliseconds;
}

async function connectOnly(on: Pages<MessagesPage>, name: TalkerName, number: number): Promise<number> {
  const milliseconds = await connect(on, name, number);
  await Promise.all([on.alice('close'), on.bob('close')]);
  return milliseconds;
}

async function talk(on: Pages<MessagesPage>, name: TalkerName, number: number): Promise<void> {
  const { alice, bob, browsers } = on;
  const { warm, times, cost } = measured.get(name)!;
  for (let again = 0; again < WARM_CONNECTS; again++) warm.push(await connectOnly(on, name, number * 100 + again));
  warm.push(await connect(on, name, number));
  const keep = (pace: string, more: readonly number[]): void => {
    times.set(pace, [...(times.get(pace) ?? []), more]);
  };
  for (const { name: pace, perSecond, seconds } of PACES) {
    const before = await used();
    keep(pace, await alice('talk', perSecond, seconds));
    if (perSecond === 1_000) cost.push((((await used()) - before) * 1e6) / (perSecond * seconds));
  }
  await alice('pour', POUR.bytes, POUR.files);
  keep(WITH_FILES.name, await alice('talk', WITH_FILES.perSecond, WITH_FILES.seconds));
  await Promise.all([alice('close'), bob('close')]);

  async function used(): Promise<number> {
    const all = await Promise.all(browsers.map((browser) => processorSeconds(browser.process()?.pid ?? 0)));
    return all.reduce((sum, seconds) => sum + seconds, 0);
  }
}

async function report(): Promise<void> {
  const results = chosen.map((name) => {
    const { cold, warm, times, cost } = measured.get(name)!;
    const paces = [...PACES, WITH_FILES].map(({ name: pace }) => {
      const byRound = times.get(pace) ?? [];
      const all = byRound.flat();
      const [p50, p95, p99] = [0.5, 0.95, 0.99].map((q) => quantile(all, q));
      const p95Spread = spread(byRound.map((each) => quantile(each, 0.95)));
      return { pace, count: all.length, p50, p95, p99, p95Spread };
    });
    return { name, cold: spread(cold), warm: spread(warm), processorMicroseconds: spread(cost), paces };
  });
  for (const { name, cold, warm, processorMicroseconds, paces } of results) {
    process.stdout.write(
      `\n${name}: first message after ${cold.median.toFixed(0)} ms cold, ${warm.median.toFixed(0)} ms warm, ` +
        `${processorMicroseconds.median.toFixed(0)} us of processor each\n`,
    );
    for (const { pace, count, p50 = NaN, p95 = NaN, p99 = NaN } of paces) {
      const [middle, slow, slowest] = [p50, p95, p99].map((ms) => ms.toFixed(1).padStart(8));
      process.stdout.write(`  ${pace.padEnd(28)}p50${middle}  p95${slow}  p99${slowest} ms  of ${count}\n`);
    }
  }
  await writeResults('messages', { goals: GOALS, kinds, rounds, letters: 100, results }, versions);
}
