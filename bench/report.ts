/** What every benchmark says besides its numbers. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { arch, cpus, platform, release, totalmem } from 'node:os';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { commit, packageVersions } from './versions.js';

export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5);
}

/** Between the two neighbours, by distance. */
export function quantile(numbers: readonly number[], q: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  if (low === undefined || high === undefined) throw new RangeError('expected at least one number');
  return low + (high - low) * (at - Math.floor(at));
}

/** Median, and how far the middle half of the rounds spreads around it. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly rounds: number;
}

export const spread = (numbers: readonly number[]): Spread => ({
  median: median(numbers),
  low: quantile(numbers, 0.25),
  high: quantile(numbers, 0.75),
  rounds: numbers.length,
});

export const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGB: Math.round(totalmem() / 1e9),
  system: `${platform()} ${release()} ${arch()}`,
  node: process.version,
} as const;

const FOLDER = fileURLToPath(new URL('./results/', import.meta.url));

/** What was measured last, or nothing. */
export async function readResults(name: string): Promise<Record<string, unknown>> {
  const text = await readFile(`${FOLDER}${name}.json`, 'utf8').catch(() => '{}');
  return JSON.parse(text) as Record<string, unknown>;
}

/** Set by `run.ts` for its parts: what they measure is fewer rounds and smaller files than the figures that count. */
export const SHORT_VARIABLE = 'DM_BENCH_SHORT';

/**
 * Writes `bench/results/<name>.json`.
 * @param browsers their versions by kind, where some took part
 */
export async function writeResults(
  name: string,
  results: object,
  browsers: Readonly<Record<string, string>> = {},
): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const report = {
    measuredAt: new Date().toISOString(),
    commit: await commit(),
    ...(env[SHORT_VARIABLE] === 'yes' && { short: true }),
    machine,
    versions: await packageVersions(),
    browserVersions: browsers,
    ...results,
  };
  await writeFile(`${FOLDER}${name}.json`, `${JSON.stringify(report, null, 2)}\n`);
}

/** What a short run has left would stand beside the whole figures. */
export async function removeShortResults(): Promise<void> {
  for (const file of await readdir(FOLDER).catch(() => [])) {
    if (!file.endsWith('.json')) continue;
    const { short } = await readResults(file.replace('.json', ''));
    if (short === true) await rm(`${FOLDER}${file}`);
  }
}
