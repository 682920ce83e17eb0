/**
 * `npm run test:network`: chats between real browsers, over networks that are bad in every way that can be made here.
 *
 *   npm run test:network                       everything
 *   npm run test:network -- --short            a few minutes of it
 *   npm run test:network -- --grep symmetric   tests with this in their name
 *   npm run test:network -- --alice firefox    one of the two kinds of browsers for her; the same with --bob
 *
 * Needs root on Linux, and nftables, iproute2, coturn, tshark and a C compiler; elsewhere it says why it does nothing.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exit, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { runInLab, whyNoLab } from './testing/lab.mjs';
import { readSummary, SUMMARY_VARIABLE } from './testing/summary.mjs';

/** A run that hangs must not hang the machine that waits for it. */
const LIMIT_MS = { short: 10 * 60_000, long: 45 * 60_000 };
const MOCHA = ['node_modules/mocha/bin/mocha.js', '--config', 'test/network/mocha.json'];

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    grep: { type: 'string' },
    alice: { type: 'string', default: '' },
    bob: { type: 'string', default: '' },
  },
});
const reason = whyNoLab();
if (reason) {
  stdout.write(`The network lab is skipped: ${reason}.\n\n0 passed, 0 failed\n`);
} else {
  const { passed, failed } = await run();
  stdout.write(`\n${passed} passed, ${failed} failed\n`);
  exit(failed === 0 ? 0 : 1);
}

async function run() {
  const folder = mkdtempSync(join(tmpdir(), 'dm-elements-summary-'));
  const summaryPath = join(folder, 'summary.json');
  const args = [...MOCHA, ...(values.grep === undefined ? [] : ['--grep', values.grep])];
  const ending = await runInLab(args, values.short ? LIMIT_MS.short : LIMIT_MS.long, {
    [SUMMARY_VARIABLE]: summaryPath,
    DM_NETWORK_SHORT: values.short ? 'yes' : 'no',
    DM_NETWORK_ALICE: values.alice,
    DM_NETWORK_BOB: values.bob,
  });
  const summary = readSummary(summaryPath) ?? { passed: 0, failed: 0 };
  rmSync(folder, { recursive: true, force: true });
  if (ending !== 0 && summary.failed === 0) {
    stdout.write(`the lab ended with ${ending}\n`);
    return { ...summary, failed: 1 };
  }
  return summary;
}
