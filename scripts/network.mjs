/**
 * `npm run test:network`: chats between real browsers, over networks that are bad in every way that can be made here.
 *
 *   npm run test:network                       everything
 *   npm run test:network -- --short            a few minutes of it
 *   npm run test:network -- --grep symmetric   tests with this in their name
 *   npm run test:network -- --alice firefox    one of the two kinds of browsers for her; the same with --bob
 *
 * Needs root on Linux, and nftables, iproute2, coturn, tshark and a C compiler. All of it runs in namespaces of its own
 * (networks, mounts, processes): when the first process in there ends, in whatever way, the kernel removes the rest.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execPath, exit, getuid, platform, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isExecutable, onPath } from './browsers.mjs';
import { readSummary, SUMMARY_VARIABLE } from './testing/summary.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
/** Command to Debian package. */
const TOOLS = {
  cc: 'gcc and libc6-dev',
  ip: 'iproute2',
  mount: 'mount',
  nft: 'nftables',
  tshark: 'tshark',
  turnserver: 'coturn',
  unshare: 'util-linux',
};
/** A run that hangs must not hang the machine that waits for it. */
const LIMIT_MS = { short: 10 * 60_000, long: 45 * 60_000 };
const NAMESPACES = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
const MOCHA = ['node_modules/mocha/bin/mocha.js', '--config', 'test/network/mocha.json'];

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    grep: { type: 'string' },
    alice: { type: 'string', default: '' },
    bob: { type: 'string', default: '' },
  },
});
const reason = whyNot();
if (reason) {
  stdout.write(`The network lab is skipped: ${reason}.\n\n0 passed, 0 failed\n`);
} else {
  const { passed, failed } = await run();
  stdout.write(`\n${passed} passed, ${failed} failed\n`);
  exit(failed === 0 ? 0 : 1);
}

/** Why it cannot run here, or `null`. */
function whyNot() {
  if (platform !== 'linux') return 'it is made of Linux namespaces';
  if (getuid?.() !== 0) return 'only root may make networks';
  const missing = Object.keys(TOOLS).filter((command) => !onPath(command).some(isExecutable));
  if (missing.length > 0) {
    const packages = missing.map((command) => `${command} (Debian: ${TOOLS[command]})`);
    return `not found: ${packages.join(', ')}; as root on Debian, "node scripts/install.mjs --browsers" installs them`;
  }
  const { status, stderr } = spawnSync('unshare', [...NAMESPACES, 'test', '-c', '/dev/net/tun'], { encoding: 'utf8' });
  return status === 0 ? null : `this kernel or container gives no namespaces or no TUN devices: ${stderr.trim()}`;
}

async function run() {
  // Names of namespaces live in a file system that nobody else sees, and that goes away with them.
  mkdirSync('/run/netns', { recursive: true });
  const enter = 'mount -t tmpfs dm-elements /run/netns && exec "$@"';
  const scratch = mkdtempSync(join(tmpdir(), 'dm-elements-network-'));
  const summaryPath = join(scratch, 'summary.json');
  const arguments_ = [...NAMESPACES, 'sh', '-c', enter, 'sh', execPath, ...MOCHA];
  if (values.grep !== undefined) arguments_.push('--grep', values.grep);
  const ending = await execute('unshare', arguments_, {
    [SUMMARY_VARIABLE]: summaryPath,
    DM_NETWORK_LAB: 'yes',
    DM_NETWORK_SHORT: values.short ? 'yes' : 'no',
    DM_NETWORK_ALICE: values.alice,
    DM_NETWORK_BOB: values.bob,
    TMPDIR: scratch,
  });
  const summary = readSummary(summaryPath) ?? { passed: 0, failed: 0 };
  rmSync(scratch, { recursive: true, force: true });
  if (ending !== 0 && summary.failed === 0) {
    stdout.write(`the lab ended with ${ending}\n`);
    return { ...summary, failed: 1 };
  }
  return summary;
}

/** Resolves with the exit code, or with a word for another ending. */
function execute(command, arguments_, variables) {
  return new Promise((resolve) => {
    const child = spawn(command, arguments_, {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...variables },
    });
    const limit = setTimeout(() => child.kill('SIGKILL'), values.short ? LIMIT_MS.short : LIMIT_MS.long);
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => {
      clearTimeout(limit);
      resolve(code ?? `signal ${signal}`);
    });
  });
}
