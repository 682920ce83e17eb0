/**
 * `npm run prove:spin`: checks docs/session.pml in every interleaving, and that each mutant is noticed. Needs `spin` and
 * a C compiler (Debian: `apt-get install spin gcc`); without them this says so and ends well.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exit, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';

const MODEL = fileURLToPath(new URL('../docs/session.pml', import.meta.url));
const LIMIT_MS = 120_000;

/** `finds`: a part of what the checker says is wrong; `null` where nothing may be. */
const CHECKS = [
  { name: 'nothing lost, doubled or mixed up, nobody locked out', defines: [], finds: null },
  { name: 'both sides wipe, whenever and however one ends it', defines: ['-DEND'], finds: null },
  {
    name: 'mutant: a side without a link waits for ever',
    defines: ['-DEND', '-DNO_LIMIT'],
    finds: 'invalid end state',
  },
  { name: 'mutant: END goes through the server', defines: ['-DEND', '-DEND_BY_SERVER'], finds: 'gotB>=endA' },
  { name: 'mutant: B forgets the old reconnect key at once', defines: ['-DNO_RETENTION'], finds: 'keyA<=keyB' },
] as const;

const installed = (command: string, flag: string): boolean => spawnSync(command, [flag]).error === undefined;

/** Generates the checker, builds it, runs it over all states. */
function check(defines: readonly string[], folder: string): { error: string | null; states: string } {
  const options = { cwd: folder, timeout: LIMIT_MS, encoding: 'utf8' } as const;
  execFileSync('spin', ['-a', ...defines, MODEL], options);
  execFileSync('gcc', ['-O2', '-w', '-DSAFETY', '-o', 'pan', 'pan.c'], options);
  const output = execFileSync('./pan', ['-m200000'], options);
  const errors = /errors: (\d+)/.exec(output)?.[1];
  if (errors === undefined || /max search depth too small|out of memory/.test(output)) {
    throw new Error(`the check did not finish:\n${output}`);
  }
  const error = errors === '0' ? null : (/^pan:1: (.*)$/m.exec(output)?.[1] ?? 'an error without a name');
  return { error, states: /(\d+) states, stored/.exec(output)?.[1] ?? '?' };
}

function main(): number {
  if (!installed('spin', '-V') || !installed('gcc', '--version')) {
    stdout.write('spin or gcc is not on the PATH: nothing was checked. On Debian: apt-get install spin gcc\n');
    return 0;
  }
  let [passed, failed] = [0, 0];
  for (const { name, defines, finds } of CHECKS) {
    const folder = mkdtempSync(join(tmpdir(), 'dm-elements-spin-'));
    try {
      const { error, states } = check(defines, folder);
      const fine = finds === null ? error === null : error?.includes(finds) === true;
      if (fine) passed++;
      else failed++;
      stdout.write(`${fine ? 'ok  ' : 'FAIL'} ${name}: ${error ?? 'no error'} in ${states} states\n`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  stdout.write(`\n${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

exit(main());
