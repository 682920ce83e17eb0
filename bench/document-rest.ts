/** The sections about files, the relay, the interface, the secure channel, size and growth. */
import {
  fixed,
  goal,
  nameOf,
  spreadText,
  table,
  type FileMemoryResults,
  type FilesResults,
  type GrowthResults,
  type RelayResults,
  type SecureResults,
  type Section,
  type SizeResults,
  type UiResults,
} from './document-results.js';
import { MISSES } from './misses.js';

const FILES_OF_RAW = 0.9;
const FRAME_MS = 16;

const kilo = (bytes: number): string => `${fixed(bytes / 1e3)} kB`;
const mebi = (bytes: number): string => `${fixed(bytes / 1024 ** 2, 0)} MiB`;

export const filesSection: Section = (results, chart) => {
  const runs = [...results].flatMap(([name, value]) =>
    /^files-/.test(name) ? [{ id: name, ...(value as FilesResults) }] : [],
  );
  if (runs.length === 0) return [];
  const lines = runs.flatMap(({ id, kinds, megabytes, delay = 0, loss = 0, results: rows }) => {
    const raw = rows.find(({ name }) => name === 'raw')?.rate.median ?? NaN;
    const ours = rows.find(({ name }) => name === 'dm-elements')?.rate.median ?? NaN;
    const distance = delay || loss ? `, ${delay} ms added to the round trip, ${loss} % of the packets lost` : '';
    const reached = ours / raw >= FILES_OF_RAW;
    return [
      `**${kinds.join(' to ')}, ${megabytes} MB${distance}**, MB/s`,
      ...table(
        ['', 'median (middle half)', 'of raw'],
        rows.map(({ name, rate }) => [
          nameOf(name),
          spreadText(rate),
          Number.isNaN(raw) ? '' : fixed(rate.median / raw, 2),
        ]),
      ),
      ...(rows.length > 2
        ? [
            chart(
              id,
              `${kinds.join(' to ')}, ${megabytes} MB${distance}, MB/s (more is better)`,
              rows.map(({ name, rate: { median } }) => ({ name, value: median, label: fixed(median) })),
            ),
            '',
          ]
        : []),
      ...(Number.isNaN(ours / raw)
        ? []
        : [goal(`at least ${FILES_OF_RAW} of raw (now ${fixed(ours / raw, 2)})`, reached)]),
      ...(ours / raw < FILES_OF_RAW ? ['', MISSES.files] : []),
      '',
    ];
  });
  const memory = results.get('file-memory') as FileMemoryResults | undefined;
  return ['## Files', '', ...lines, ...(memory ? memoryLines(memory) : [])];
};

function memoryLines({
  goals,
  mebibytes,
  extraBytes,
  megabytesPerSecond,
  messageMilliseconds,
}: FileMemoryResults): string[] {
  const worst = Math.max(extraBytes.alice, extraBytes.bob);
  return [
    `**${mebibytes} MiB from disk to disk**: ${fixed(megabytesPerSecond)} MB/s; ${mebi(extraBytes.alice)} more memory at its peak for who ` +
      `sends, ${mebi(extraBytes.bob)} for who receives; messages meanwhile are delivered after ${fixed(messageMilliseconds.p50, 0)} ms ` +
      `(p50) and ${fixed(messageMilliseconds.p95, 0)} ms (p95).`,
    '',
    goal(`at most ${mebi(goals.memory)} more on each side`, worst <= goals.memory),
    ...(worst <= goals.memory ? [] : ['', MISSES.memory]),
    '',
    goal(`messages within ${goals.messageP95} ms (p95)`, messageMilliseconds.p95 <= goals.messageP95),
    '',
  ];
}

export const relaySection: Section = (results, chart) => {
  const relay = results.get('relay') as RelayResults | undefined;
  if (!relay) return [];
  const { goals, ofEcho, ofPeerJS, summary } = relay;
  const idle = summary.find(({ name }) => name === 'dm-elements')?.idleBytesPerConnection ?? NaN;
  return [
    '## The introducing server',
    '',
    'Messages of 2,000 letters between 50 pairs; `bare ws` sends every frame back unread, the limit of the library that all use.',
    ...table(
      ['', 'messages a second', 'p99, ms', 'processor, µs', 'idle connection', 'all come back, s'],
      summary.map((each) => [
        nameOf(each.name),
        spreadText(each.messagesPerSecond, 0),
        fixed(each.latencyP99ms.median),
        fixed(each.serverMicrosecondsPerMessage.median, 0),
        `${kilo(each.idleBytesPerConnection)} of ${fixed(each.idleConnections, 0)}`,
        fixed(each.stormSeconds.median, 2),
      ]),
    ),
    chart(
      'relay',
      'Messages a second (more is better)',
      summary.map(({ name, messagesPerSecond: { median } }) => ({ name, value: median, label: fixed(median, 0) })),
    ),
    '',
    goal(`at least ${goals.ofEcho} of the echo (now ${fixed(ofEcho, 2)})`, ofEcho >= goals.ofEcho),
    '',
    goal(`more than PeerJS's server (now ${fixed(ofPeerJS, 2)} times)`, ofPeerJS > 1),
    '',
    goal(`at most ${kilo(goals.idleBytes)} for an idle connection`, idle <= goals.idleBytes),
    '',
  ];
};

export const uiSection: Section = (results) => {
  const ui = results.get('ui') as UiResults | undefined;
  if (!ui) return [];
  const rows = Object.entries(ui.browsers);
  return [
    '## The interface',
    '',
    `${fixed(ui.messages, 0)} messages are shown, and ${ui.perSecond} more come each second. "Ready" is from the beginning of the page until `,
    'the button of an idle element can be pressed, with everything loaded from sources that are not minified. Milliseconds.',
    ...table(
      ['', 'ready', 'shown', 'a frame, p50', 'a frame, p95', 'heap of a message'],
      rows.map(([name, { ready, open, p50, p95, heap }]) => [
        name,
        fixed(ready, 0),
        fixed(open, 0),
        fixed(p50),
        fixed(p95),
        heap === undefined ? '' : `${fixed(heap / ui.messages, 0)} B`,
      ]),
    ),
    goal(
      `a frame within ${FRAME_MS} ms (p95)`,
      rows.every(([, { p95 }]) => p95 <= FRAME_MS),
    ),
    '',
  ];
};

export const secureSection: Section = (results) => {
  const secure = results.get('secure') as SecureResults | undefined;
  if (!secure) return [];
  const missed = Object.values(secure.browsers)
    .flat()
    .some(({ milliseconds, goal: wanted }) => wanted !== undefined && milliseconds >= wanted);
  return [
    '## The secure channel',
    '',
    'Without a network. Milliseconds.',
    ...Object.entries(secure.browsers).flatMap(([browser, rows]) => [
      '',
      `**${browser}**`,
      ...table(
        ['', 'time', 'goal'],
        rows.map(({ name, milliseconds, goal: wanted }) => [
          name,
          fixed(milliseconds, 3),
          wanted === undefined ? '' : `${wanted}: ${milliseconds < wanted ? 'reached' : '**missed**'}`,
        ]),
      ),
    ]),
    ...(missed ? ['', MISSES.secure] : []),
    '',
  ];
};

export const sizeSection: Section = (results, chart) => {
  const size = results.get('size') as SizeResults | undefined;
  if (!size) return [];
  const { goals, stages, deepChat } = size;
  const missed = stages.some(({ name, gzip }) => gzip > (goals[name] ?? Infinity));
  return [
    '## Size',
    '',
    'What a page downloads from `dist/cdn/`, each file compressed by itself. The budgets fail the build (`npm run size`).',
    ...table(
      ['', 'gzip', 'brotli', 'budget (gzip)', 'goal (gzip)'],
      [
        ...stages.map(({ name, gzip, brotli, budget }) => {
          const wanted = goals[name];
          return [
            name,
            kilo(gzip),
            kilo(brotli),
            kilo(budget),
            wanted === undefined ? '' : `${kilo(wanted)}: ${gzip <= wanted ? 'reached' : '**missed**'}`,
          ];
        }),
        ['deep-chat', kilo(deepChat.gzip), kilo(deepChat.brotli), '', ''],
      ],
    ),
    chart('size', 'gzip, kB (less is better)', [
      ...stages.map(({ name, gzip }) => ({ name: `dm-elements, ${name}`, value: gzip, label: kilo(gzip) })),
      { name: 'deep-chat', value: deepChat.gzip, label: kilo(deepChat.gzip) },
    ]),
    '',
    'deep-chat is an interface for chats, without connections, keys or files between people; it is bundled and minified here.',
    ...(missed ? ['', MISSES.size] : []),
    '',
  ];
};

export const growthSection: Section = (results) => {
  const growth = results.get('growth') as GrowthResults | undefined;
  if (!growth) return [];
  const { sessions, messages, people } = growth;
  return [
    '## Growth',
    '',
    'What one more costs when there are many. Level is good.',
    ...table(
      ['sessions on a page', 'connecting, ms', 'a line in each, ms', 'heap of each'],
      sessions.map(({ count, connectMs, deliverMs, heapBytes }) => [
        fixed(count, 0),
        fixed(connectMs, 0),
        fixed(deliverMs),
        kilo(heapBytes),
      ]),
    ),
    'The first session loads the code.',
    ...table(
      ['messages in a session', 'each, ms', 'kept'],
      messages.map(({ count, milliseconds, kept }) => [fixed(count, 0), fixed(milliseconds, 2), fixed(kept, 0)]),
    ),
    'Sealed, opened, kept and confirmed, in one process of Node over a wire in memory; a transcript keeps 10,000.',
    ...table(
      ['people at a relay', 'memory of each', 'passing a message on, ms'],
      people.map(({ count, bytes, deliverMs }) => [fixed(count, 0), kilo(bytes), fixed(deliverMs, 2)]),
    ),
    '',
  ];
};
