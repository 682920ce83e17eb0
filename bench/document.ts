/**
 * Writes `docs/benchmarks.md` and its charts from `bench/results/*.json`. Every figure stands beside its goal; the words
 * about those that are missed stand in `misses.ts`.
 *
 *   npm run bench:document
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { barChart, type Bar } from './chart.js';
import { connectSection, messagesSection } from './document-messages.js';
import { filesSection } from './document-files.js';
import { growthSection } from './document-growth.js';
import { isShort, machines, versionsTable } from './document-origin.js';
import { relaySection, secureSection, sizeSection, uiSection } from './document-rest.js';
import type { Results } from './document-results.js';
import { MISSES } from './misses.js';
import { once } from './verdicts.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const IMAGES = 'docs/images/bench';
const PAGE = 'docs/benchmarks.md';

const results = await read();
const charts = new Map<string, string>();
/** Makes a chart, and says how it is shown. */
const chart = (name: string, title: string, bars: readonly Bar[]): string => {
  charts.set(name, barChart(title, bars));
  return `![${title}](images/bench/${name}.svg)`;
};

const [any] = [...results.values()] as { readonly machine?: Readonly<Record<string, unknown>> }[];
const { cpu, cores, memoryGB, system, node } = any?.machine ?? {};
const sections = [
  connectSection,
  messagesSection,
  filesSection,
  relaySection,
  uiSection,
  secureSection,
  sizeSection,
  growthSection,
].flatMap((section) => section(results, chart));

const text = [
  '# Benchmarks',
  '',
  ...(isShort(results) ? ['**Some of it is of a short run: fewer rounds, smaller files.**', ''] : []),
  'Made by `npm run bench` and written by `npm run bench:document`; the figures are in `bench/results/`. Two browser',
  'processes on one machine, over loopback unless it says otherwise. Where there are contenders, each of them is in every',
  'round, one after the other, and set up as its own documentation recommends. Medians; in brackets the middle half of the',
  'rounds.',
  '',
  `The machine: ${String(cpu)}, ${String(cores)} cores, ${String(memoryGB)} GB, ${String(system)}, Node ${String(node)},`,
  'Chromium and Firefox ESR without a screen. Both browsers, the servers and the script share the cores, and a virtual',
  'machine has neighbours: compare rows of one table, not tables of two days.',
  '',
  ...machines(results),
  'Contenders: `raw` is an RTCPeerConnection written by hand, the limit; simple-peer, PeerJS with its server, Trystero over a',
  'topic server on WebSockets; `base64 in JSON` is the design that this project began with. Only dm-elements and it encrypt by',
  'themselves; only dm-elements confirms each message to its sender and repeats what was lost with a connection. Libraries, in',
  'the goal "ahead of every library", are simple-peer, PeerJS and Trystero, and deep-chat for size.',
  '',
  "Trystero's README has a package for a relay of one's own, `@trystero-p2p/ws-relay`, which the registry that this was made",
  "with does not have. So it is `createTopicStrategy` of Trystero's core, over a topic server of the benchmark.",
  '',
  ...versionsTable(results),
  ...once(sections, MISSES),
].join('\n');

// Those of results that are not there any more would lie about.
await rm(join(ROOT, IMAGES), { recursive: true, force: true });
await mkdir(join(ROOT, IMAGES), { recursive: true });
for (const [name, svg] of charts) await writeFile(join(ROOT, IMAGES, `${name}.svg`), svg);
const options = { ...(await resolveConfig(join(ROOT, PAGE))), parser: 'markdown' };
await writeFile(join(ROOT, PAGE), await format(text, options));
process.stdout.write(`${PAGE}, ${charts.size} charts\n`);

async function read(): Promise<Results> {
  const folder = join(ROOT, 'bench/results');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  const entries = await Promise.all(
    names.map(
      async (name) =>
        [name.replace('.json', ''), JSON.parse(await readFile(join(folder, name), 'utf8')) as object] as const,
    ),
  );
  return new Map(entries);
}
