/** The section about files. */
import { measured } from './document-origin.js';
import {
  fixed,
  nameOf,
  spreadText,
  table,
  type Chart,
  type FileMemoryResults,
  type FilesResults,
  type FilesRow,
  type Results,
  type Section,
} from './document-results.js';
import { MISSES } from './misses.js';
import { ahead, tell, verdict, type Figure } from './verdicts.js';

const FILES_OF_RAW = 0.9;
const MIB = 1024 ** 2;
const mebi = (bytes: number): string => `${fixed(bytes / MIB, 0)} MiB`;

interface Run extends FilesResults {
  readonly id: string;
}

export const filesSection: Section = (results, chart) => {
  const runs = [...results]
    .flatMap(([id, value]) => (/^files-/.test(id) ? [{ id, ...(value as FilesResults) }] : []))
    .sort(inOrder);
  if (runs.length === 0) return [];
  return [
    '## Files',
    ...measured(results, /^file/),
    'From the call that sends to the last byte on the other side. The sending page makes the whole file in memory, as a `Blob`,',
    'for every contender alike, and the receiving page counts the bytes and lets go of them: what a person does stands below,',
    'from disk to disk. "Sender" and "receiver" are what each browser holds for itself at its peak, above what it held just',
    'before, looked at five times a second.',
    '',
    ...runs.flatMap((run) => runLines(run, chart)),
    ...memoryLines(results),
  ];
};

/** By kinds, then distance, then size. */
const inOrder = (one: Run, other: Run): number =>
  one.kinds.join().localeCompare(other.kinds.join()) ||
  (one.delay ?? 0) - (other.delay ?? 0) ||
  (one.loss ?? 0) - (other.loss ?? 0) ||
  sizeOf(one) - sizeOf(other);

const sizeOf = ({ mebibytes, megabytes }: FilesResults): number => mebibytes ?? megabytes ?? NaN;

function runLines(run: Run, chart: Chart): string[] {
  const { id, kinds, mebibytes, delay = 0, loss = 0, results: rows } = run;
  const raw = rows.find(({ name }) => name === 'raw')?.rate.median ?? NaN;
  const ours = rows.find(({ name }) => name === 'dm-elements');
  const distance = delay || loss ? `, ${delay} ms added to the round trip, ${loss} % of the packets lost` : '';
  const title = `${kinds.join(' to ')}, ${sizeOf(run)} ${mebibytes === undefined ? 'MB' : 'MiB'}${distance}`;
  const withMemory = rows.some(({ memory }) => memory);
  const isSmaller = (row: FilesRow): boolean => row.mebibytes !== undefined && row.mebibytes !== mebibytes;
  const held = (who: 'alice' | 'bob'): Figure[] =>
    // What is held grows with the file.
    rows.flatMap((row) => (row.memory && !isSmaller(row) ? [{ name: row.name, value: row.memory[who].median }] : []));
  const ratio = (ours?.rate.median ?? NaN) / raw;
  return [
    `**${title}**, MB/s`,
    ...table(
      ['', 'median (middle half)', 'of raw', ...(withMemory ? ['sender, MiB', 'receiver, MiB'] : [])],
      rows.map((row) => [
        isSmaller(row) ? `${nameOf(row.name)}, of ${row.mebibytes} MiB` : nameOf(row.name),
        spreadText(row.rate),
        Number.isNaN(raw) ? '' : fixed(row.rate.median / raw, 2),
        ...(withMemory ? [peak(row, 'alice'), peak(row, 'bob')] : []),
      ]),
    ),
    ...(rows.length > 2
      ? [
          chart(
            id,
            `${title}, MB/s (more is better)`,
            rows.map(({ name, rate: { median } }) => ({ name, value: median, label: fixed(median) })),
          ),
          '',
        ]
      : []),
    ...tell(
      [
        Number.isNaN(ratio)
          ? null
          : verdict(`at least ${FILES_OF_RAW} of raw (now ${fixed(ratio, 2)})`, ratio >= FILES_OF_RAW),
        ahead(
          rows.map(({ name, rate: { median } }) => ({ name, value: median })),
          'more',
          (value) => `${fixed(value)} MB/s`,
        ),
      ],
      reasonFor(kinds, distance !== ''),
      MISSES.library,
    ),
    ...tell(
      [
        ahead(held('alice'), 'less', mebi, 'memory of the sender'),
        ahead(held('bob'), 'less', mebi, 'memory of the receiver'),
      ],
      MISSES.filesMemory,
    ),
  ];
}

const peak = ({ memory }: FilesRow, who: 'alice' | 'bob'): string => (memory ? fixed(memory[who].median / MIB, 0) : '');

function reasonFor([sender, receiver]: readonly string[], isFar: boolean): string {
  if (isFar) return MISSES.far;
  return sender === receiver ? MISSES.files : MISSES.mixed;
}

function memoryLines(results: Results): string[] {
  const runs = [...results]
    .flatMap(([name, value]) => (/^file-memory-/.test(name) ? [value as FileMemoryResults] : []))
    .sort((one, other) => one.mebibytes - other.mebibytes);
  const [first] = runs;
  if (!first) return [];
  const most = Math.max(...runs.flatMap(({ extraBytes }) => [extraBytes.alice, extraBytes.bob]));
  const slowest = Math.max(...runs.map(({ messageMilliseconds }) => messageMilliseconds.p95));
  return [
    '**From disk to disk**, dm-elements alone: the peak of what each browser holds above the idle chat, and how long messages take',
    'to be delivered meanwhile, in milliseconds.',
    ...table(
      ['', 'MB/s', 'sender, MiB', 'receiver, MiB', 'messages, p50', 'messages, p95'],
      runs.map(({ mebibytes, megabytesPerSecond, extraBytes, messageMilliseconds: { p50, p95 } }) => [
        `${fixed(mebibytes, 0)} MiB`,
        fixed(megabytesPerSecond),
        fixed(extraBytes.alice / MIB, 0),
        fixed(extraBytes.bob / MIB, 0),
        fixed(p50, 0),
        fixed(p95, 0),
      ]),
    ),
    ...tell(
      [verdict(`at most ${mebi(first.goals.memory)} more on each side`, most <= first.goals.memory)],
      MISSES.memory,
    ),
    ...tell(
      [verdict(`messages within ${first.goals.messageP95} ms (p95)`, slowest <= first.goals.messageP95)],
      MISSES.fileMessages,
    ),
  ];
}
