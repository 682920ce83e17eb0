/**
 * Whether things stay as cheap when there are more of them: sessions on one page (1 to 32), messages in one session (100 to
 * 100,000), people at one relay (100 to 10,000). Each row says what one more costs.
 *
 *   npm run bench:growth
 *   npm run bench:growth -- --messages 10000 --people 1000
 *   npm run bench:growth -- --only messages                  the other figures stay as they were
 */
import { parseArgs } from 'node:util';
import type { Page } from 'puppeteer-core';
import { connect, makePair } from '../test/helpers/pair.js';
import type { GrowthPage } from './growth-page.js';
import { launchPages } from './pages.js';
import { heapOf } from './processes.js';
import { CONTENDERS, openMany } from './relay-clients.js';
import { median, readResults, writeResults } from './report.js';
import { ServerProcess } from './server-process.js';

const SESSIONS = [1, 8, 32] as const;
/** Lines in every session, of which the middle one counts. */
const LINES = 5;
const MESSAGE = 'a line of a chat that goes on and on and on and on, as some of them do';
/** Messages sent before it is waited until they have arrived. Divides every count. */
const AT_ONCE = 50;
/** Round trips over the relay. */
const TRIPS = 500;

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '100000' },
    people: { type: 'string', default: '10000' },
    only: { type: 'string', default: 'sessions,messages,people' },
  },
});
const decades = (from: number, to: number): number[] => (from > to ? [] : [from, ...decades(from * 10, to)]);

const parts: Readonly<Record<string, () => Promise<object[]>>> = {
  sessions: growingSessions,
  messages: () => growingMessages(decades(100, Number(values.messages))),
  people: () => growingPeople(decades(100, Number(values.people))),
};
const rows = await readResults('growth');
for (const [name, measure] of Object.entries(parts)) {
  if (values.only.split(',').includes(name)) rows[name] = await measure();
}
await writeResults('growth', { sessions: rows['sessions'], messages: rows['messages'], people: rows['people'] });

async function growingSessions(): Promise<object[]> {
  const pages = await launchPages<GrowthPage>('bench/growth-page.ts', ['chromium', 'chromium']);
  try {
    await Promise.all([pages.alice('be', 1), pages.bob('be', SESSIONS.at(-1) ?? 1)]);
    const page = (await pages.browsers[0]?.pages())?.at(-1) as Page;
    const empty = await heapOf(page);
    const rows = [];
    for (const count of SESSIONS) {
      const connectMs = await pages.alice('reach', count);
      const times: number[] = [];
      for (let line = 0; line < LINES; line++) times.push(await pages.alice('say'));
      const heapBytes = ((await heapOf(page)) - empty) / count;
      rows.push({ count, connectMs, deliverMs: median(times), heapBytes });
      say(
        `${count} sessions`,
        `${connectMs.toFixed(0)} ms to connect, ${median(times).toFixed(1)} ms a line, ${kilo(heapBytes)} each`,
      );
    }
    return rows;
  } finally {
    await pages.close();
  }
}

/** In this process: real channels and transcripts, and a wire in memory. */
async function growingMessages(counts: readonly number[]): Promise<object[]> {
  const pair = await makePair();
  const { a, b } = await connect(pair);
  let arrived = 0;
  let heard = (): void => {};
  b.addEventListener('dm-message', () => {
    arrived++;
    heard();
  });
  const rows = [];
  let sent = 0;
  for (const count of counts) {
    const [started, before] = [performance.now(), sent];
    while (sent < count) {
      const due = (sent += AT_ONCE);
      const all = new Promise<void>((resolve) => (heard = () => (arrived === due ? resolve() : undefined)));
      await Promise.all(Array.from({ length: AT_ONCE }, () => a.send(MESSAGE)));
      await all;
    }
    const milliseconds = (performance.now() - started) / (sent - before);
    rows.push({ count, milliseconds, kept: b.messages.length });
    say(`${count} messages`, `${milliseconds.toFixed(2)} ms each, ${b.messages.length} of them kept`);
  }
  await pair.close();
  return rows;
}

async function growingPeople(counts: readonly number[]): Promise<object[]> {
  const [contender] = CONTENDERS;
  if (!contender) throw new Error('there is no relay to measure');
  const server = await ServerProcess.start(contender.name);
  try {
    const { rss } = await server.stats();
    const idle = [];
    const rows = [];
    let heard = (): void => {};
    const alice = await contender.open(server.port, 'alice', 'bob', 'A'.repeat(2_000), () => {});
    await contender.open(server.port, 'bob', 'alice', '', () => heard());
    for (const count of counts) {
      idle.push(...(await openMany(contender, server.port, count - idle.length, `idle-${count}-`)));
      const bytes = ((await server.stats()).rss - rss) / count;
      const times: number[] = [];
      while (times.length < TRIPS) {
        const started = performance.now();
        const arrived = new Promise<void>((resolve) => (heard = resolve));
        alice.send();
        await arrived;
        times.push(performance.now() - started);
      }
      rows.push({ count, bytes, deliverMs: median(times) });
      say(`${count} people`, `${kilo(bytes)} each, ${median(times).toFixed(2)} ms to pass a message on`);
    }
    return rows;
  } finally {
    await server.stop();
  }
}

function kilo(bytes: number): string {
  return `${(bytes / 1e3).toFixed(1)} kB`;
}

function say(what: string, text: string): void {
  process.stdout.write(`${what.padEnd(18)}${text}\n`);
}
