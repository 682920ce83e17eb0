/**
 * `npm test`: everything, in order of how soon it can fail.
 *
 *   node   test/unit, test/node, test/adversary in Node (mocha)
 *   web    test/unit, test/components in Chromium and Firefox (Web Test Runner)
 *   pairs  test/browsers: two browser processes that talk to each other (mocha + puppeteer)
 *
 * `npm test -- node web` runs only these stages. What failed is said once more at the end. The last line is
 * `N passed, N failed`, the exit code follows it.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { argv, execPath, exit, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { testFiles } from './testing/files.mjs';
import { readSummary, SUMMARY_VARIABLE } from './testing/summary.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
/** A stage that hangs must not hang the machine that waits for it; a slow machine takes twice the usual time. */
const STAGE_LIMIT_MS = 12 * 60_000;
const MOCHA = 'node_modules/mocha/bin/mocha.js';
const WEB_TEST_RUNNER = 'node_modules/@web/test-runner/dist/bin.js';

const STAGES = [
  { name: 'node', folders: ['test/unit', 'test/node', 'test/adversary'], command: [MOCHA] },
  { name: 'web', folders: ['test/unit', 'test/components', 'test/browsers-wtr'], command: [WEB_TEST_RUNNER] },
  { name: 'pairs', folders: ['test/browsers'], command: [MOCHA, '--config', '.mocharc.pairs.json'] },
];

const chosen = argv.slice(2);
const unknown = chosen.filter((name) => !STAGES.some((stage) => stage.name === name));
if (unknown.length > 0) {
  stdout.write(`unknown stage: ${unknown.join(', ')}; there are ${STAGES.map(({ name }) => name).join(', ')}\n`);
  exit(2);
}

const scratch = mkdtempSync(join(tmpdir(), 'dm-elements-test-'));
const total = nothing();
for (const stage of STAGES) {
  if (chosen.length > 0 && !chosen.includes(stage.name)) continue;
  const summary = await run(stage);
  total.failures.push(...summary.failures);
  for (const key of ['passed', 'failed', 'skipped']) total[key] += summary[key];
}
rmSync(scratch, { recursive: true, force: true });
for (const failure of total.failures) stdout.write(`\nFAILED: ${failure.trimEnd()}\n`);
if (total.skipped > 0) stdout.write(`\n${total.skipped} skipped\n`);
stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
exit(total.failed === 0 ? 0 : 1);

async function run({ name, folders, command }) {
  const files = testFiles(ROOT, folders);
  stdout.write(`\n== ${name}: ${files.length} files ==\n`);
  if (files.length === 0) return nothing();

  const summaryPath = join(scratch, `${name}.json`);
  const started = Date.now();
  const ending = await execute(command, { [SUMMARY_VARIABLE]: summaryPath });
  const seconds = ((Date.now() - started) / 1000).toFixed(1);

  const summary = readSummary(summaryPath) ?? nothing();
  // A runner may fail without a failed test: no summary, a hang, an error outside of all tests.
  if (ending !== 0 && summary.failed === 0) {
    summary.failed = 1;
    summary.failures.push(`${name} ended with ${ending}`);
  }
  stdout.write(`== ${name}: ${summary.passed} passed, ${summary.failed} failed, ${seconds} s ==\n`);
  return summary;
}

/** The counts of no test at all. */
function nothing() {
  return { passed: 0, failed: 0, skipped: 0, failures: [] };
}

/** Resolves with the exit code, or with a word for another ending. */
function execute(command, variables) {
  return new Promise((resolve) => {
    const child = spawn(execPath, command, {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...variables },
    });
    const limit = setTimeout(() => child.kill('SIGTERM'), STAGE_LIMIT_MS);
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => {
      clearTimeout(limit);
      resolve(code ?? `signal ${signal}`);
    });
  });
}
