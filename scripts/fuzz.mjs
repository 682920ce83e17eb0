/**
 * `npm run fuzz`: every decoder, the secure channel and two whole sessions, with random input. Under a minute by default.
 *
 *   npm run fuzz -- --minutes 120      shares two hours among the properties
 *   npm run fuzz -- --seed 42          the numbers of an earlier run, which a failure prints
 *   npm run fuzz -- --only session     one of: channel, config, decoders, session
 */
import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { env, execPath, exit } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const LIMIT_MS = 10 * 60_000;

const { values } = parseArgs({
  options: { minutes: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string', default: '*' } },
});
const child = spawn(
  execPath,
  ['node_modules/mocha/bin/mocha.js', '--config', '.mocharc.fuzz.json', '--spec', `test/fuzz/${values.only}.test.ts`],
  {
    cwd: dirname(dirname(fileURLToPath(import.meta.url))),
    stdio: 'inherit',
    env: {
      ...env,
      ...(values.minutes && { FUZZ_MINUTES: values.minutes }),
      ...(values.seed && { FUZZ_SEED: values.seed }),
    },
  },
);
// What hangs in one turn hangs the runner, too, which then cannot say so.
const limit = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS + 1.5 * 60_000 * Number(values.minutes ?? 0));
child.once('exit', (code, signal) => {
  clearTimeout(limit);
  if (signal) process.stdout.write(`\nfuzz: ended by ${signal}: something hangs\n`);
  exit(code ?? 1);
});
