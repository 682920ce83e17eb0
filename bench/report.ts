/** What every benchmark says besides its numbers. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { arch, cpus, platform, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

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

/** Writes `bench/results/<name>.json`. */
export async function writeResults(name: string, results: object): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const report = { measuredAt: new Date().toISOString(), machine, ...results };
  await writeFile(`${FOLDER}${name}.json`, `${JSON.stringify(report, null, 2)}\n`);
}
