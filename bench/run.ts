/**
 * Every benchmark, one after the other, then the document.
 *
 *   npm run bench               several hours on two cores
 *   npm run bench -- --short    about half an hour: fewer rounds, smaller files; the document says so
 */
import { spawn } from 'node:child_process';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { whyNoLab } from '../scripts/testing/lab.mjs';
import { removeShortResults, SHORT_VARIABLE } from './report.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MIXED = [
  ['--alice', 'chromium', '--bob', 'firefox'],
  ['--alice', 'firefox', '--bob', 'chromium'],
];
/** Slower, so with smaller files. Needs the network lab. */
const FAR = [
  ['--delay', '20'],
  ['--delay', '100'],
  ['--loss', '1'],
].map((way) => [...way, '--mib', '64']);

interface Part {
  readonly name: string;
  /** Arguments of its runs. */
  readonly whole: readonly (readonly string[])[];
  readonly short: readonly (readonly string[])[];
}

const noLab = whyNoLab();
if (noLab) process.stdout.write(`Files over a distance are left out: ${noLab}.\n`);

const PARTS: readonly Part[] = [
  { name: 'size', whole: [[]], short: [[]] },
  { name: 'secure', whole: [[]], short: [['--rounds', '15']] },
  { name: 'connect', whole: [['--rounds', '30']], short: [['--rounds', '8']] },
  { name: 'messages', whole: [['--rounds', '5']], short: [['--rounds', '1']] },
  { name: 'ui', whole: [[]], short: [['--seconds', '4', '--loads', '2']] },
  {
    name: 'growth',
    whole: [[]],
    short: [['--messages', '10000', '--people', '1000', '--rounds', '1']],
  },
  {
    name: 'relay',
    whole: [[]],
    short: [['--idle', '2000', '--storm', '500', '--rounds', '3']],
  },
  {
    name: 'files',
    whole: [['--mib', '16'], ['--mib', '256'], ['--mib', '2048', '--rounds', '1'], ...MIXED, ...(noLab ? [] : FAR)],
    short: [['--mib', '64', '--rounds', '1']],
  },
  {
    name: 'file-memory',
    whole: [
      ['--mib', '16'],
      ['--mib', '256'],
      ['--mib', '2048'],
    ],
    short: [['--mib', '256']],
  },
];

const { values } = parseArgs({ options: { short: { type: 'boolean', default: false } } });
const failed: string[] = [];
if (!values.short) await removeShortResults();
for (const part of PARTS) {
  for (const args of values.short ? part.short : part.whole) {
    process.stdout.write(`\n== ${part.name} ${args.join(' ')} ==\n`);
    if ((await run(part.name, args)) !== 0) failed.push(part.name);
  }
}
if ((await run('document', [])) !== 0) failed.push('document');
process.stdout.write(failed.length > 0 ? `\nfailed: ${failed.join(', ')}\n` : '\nevery part has run\n');
process.exit(failed.length > 0 ? 1 : 0);

function run(name: string, args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, ['--import', 'tsx', `bench/${name}.ts`, ...args], {
    cwd: ROOT,
    stdio: 'inherit',
    ...(values.short && { env: { ...env, [SHORT_VARIABLE]: 'yes' } }),
  });
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}
