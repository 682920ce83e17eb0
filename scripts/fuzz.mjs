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
child.once('exit', (code) => exit(code ?? 1));
