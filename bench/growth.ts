/**
 * Whether things stay as cheap when there are more of them: sessions on one page (1 to 32), messages in one session (100 to
 * 100,000), people at one relay (100 to 10,000). Each row says what one more costs, between the count before it and its
 * own: what is loaded or set up once is there before the first row (a session, some people), and is divided by nothing.
 * Sessions and people several times over, medians.
 *
 *   npm run bench:growth
 *   npm run bench:growth -- --messages 10000 --people 1000 --rounds 1
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
import { browserVersions } from './versions.js';

const KINDS = ['chromium', 'chromium'] as const;
/** Beside the one that everything is loaded with. */
const SESSIONS = [1, 8, 32] as const;
/** Lines in every session, of which the middle one counts. */
const LINES = 5;
const MESSAGE = 'a line of a chat that goes on and on and on and on, as some of them do';
/** Messages sent before it is waited until they have arrived. Divides every count. */
const AT_ONCE = 50;
/** Round trips over the relay. */
const TRIPS = 500;
/** Who is at the relay before the first row. */
const FIRST_PEOPLE = 100;

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '100000' },
    people: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', default: 'sessions,messages,people' },
  },
});
const decades = (from: number, to: number): number[] => (from > to ? [] : [from, ...decades(from * 10, to)]);

const parts: Readonly<Record<string, () => Promise<object[]>>> = {
  sessions: growingSessions,
  messages: () => growingMessages(decades(100, Number(values.messages))),
  people: () => growingPeople(decades(100, Number(values.people))),
};
const rounds = Number(values.rounds);
const earlier = await readResults('growth');
let versions = (earlier['browserVersions'] ?? {}) as Record<string, string>;
const measured: Record<string, unknown> = {};
for (const [name, measure] of Object.entries(parts)) {
  measured[name] = values.only.split(',').includes(name) ? await measure() : earlier[name];
}
await writeResults('growth', { rounds, ...measured }, versions);

interface SessionsRow {
  readonly count: number;
  /** Milliseconds for each session that came. */
  readonly connectMs: number;
  /** Milliseconds for a line in each session, all at once. */
  readonly deliverMs: number;
  /** For each session that came. */
  readonly heapBytes: number;
}

async function growingSessions(): Promise<object[]> {
  const all: SessionsRow[] = [];
  for (let round = 0; round < rounds; round++) all.push(...(await sessionsOnce()));
  return SESSIONS.map((count) => {
    const own = all.filter((row) => row.count === count);
    const row = {
      count,
      connectMs: median(own.map(({ connectMs }) => connectMs)),
      deliverMs: median(own.map(({ deliverMs }) => deliverMs)),
      heapBytes: median(own.map(({ heapBytes }) => heapBytes)),
    };
    say(
      `${count} sessions`,
      `${row.connectMs.toFixed(0)} ms to connect, ${row.deliverMs.toFixed(1)} ms a line, ${kilo(row.heapBytes)} each`,
    );
    return row;
  });
}

async function sessionsOnce(): Promise<SessionsRow[]> {
  const pages = await launchPages<GrowthPage>('bench/growth-page.ts', KINDS);
  try {
    versions = await browserVersions(KINDS, pages.browsers);
    await Promise.all([pages.alice('be', 1), pages.bob('be', 1 + Math.max(...SESSIONS))]);
    const page = (await pages.browsers[0]?.pages())?.at(-1) as Page;
    // One that is not counted: it loads the code.
    await pages.alice('reach', 1);
    for (let line = 0; line < LINES; line++) await pages.alice('say');
    const rows: SessionsRow[] = [];
    let [before, heap] = [0, await heapOf(page)];
    for (const count of SESSIONS) {
      const connectMs = await pages.alice('reach', 1 + count);
      const times: number[] = [];
      for (let line = 0; line < LINES; line++) times.push(await pages.alice('say'));
      const now = await heapOf(page);
      rows.push({ count, connectMs, deliverMs: median(times), heapBytes: (now - heap) / (count - before) });
      [before, heap] = [count, now];
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

interface PeopleRow {
  readonly count: number;
  /** The server's, for each person that came. */
  readonly bytes: number;
  readonly deliverMs: number;
}

async function growingPeople(counts: readonly number[]): Promise<object[]> {
  const all: PeopleRow[] = [];
  for (let round = 0; round < rounds; round++) all.push(...(await peopleOnce(counts)));
  return counts.map((count) => {
    const own = all.filter((row) => row.count === count);
    const bytes = median(own.map((row) => row.bytes));
    const deliverMs = median(own.map((row) => row.deliverMs));
    say(`${count} people`, `${kilo(bytes)} each, ${deliverMs.toFixed(2)} ms to pass a message on`);
    return { count, bytes, deliverMs };
  });
}

async function peopleOnce(counts: readonly number[]): Promise<PeopleRow[]> {
  const [contender] = CONTENDERS;
  if (!contender) throw new Error('there is no relay to measure');
  const server = await ServerProcess.start(contender.name);
  try {
    let heard = (): void => {};
    const alice = await contender.open(server.port, 'alice', 'bob', 'A'.repeat(2_000), () => {});
    await contender.open(server.port, 'bob', 'alice', '', () => heard());
    const trips = async (): Promise<number> => {
      const times: number[] = [];
      while (times.length < TRIPS) {
        const started = performance.now();
        const arrived = new Promise<void>((resolve) => (heard = resolve));
        alice.send();
        await arrived;
        times.push(performance.now() - started);
      }
      return median(times);
    };
    await openMany(contender, server.port, FIRST_PEOPLE, 'first-');
    await trips();
    const rows: PeopleRow[] = [];
    let [before, { rss }] = [0, await server.stats()];
    for (const count of counts) {
      await openMany(contender, server.port, count - before, `idle-${count}-`);
      const now = (await server.stats()).rss;
      rows.push({ count, bytes: (now - rss) / (count - before), deliverMs: await trips() });
      [before, rss] = [count, now];
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
