/** The sections about the relay, the interface, the secure channel and size. */
import { measured } from './document-origin.js';
import {
  fixed,
  nameOf,
  spreadText,
  table,
  type RelayResults,
  type SecureResults,
  type Section,
  type SizeResults,
  type UiResults,
} from './document-results.js';
import { MISSES } from './misses.js';
import { ahead, tell, verdict, type Verdict } from './verdicts.js';

const FRAME_MS = 16;

const kilo = (bytes: number): string => `${fixed(bytes / 1e3)} kB`;

export const relaySection: Section = (results, chart) => {
  const relay = results.get('relay') as RelayResults | undefined;
  if (!relay) return [];
  const { goals, ofEcho, summary } = relay;
  const idle = summary.find(({ name }) => name === 'dm-elements')?.idleBytesPerConnection ?? NaN;
  return [
    '## The introducing server',
    ...measured(results, /^relay$/),
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
    ...tell(
      [
        verdict(`at least ${goals.ofEcho} of the echo (now ${fixed(ofEcho, 2)})`, ofEcho >= goals.ofEcho),
        column(summary, 'more', (each) => each.messagesPerSecond.median, 0, 'messages a second'),
        column(summary, 'less', (each) => each.latencyP99ms.median, 1, 'p99, ms'),
        column(summary, 'less', (each) => each.serverMicrosecondsPerMessage.median, 0, 'processor, µs'),
      ],
      MISSES.relayEcho,
    ),
    ...tell(
      [
        verdict(`at most ${kilo(goals.idleBytes)} for an idle connection`, idle <= goals.idleBytes),
        column(summary, 'less', (each) => each.idleBytesPerConnection / 1e3, 1, 'idle connection, kB'),
      ],
      MISSES.relayMemory,
    ),
    ...tell([column(summary, 'less', (each) => each.stormSeconds.median, 2, 'all come back, s')], MISSES.relayStorm),
  ];
};

const column = (
  summary: RelayResults['summary'],
  better: 'less' | 'more',
  value: (each: RelayResults['summary'][number]) => number,
  digits: number,
  what: string,
): Verdict | null =>
  ahead(
    summary.map((each) => ({ name: each.name, value: value(each) })),
    better,
    (figure) => fixed(figure, digits),
    what,
  );

export const uiSection: Section = (results) => {
  const ui = results.get('ui') as UiResults | undefined;
  if (!ui) return [];
  const rows = Object.entries(ui.browsers);
  return [
    '## The interface',
    ...measured(results, /^ui$/),
    `${fixed(ui.messages, 0)} messages are shown, and ${ui.perSecond} more come each second, in a session that only pretends: no other`,
    'person, no connection, no keys. "Ready" is from the beginning of the page until the button of an idle element can be',
    'pressed, with everything loaded from sources that are not minified: cold is the first page of a fresh browser, warm the',
    'same page loaded once more. Milliseconds.',
    ...table(
      ['', 'ready, cold', 'ready, warm', 'shown', 'a frame, p50', 'a frame, p95', 'heap of a message'],
      rows.map(([name, { ready, load, open, p50, p95, heap }]) => [
        name,
        load ? spreadText(load.cold, 0) : fixed(ready ?? NaN, 0),
        load ? spreadText(load.warm, 0) : '',
        fixed(open, 0),
        fixed(p50),
        fixed(p95),
        heap === undefined ? '' : `${fixed(heap / ui.messages, 0)} B`,
      ]),
    ),
    ...tell(
      [
        verdict(
          `a frame within ${FRAME_MS} ms (p95)`,
          rows.every(([, { p95 }]) => p95 <= FRAME_MS),
        ),
      ],
      MISSES.ui,
    ),
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
    ...measured(results, /^secure$/),
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
  const everything = stages.find(({ name }) => name === 'everything');
  return [
    '## Size',
    ...measured(results, /^size$/),
    'What a page downloads from `dist/cdn/`, each file compressed by itself. Above its budget a stage fails CI and the release',
    '(`npm run size`).',
    '',
    ...stages.flatMap(({ name, what }) => (what ? [`- ${name}: ${what}`] : [])),
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
    '',
    ...tell(
      [
        ahead(
          [
            { name: 'dm-elements', value: everything?.gzip ?? NaN },
            { name: 'deep-chat', value: deepChat.gzip },
          ],
          'less',
          kilo,
          'everything, gzip',
        ),
      ],
      MISSES.size,
    ),
    ...(missed ? ['', MISSES.size] : []),
    '',
  ];
};
