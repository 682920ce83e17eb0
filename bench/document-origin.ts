/** When, where and of what the figures were measured. Older files of results say less of it. */
import { table, type Results } from './document-results.js';

interface Origin {
  readonly measuredAt?: string;
  readonly commit?: string | null;
  readonly short?: true;
  readonly machine?: Readonly<Record<string, unknown>>;
  readonly versions?: Readonly<Record<string, string>>;
  readonly browserVersions?: Readonly<Record<string, string>>;
}

const unique = (values: readonly string[]): string[] => [...new Set(values)];
const list = (values: readonly string[]): string => unique(values).join(', ');

/** Under the heading of a chapter. */
export function measured(results: Results, names: RegExp): string[] {
  const origins = chosen(results, names);
  const days = unique(origins.flatMap(({ measuredAt }) => measuredAt?.slice(0, 10) ?? [])).sort();
  if (days.length === 0) return [];
  const commits = list(origins.flatMap(({ commit }) => commit ?? []));
  const short = origins.some((origin) => origin.short) ? ', a short run' : '';
  return ['', `Measured on ${days.join(' and ')}${commits && `, at ${commits}`}${short}.`, ''];
}

export const isShort = (results: Results): boolean => chosen(results, /./).some((origin) => origin.short);

/** Contenders and browsers by their versions; nothing where no file of results has any. */
export function versionsTable(results: Results): string[] {
  const found = new Map<string, Set<string>>();
  for (const { versions = {}, browserVersions = {} } of chosen(results, /./)) {
    for (const [name, version] of Object.entries({ ...versions, ...browserVersions })) {
      found.set(name, (found.get(name) ?? new Set()).add(version));
    }
  }
  if (found.size === 0) return [];
  return table(
    ['', 'version'],
    [...found].map(([name, versions]) => [`\`${name}\``, [...versions].join(' and ')]),
  );
}

/** Says so where not everything was measured on the same machine. */
export function machines(results: Results): string[] {
  const byMachine = new Map<string, string[]>();
  for (const [name, value] of results) {
    const { machine } = value as Origin;
    if (!machine) continue;
    const { cpu, cores, system } = machine;
    const text = `${String(cpu)}, ${String(cores)} cores, ${String(system)}`;
    byMachine.set(text, [...(byMachine.get(text) ?? []), name]);
  }
  if (byMachine.size < 2) return [];
  return [
    'Not everything was measured on the same machine:',
    '',
    ...[...byMachine].map(([machine, names]) => `- ${machine}: ${names.map((name) => `\`${name}\``).join(', ')}`),
    '',
  ];
}

const chosen = (results: Results, names: RegExp): Origin[] =>
  [...results].flatMap(([name, value]) => (names.test(name) ? [value as Origin] : []));
