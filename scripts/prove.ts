/**
 * `npm run prove`: runs docs/protocol.pv through ProVerif, in every variant and with every mutant, and checks each
 * answer against what the protocol claims. A claim that is lost, and a mutant that is not noticed, both count as failed.
 *
 * ProVerif (https://proverif.inria.fr, 2.04 or later) has to be on the PATH; without it this says so and ends well.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, exit, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';

const MODEL = fileURLToPath(new URL('../docs/protocol.pv', import.meta.url));
const LIMIT_MS = 180_000;

/** The queries of the model, in its order. */
const QUERIES = [
  'secrecy of A’s message',
  'secrecy of B’s message',
  'A agrees with B',
  'B agrees with A',
  'secrecy of A’s addresses',
  'A can finish',
  'B can finish',
] as const;

/** Expected answers. A string of one letter per query: t true, f false, - either (not what this variant is about). */
interface Variant {
  readonly name: string;
  readonly flags: readonly string[];
  readonly expect: string;
}

const REACHABLE = 'ff';

const VARIANTS: readonly Variant[] = [
  // The addresses: A seals its offer to whoever answered, before anything is compared. See docs/threat-model.md.
  { name: 'words compared', flags: ['SAS'], expect: `ttttf${REACHABLE}` },
  { name: 'words compared, ECDH broken later', flags: ['SAS', 'LEAK_DH', 'SECRECY_ONLY'], expect: 'tt' },
  { name: 'words compared, ML-KEM broken later', flags: ['SAS', 'LEAK_KEM', 'SECRECY_ONLY'], expect: 'tt' },
  { name: 'words compared, both broken later', flags: ['SAS', 'LEAK_DH', 'LEAK_KEM', 'SECRECY_ONLY'], expect: 'ff' },
  { name: 'words compared, chain key known later', flags: ['SAS', 'LEAK_CHAIN', 'SECRECY_ONLY'], expect: 'tt' },
  { name: 'invite', flags: ['PSK'], expect: `ttttt${REACHABLE}` },
  // Whoever answered in B's place and learns the secret later opens the offer it was sent.
  { name: 'invite, known later', flags: ['PSK', 'LEAK_PSK'], expect: `tt--f${REACHABLE}` },
  { name: 'invite, ECDH broken later', flags: ['PSK', 'LEAK_DH'], expect: `tt--t${REACHABLE}` },
  { name: 'invite, ML-KEM broken later', flags: ['PSK', 'LEAK_KEM'], expect: `tt--t${REACHABLE}` },
  {
    name: 'certificates bound by the confirmation alone',
    flags: ['PSK', 'CLEAR_SIGNALS'],
    expect: `tttt-${REACHABLE}`,
  },
];

/** What must not go unnoticed: each breaks at least the queries marked f. */
const MUTANTS: readonly Variant[] = [
  { name: 'nothing compared, no invite', flags: [], expect: `fffff${REACHABLE}` },
  { name: 'no commitment', flags: ['SAS', 'NO_COMMITMENT', 'SECRECY_ONLY'], expect: 'ff' },
  { name: 'ciphertext after the reveal', flags: ['SAS', 'CT_AFTER_REVEAL', 'SECRECY_ONLY'], expect: 'ff' },
  { name: 'invite secret not in the keys', flags: ['PSK', 'NO_PSK_IN_KEYS'], expect: `fffff--` },
  { name: 'one key for both directions', flags: ['PSK', 'ONE_KEY'], expect: `--f----` },
  { name: 'no transcript in keys and confirmation', flags: ['SAS', 'NO_TRANSCRIPT'], expect: `--ff---` },
  { name: 'certificates not bound', flags: ['PSK', 'CLEAR_SIGNALS', 'NO_CERTIFICATES'], expect: `--ff---` },
  { name: 'old chain key kept', flags: ['SAS', 'LEAK_CHAIN', 'KEEPS_OLD_CHAIN', 'SECRECY_ONLY'], expect: 'ff' },
];

/** Keeps the lines of the blocks that the flags choose. */
function variantOf(model: string, flags: readonly string[]): string {
  const keep: boolean[] = [];
  const lines: string[] = [];
  for (const line of model.split('\n')) {
    const [, word, flag = ''] = /^@(if|else|end)\b ?(\w*)$/.exec(line) ?? [];
    if (word === 'if') keep.push(flags.includes(flag));
    else if (word === 'else') keep.push(!keep.pop());
    else if (word === 'end') keep.pop();
    else if (keep.every(Boolean)) lines.push(line);
  }
  if (keep.length > 0) throw new Error('docs/protocol.pv: a block does not end');
  return lines.join('\n');
}

function proverif(file: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('proverif', [file], { timeout: LIMIT_MS, maxBuffer: 64 * 1024 * 1024 }, (error, output) => {
      if (error && output === '') reject(new Error('proverif did not run', { cause: error }));
      else resolve(output);
    });
  });
}

/** One letter per query: t, f, or ? for "cannot be proved". */
const answersOf = (output: string): string =>
  [...output.matchAll(/^RESULT (?!\().*? (is true|is false|cannot be proved)/gm)]
    .map(([, answer]) => (answer === 'is true' ? 't' : answer === 'is false' ? 'f' : '?'))
    .join('');

const matches = (answers: string, expected: string): boolean =>
  answers.length === expected.length &&
  [...expected].every((letter, index) => letter === '-' || letter === answers[index]);

async function main(): Promise<number> {
  const installed = await proverif('--help').then(
    () => true,
    () => false,
  );
  if (!installed) {
    stdout.write('proverif is not on the PATH: nothing was proved. Get it from https://proverif.inria.fr\n');
    return 0;
  }
  const model = await readFile(MODEL, 'utf8');
  const folder = await mkdtemp(join(tmpdir(), 'dm-elements-prove-'));
  let [passed, failed] = [0, 0];
  try {
    for (const [kind, list] of [
      ['claim', VARIANTS],
      ['must fail', MUTANTS],
    ] as const) {
      for (const { name, flags, expect } of list.filter((each) => each.name.includes(argv[2] ?? ''))) {
        const file = join(folder, 'variant.pv');
        await writeFile(file, variantOf(model, flags));
        const started = Date.now();
        const answers = answersOf(await proverif(file));
        const fine = matches(answers, expect);
        if (fine) passed++;
        else failed++;
        const seconds = ((Date.now() - started) / 1000).toFixed(1);
        stdout.write(
          `${fine ? 'ok  ' : 'FAIL'} ${kind.padEnd(9)} ${name.padEnd(46)} ${answers} ${seconds.padStart(6)} s\n`,
        );
        if (!fine) stdout.write(`     expected ${expect}: ${QUERIES.join(' · ')}\n`);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  stdout.write(`\n${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

exit(await main());
