/** The sections about connecting and messages. */
import {
  fixed,
  goal,
  nameOf,
  spreadText,
  table,
  type ConnectResults,
  type MessagesResults,
  type Section,
} from './document-results.js';
import { MISSES } from './misses.js';

const CONNECT_OF_RAW = 1.3;

export const connectSection: Section = (results, chart) => {
  const messages = results.get('messages') as MessagesResults | undefined;
  const connect = results.get('connect') as ConnectResults | undefined;
  if (!messages) return [];
  const of = (name: string): MessagesResults['results'][number] | undefined =>
    messages.results.find((each) => each.name === name);
  const ratio = (temperature: 'cold' | 'warm'): number =>
    (of('dm-elements')?.[temperature].median ?? NaN) / (of('raw')?.[temperature].median ?? NaN);
  const reached = ratio('warm') <= CONNECT_OF_RAW;
  return [
    '## Connecting',
    '',
    'From the moment when one person, signed on and knowing that the other is there, asks for a connection, until a first line',
    'has gone there and back. Cold is a page that has just been opened: what is loaded when it is needed (dm-elements loads its',
    'keys and its connection then) is loaded on the way, from sources that are not minified. Milliseconds.',
    ...table(
      ['', 'cold', 'warm', 'warm, of raw'],
      messages.results.map(({ name, cold, warm }) => [
        nameOf(name),
        spreadText(cold, 0),
        spreadText(warm, 0),
        `${fixed(warm.median / (of('raw')?.warm.median ?? NaN))}x`,
      ]),
    ),
    chart(
      'connect',
      'First line there and back, warm, milliseconds (less is better)',
      messages.results.map(({ name, warm: { median } }) => ({ name, value: median, label: fixed(median, 0) })),
    ),
    '',
    ...(connect
      ? [
          `From the acceptance alone, in ${connect.kinds.join(' and ')}: the link is open after ${spreadText(connect.milliseconds.link, 0)} ms ` +
            `and both sides have confirmed the keys after ${spreadText(connect.milliseconds.active, 0)} ms; ` +
            `simple-peer alone says "connect" after ${spreadText(connect.milliseconds.simplePeer, 0)} ms.`,
          '',
        ]
      : []),
    goal(
      `within ${CONNECT_OF_RAW} times raw, warm (now ${fixed(ratio('warm'))}; cold ${fixed(ratio('cold'))})`,
      reached,
    ),
    ...(reached ? [] : ['', MISSES.connect]),
    '',
  ];
};

export const messagesSection: Section = (results, chart) => {
  const messages = results.get('messages') as MessagesResults | undefined;
  const raw = messages?.results.find(({ name }) => name === 'raw');
  const ours = messages?.results.find(({ name }) => name === 'dm-elements');
  if (!messages || !raw || !ours) return [];
  const { p95OfRaw } = messages.goals;
  const verdicts = ours.paces.map(({ pace, p95 }, index) => {
    const ratio = p95 / (raw.paces[index]?.p95 ?? NaN);
    return { pace, ratio, reached: ratio <= p95OfRaw };
  });
  return [
    '## Messages',
    '',
    'A line of 100 letters there and back, milliseconds: the middle one, the slowest twentieth, the slowest hundredth.',
    ...raw.paces.flatMap(({ pace }, index) => [
      '',
      `**${pace}**`,
      ...table(
        ['', 'p50', 'p95', 'p99'],
        messages.results.map(({ name, paces }) => {
          const { p50 = NaN, p95 = NaN, p99 = NaN } = paces[index] ?? {};
          return [nameOf(name), fixed(p50), fixed(p95), fixed(p99)];
        }),
      ),
    ]),
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
    ...verdicts.map(
      ({ pace, ratio, reached }) =>
        `${goal(`p95 at ${pace} within ${p95OfRaw} times raw (now ${fixed(ratio)})`, reached)}\n`,
    ),
    ...(verdicts.every(({ reached }) => reached) ? [] : [MISSES.messages]),
    '',
  ];
};
