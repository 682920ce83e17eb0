/** The section about what one more costs. */
import { measured } from './document-origin.js';
import { fixed, table, type GrowthResults, type Section } from './document-results.js';
import { MISSES } from './misses.js';
import { tell, verdict, type Verdict } from './verdicts.js';

const LEVEL = 1.5;
const kilo = (bytes: number): string => `${fixed(bytes / 1e3)} kB`;

export const growthSection: Section = (results) => {
  const growth = results.get('growth') as GrowthResults | undefined;
  if (!growth) return [];
  const { sessions, messages, people, rounds } = growth;
  // Older ones divide by the count what is loaded once: there is nothing to judge.
  const judged = (...verdicts: readonly Verdict[]): string[] =>
    rounds === undefined ? [] : tell(verdicts, MISSES.growth);
  return [
    '## Growth',
    ...measured(results, /^growth$/),
    ...(rounds === undefined
      ? ['Everything divided by the count; the first session loads the code.']
      : [
          'What one more costs when there are many: each of those that came between the row before and this one. Before the first',
          'row there are a session, and some people at the relay: what is loaded or set up once is divided by nothing. Level is',
          'good.',
        ]),
    ...table(
      ['sessions on a page', 'connecting, ms', 'a line in each, ms', 'heap of each'],
      sessions.map(({ count, connectMs, deliverMs, heapBytes }) => [
        fixed(count, 0),
        fixed(connectMs, 0),
        fixed(deliverMs),
        kilo(heapBytes),
      ]),
    ),
    'A line goes out in all sessions at once, so one has more of its way to itself when there are few: not judged.',
    '',
    ...judged(
      level('connecting', sessions, ({ connectMs }) => connectMs),
      level('heap', sessions, ({ heapBytes }) => heapBytes),
    ),
    ...table(
      ['messages in a session', 'each, ms', 'kept'],
      messages.map(({ count, milliseconds, kept }) => [fixed(count, 0), fixed(milliseconds, 2), fixed(kept, 0)]),
    ),
    'Sealed, opened, kept and confirmed, in one process of Node over a wire in memory; a transcript keeps 10,000.',
    '',
    ...judged(level('time of a message', messages, ({ milliseconds }) => milliseconds)),
    ...table(
      ['people at a relay', 'memory of each', 'passing a message on, ms'],
      people.map(({ count, bytes, deliverMs }) => [fixed(count, 0), kilo(bytes), fixed(deliverMs, 2)]),
    ),
    '',
    ...judged(
      level('memory', people, ({ bytes }) => bytes),
      level('passing a message on', people, ({ deliverMs }) => deliverMs),
    ),
  ];
};

/** A step that costs nothing, or gives something back, is no measure for the others: that is missed as well. */
function level<Row>(what: string, rows: readonly Row[], costOf: (row: Row) => number): Verdict {
  const costs = rows.map(costOf);
  const [dearest, cheapest] = [Math.max(...costs), Math.min(...costs)];
  const now = cheapest > 0 ? `now ${fixed(dearest / cheapest)}` : 'the cheapest is nothing';
  return verdict(
    `${what}: the dearest at most ${LEVEL} times the cheapest (${now})`,
    cheapest > 0 && dearest <= LEVEL * cheapest,
  );
}
