/**
 * Runs a program of this project in namespaces of its own (networks, mounts, processes). When the first process in there
 * ends, in whatever way, the kernel removes the rest: no network, process or mount of it is ever left behind.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execPath, getuid, platform } from 'node:process';
import { fileURLToPath } from 'node:url';
import { isExecutable, onPath } from '../browsers.mjs';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** Command to Debian package. */
const TOOLS = {
  cc: 'gcc and libc6-dev',
  ip: 'iproute2',
  mount: 'mount',
  nft: 'nftables',
  setpriv: 'util-linux',
  tshark: 'tshark',
  turnserver: 'coturn',
  unshare: 'util-linux',
};
/** Who makes the namespaces dies with us, and takes along what runs in there. */
const WITH_US = ['--pdeathsig', 'KILL', 'unshare'];
const NAMESPACES = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];

/**
 * Why it cannot run here, or `null`.
 * @returns {string | null}
 */
export function whyNoLab() {
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

/**
 * Runs Node in there, with `DM_NETWORK_LAB=yes`; resolves with its exit code, or with a word for another ending.
 * @param {readonly string[]} args of Node
 * @param {number} limit milliseconds after which it is killed
 * @param {Readonly<Record<string, string>>} [variables] of its environment
 * @returns {Promise<number | string>}
 */
export function runInLab(args, limit, variables = {}) {
  // Names of namespaces live in a file system that nobody else sees, and that goes away with them.
  mkdirSync('/run/netns', { recursive: true });
  const enter = 'mount -t tmpfs dm-elements /run/netns && exec "$@"';
  const scratch = mkdtempSync(join(tmpdir(), 'dm-elements-network-'));
  return new Promise((resolve) => {
    const child = spawn('setpriv', [...WITH_US, ...NAMESPACES, 'sh', '-c', enter, 'sh', execPath, ...args], {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, DM_NETWORK_LAB: 'yes', TMPDIR: scratch, ...variables },
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), limit);
    const end = (ending) => {
      clearTimeout(timer);
      rmSync(scratch, { recursive: true, force: true });
      resolve(ending);
    };
    child.once('error', (error) => end(error.message));
    child.once('exit', (code, signal) => end(code ?? `signal ${signal}`));
  });
}
