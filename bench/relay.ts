/**
 * What the introducing server can carry, beside PeerJS's server and beside a bare `ws` echo, which is the limit of the
 * library that all three use. Each server is a process of its own; the clients are this one. Loopback only.
 *
 *   npm run bench:relay
 *   npm run bench:relay -- --idle 2000 --rounds 1
 *
 * A message of ours costs the server a second frame (the sender is told that it arrived) and two checks (shape, limits).
 */
import { parseArgs } from 'node:util';
import { CONTENDERS, openMany, type Client, type Contender } from './relay-clients.js';
import { machine, quantile, spread, writeResults, type Spread } from './report.js';
import { ServerProcess } from './server-process.js';

/** A sealed offer with its candidates, in letters. */
const MESSAGE_LENGTH = 2_000;
const PAIRS = 50;
/** Messages of one client that are on their way at the same time. */
const WINDOW = 4;
const STORMS = 3;
const GOALS = { idleBytes: 20_000, ofEcho: 0.7 } as const;

const { values } = parseArgs({
  options: {
    idle: { type: 'string', default: '10000' },
    storm: { type: 'string', default: '2000' },
    seconds: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '12' },
  },
});
const [idle, storm, seconds, rounds] = [values.idle, values.storm, values.seconds, values.rounds].map(Number) as [
  number,
  number,
  number,
  number,
];

const PAYLOAD = 'A'.repeat(MESSAGE_LENGTH);

/** Pairs that talk as fast as they are answered, while it runs. */
class Load {
  readonly #clients: Client[] = [];
  /** When each client's messages that are on their way were sent: they arrive in order. */
  readonly #sent: number[][] = [];
  readonly #latencies: number[] = [];
  /** Messages that are on their way. */
  #underway = 0;
  #running = false;
  #quiet = (): void => {};

  private constructor(
    readonly name: string,
    private readonly server: ServerProcess,
  ) {}

  static async open(contender: Contender): Promise<Load> {
    const load = new Load(contender.name, await ServerProcess.start(contender.name));
    for (let pair = 0; pair < PAIRS; pair++) {
      const ids = [`a${pair}`, `b${pair}`] as const;
      for (const [index, self] of ids.entries()) {
        const at = load.#clients.length;
        const partner = ids[1 - index] as string;
        const client = await contender.open(load.server.port, self, partner, PAYLOAD, () => load.#heard(at));
        load.#clients.push(client);
        load.#sent.push([]);
      }
    }
    return load;
  }

  async run(time: number): Promise<{ perSecond: number; p99: number; cpu: number }> {
    const before = await this.server.stats();
    this.#latencies.length = 0;
    this.#running = true;
    for (const at of this.#clients.keys()) for (let count = 0; count < WINDOW; count++) this.#say(at);
    const started = performance.now();
    await after(time);
    const elapsed = (performance.now() - started) / 1_000;
    const [count, p99] = [this.#latencies.length, quantile(this.#latencies, 0.99)];
    this.#running = false;
    await new Promise<void>((resolve) => (this.#quiet = resolve));
    const { cpu } = await this.server.stats();
    return { perSecond: count / elapsed, p99, cpu: ((cpu - before.cpu) / this.#latencies.length) * 1e6 };
  }

  async close(): Promise<void> {
    await this.server.stop();
  }

  #say(at: number): void {
    this.#underway++;
    this.#sent[at]?.push(performance.now());
    this.#clients[at]?.send();
  }

  /** A bare echo comes back to its sender; the others' messages come from the partner, whose place is the next or the one before. */
  #heard(at: number): void {
    const sender = this.name === 'bare ws' ? at : at ^ 1;
    this.#underway--;
    this.#latencies.push(performance.now() - (this.#sent[sender]?.shift() ?? NaN));
    if (this.#running) this.#say(at);
    else if (this.#underway === 0) this.#quiet();
  }
}

interface Result {
  idleConnections: number;
  readonly idleBytes: number[];
  readonly messagesPerSecond: number[];
  readonly latencyP99: number[];
  readonly cpuPerMessage: number[];
  readonly stormSeconds: number[];
}

const results = new Map<string, Result>(
  CONTENDERS.map(({ name }) => [
    name,
    { idleConnections: 0, idleBytes: [], messagesPerSecond: [], latencyP99: [], cpuPerMessage: [], stormSeconds: [] },
  ]),
);

for (const contender of CONTENDERS) await capacity(contender, results.get(contender.name) as Result);
await throughput();
await report();

/** Each in a server of its own, one after the other: these fill the machine. */
async function capacity(contender: Contender, result: Result): Promise<void> {
  let server = await ServerProcess.start(contender.name);
  try {
    await idleMemory(contender, server, result);
    const { port } = server;
    for (let count = 0; count < STORMS; count++) {
      await server.stop();
      server = await ServerProcess.start(contender.name, port);
      result.stormSeconds.push(await reconnectAll(contender, port));
    }
  } finally {
    await server.stop();
  }
}

/** All servers run, and are asked in turns: A B C, C B A, … What the machine does meanwhile meets all of them. */
async function throughput(): Promise<void> {
  const loads: Load[] = [];
  try {
    for (const contender of CONTENDERS) loads.push(await Load.open(contender));
    for (const load of loads) await load.run(1);
    for (let round = 0; round < rounds; round++) {
      for (const load of round % 2 === 0 ? loads : [...loads].reverse()) {
        const result = results.get(load.name) as Result;
        const { perSecond, p99, cpu } = await load.run(seconds);
        result.messagesPerSecond.push(perSecond);
        result.latencyP99.push(p99);
        result.cpuPerMessage.push(cpu);
      }
    }
  } finally {
    await Promise.all(loads.map((load) => load.close()));
  }
}

async function idleMemory(contender: Contender, server: ServerProcess, result: Result): Promise<void> {
  const { rss } = await server.stats();
  const clients = await openMany(contender, server.port, idle, 'idle');
  await after(1);
  result.idleConnections = clients.length;
  result.idleBytes.push(((await server.stats()).rss - rss) / clients.length);
  for (const client of clients) client.close();
  await after(1);
}

/** Everybody comes back at once after a restart; seconds until the last one is in. */
async function reconnectAll(contender: Contender, port: number): Promise<number> {
  const started = performance.now();
  const clients = await Promise.all(
    Array.from({ length: storm }, (_, index) => contender.open(port, `storm${index}`, 'nobody', '', () => {})),
  );
  const elapsed = (performance.now() - started) / 1_000;
  for (const client of clients) client.close();
  return elapsed;
}

async function report(): Promise<void> {
  const summary = [...results].map(([name, result]) => ({
    name,
    idleConnections: result.idleConnections,
    idleBytesPerConnection: Math.round(result.idleBytes[0] ?? 0),
    messagesPerSecond: spread(result.messagesPerSecond),
    latencyP99ms: spread(result.latencyP99),
    serverMicrosecondsPerMessage: spread(result.cpuPerMessage),
    stormSeconds: spread(result.stormSeconds),
  }));
  line(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}; ${rounds} rounds, medians (middle half)\n`);
  line(
    `${'server'.padEnd(14)}${'messages/s'.padEnd(26)}${'p99'.padEnd(12)}${'CPU/message'.padEnd(14)}${'idle'.padEnd(22)}storm of ${storm}`,
  );
  for (const each of summary) {
    line(
      each.name.padEnd(14) +
        show(each.messagesPerSecond, 0).padEnd(26) +
        `${each.latencyP99ms.median.toFixed(1)} ms`.padEnd(12) +
        `${each.serverMicrosecondsPerMessage.median.toFixed(0)} µs`.padEnd(14) +
        `${(each.idleBytesPerConnection / 1e3).toFixed(1)} kB x ${each.idleConnections}`.padEnd(22) +
        `${each.stormSeconds.median.toFixed(2)} s`,
    );
  }
  const rate = (name: string): number => summary.find((each) => each.name === name)?.messagesPerSecond.median ?? NaN;
  const ours = summary.find(({ name }) => name === 'dm-elements');
  const ofEcho = rate('dm-elements') / rate('bare ws');
  const ofPeerJS = rate('dm-elements') / rate('PeerJS');
  line(
    `\n${(100 * ofEcho).toFixed(0)} % of the echo (goal ${100 * GOALS.ofEcho} %), ${ofPeerJS.toFixed(2)}x PeerJS (goal: above 1)`,
  );
  line(
    `${((ours?.idleBytesPerConnection ?? NaN) / 1e3).toFixed(1)} kB for an idle connection (goal ${GOALS.idleBytes / 1e3} kB)`,
  );
  await writeResults('relay', { goals: GOALS, messageLength: MESSAGE_LENGTH, pairs: PAIRS, ofEcho, ofPeerJS, summary });
}

function show({ median, low, high }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`;
}

function after(time: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, time * 1_000));
}

function line(text: string): void {
  process.stdout.write(`${text}\n`);
}
