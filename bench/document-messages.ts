/** The sections about connecting and messages. */
import { measured } from './document-origin.js';
import {
  fixed,
  nameOf,
  spreadText,
  table,
  type ConnectResults,
  type MessagesResults,
  type Section,
} from './document-results.js';
import { MISSES } from './misses.js';
import { ahead, tell, verdict } from './verdicts.js';

const CONNECT_OF_RAW = 1.3;

export const connectSection: Section = (results, chart) => {
  const messages = results.get('messages') as MessagesResults | undefined;
  const connect = results.get('connect') as ConnectResults | undefined;
  if (!messages) return [];
  const of = (name: string): MessagesResults['results'][number] | undefined =>
    messages.results.find((each) => each.name === name);
  const ratio = (temperature: 'cold' | 'warm'): number =>
    (of('dm-elements')?.[temperature].median ?? NaN) / (of('raw')?.[temperature].median ?? NaN);
  return [
    '## Connecting',
    ...measured(results, /^(messages|connect)$/),
    'From the moment when one person, signed on and knowing that the other is there, asks for a connection, until a first line',
    'has gone there and back. Cold is a page that has just been opened: what is loaded when it is needed (dm-elements loads its',
    'keys and its connection then) is loaded on the way, from sources that are not minified. Milliseconds.',
    ...table(
      ['', 'cold', 'warm', 'warm, of raw'],
      messages.results.map(({ name, cold, warm }) => [
        name === 'Trystero' ? 'Trystero (1)' : nameOf(name),
        spreadText(cold, 0),
        spreadText(warm, 0),
        `${fixed(warm.median / (of('raw')?.warm.median ?? NaN))}x`,
      ]),
    ),
    '(1) Trystero keeps a connection for about two minutes after a room was left, so its warm figure is another room on a line',
    'that is open already.',
    '',
    chart(
      'connect',
      'First line there and back, warm, milliseconds (less is better)',
      messages.results.map(({ name, warm: { median } }) => ({ name, value: median, label: fixed(median, 0) })),
    ),
    '',
    ...tell(
      [
        verdict(
          `within ${CONNECT_OF_RAW} times raw, warm (now ${fixed(ratio('warm'))}; cold ${fixed(ratio('cold'))})`,
          ratio('warm') <= CONNECT_OF_RAW,
        ),
        ...(['cold', 'warm'] as const).map((temperature) =>
          ahead(
            messages.results.map((each) => ({ name: each.name, value: each[temperature].median })),
            'less',
            (value) => `${fixed(value, 0)} ms`,
            temperature,
          ),
        ),
      ],
      MISSES.connect,
      MISSES.library,
    ),
    ...(connect ? fromAcceptance(connect) : []),
  ];
};

/** Of the acceptance alone, which is the part that a person waits for. */
function fromAcceptance({ kinds, milliseconds }: ConnectResults): string[] {
  const { simplePeer, simplePeerDelivered, link, active, delivered } = milliseconds;
  const text = (spread: ConnectResults['milliseconds']['delivered']): string => (spread ? spreadText(spread, 0) : '');
  return [
    `From the acceptance alone, on the accepting side, warm, in ${kinds.join(' and ')}. simple-peer alone is "open" when it says`,
    '`connect`, dm-elements when both sides have confirmed the keys; a first line is "delivered" when the other side has said',
    'over the channel that it is there. Milliseconds.',
    ...table(
      ['', 'link', 'open', 'first line delivered'],
      [
        ['**dm-elements**', text(link), text(active), text(delivered)],
        ['simple-peer alone', '', text(simplePeer), text(simplePeerDelivered)],
      ],
    ),
  ];
}

export const messagesSection: Section = (results, chart) => {
  const messages = results.get('messages') as MessagesResults | undefined;
  const raw = messages?.results.find(({ name }) => name === 'raw');
  const ours = messages?.results.find(({ name }) => name === 'dm-elements');
  if (!messages || !raw || !ours) return [];
  const { p95OfRaw } = messages.goals;
  return [
    '## Messages',
    ...measured(results, /^messages$/),
    'A line of 100 letters there and back, milliseconds: the middle one, the slowest twentieth, the slowest hundredth.',
    ...raw.paces.flatMap(({ pace, p95: limit }, index) => {
      const ratio = (ours.paces[index]?.p95 ?? NaN) / limit;
      const reason = pace.includes('file') ? MISSES.messagesWithFile : MISSES.messages;
      return [
        '',
        `**${pace}**`,
        ...table(
          ['', 'p50', 'p95 (middle half of the rounds)', 'p99', 'lines'],
          messages.results.map(({ name, paces }) => {
            const { p50 = NaN, p95 = NaN, p99 = NaN, count = NaN, p95Spread } = paces[index] ?? {};
            const around = p95Spread ? ` (${fixed(p95Spread.low)} to ${fixed(p95Spread.high)})` : '';
            return [nameOf(name), fixed(p50), `${fixed(p95)}${around}`, fixed(p99), fixed(count, 0)];
          }),
        ),
        ...tell(
          [
            verdict(`p95 at ${pace} within ${p95OfRaw} times raw (now ${fixed(ratio)})`, ratio <= p95OfRaw),
            ahead(
              messages.results.map(({ name, paces }) => ({ name, value: paces[index]?.p95 ?? NaN })),
              'less',
              (value) => `${fixed(value)} ms`,
              'p95',
            ),
          ],
          reason,
          MISSES.library,
        ),
      ];
    }),
    chart(
      'messages',
      'p95 at 100 lines a second, milliseconds (less is better)',
      messages.results.map(({ name, paces }) => {
        const p95 = paces.find(({ pace }) => pace === '100 a second')?.p95 ?? NaN;
        return { name, value: p95, label: fixed(p95) };
      }),
    ),
    '',
    'Processor time of both browsers, all of their processes, for one line there and back at 1,000 a second, microseconds:',
    ...table(
      ['', 'median (middle half)'],
      messages.results.map(({ name, processorMicroseconds }) => [nameOf(name), spreadText(processorMicroseconds, 0)]),
    ),
    ...tell(
      [
        ahead(
          messages.results.map(({ name, processorMicroseconds: { median } }) => ({ name, value: median })),
          'less',
          (value) => `${fixed(value, 0)} µs`,
        ),
      ],
      MISSES.processor,
      MISSES.library,
    ),
  ];
};
