/** Goals that are held against what others have measured in the same table. */
import { goal } from './document-results.js';

/** What people would use instead. Not the limits (raw, a bare socket), and not the design that this project began with. */
const LIBRARIES: readonly string[] = ['simple-peer', 'PeerJS', 'Trystero', 'deep-chat'];

export interface Figure {
  readonly name: string;
  readonly value: number;
}

export interface Verdict {
  readonly text: string;
  readonly reached: boolean;
  /** It is about who is ahead. */
  readonly ofLibraries?: true;
}

export const verdict = (text: string, reached: boolean): Verdict => ({ text: goal(text, reached), reached });

/**
 * Whether ours is ahead of every library, and of which it is not.
 * @param what the figure, where a table has several
 * @param better whether less or more of it is
 * @returns `null` where there is nobody to compare with, or nothing was measured
 */
export function ahead(
  rows: readonly Figure[],
  better: 'less' | 'more',
  written: (value: number) => string,
  what = '',
): Verdict | null {
  const own = rows.find(({ name }) => name === 'dm-elements');
  const libraries = rows.filter(({ name, value }) => LIBRARIES.includes(name) && !Number.isNaN(value));
  if (!own || libraries.length === 0 || Number.isNaN(own.value)) return null;
  const faster = libraries.filter(({ value }) => (better === 'less' ? value <= own.value : value >= own.value));
  const of = what && ` (${what})`;
  if (faster.length === 0) return { ...verdict(`ahead of every library${of}`, true), ofLibraries: true };
  const names = faster.map(({ name, value }) => `${name} (${written(value)})`).join(', ');
  const text = `**Goal:** ahead of every library${of}: **missed**, behind ${names}.`;
  return { text, reached: false, ofLibraries: true };
}

/**
 * One paragraph each; where one is missed, why.
 * @param lead why a library can be ahead
 */
export function tell(verdicts: readonly (Verdict | null)[], why: string, lead?: string): string[] {
  const told = verdicts.filter((each) => each !== null);
  const missed = told.filter(({ reached }) => !reached);
  return [
    ...told.flatMap(({ text }) => [text, '']),
    ...(missed.length > 0 ? [why, ''] : []),
    ...(lead && missed.some(({ ofLibraries }) => ofLibraries) ? [lead, ''] : []),
  ];
}

/** Each reason stands in the document once. Where it holds again, that is said; that libraries do less, once is enough. */
export function once(lines: readonly string[], reasons: Readonly<Record<string, string>>): string[] {
  const told = new Set<string>();
  return lines.map((line) => {
    if (!Object.values(reasons).includes(line) || !told.has(line)) {
      told.add(line);
      return line;
    }
    return line === reasons['library'] ? '' : 'Why: as above.';
  });
}
