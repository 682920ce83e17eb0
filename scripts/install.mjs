/**
 * Makes a bare clone ready: `npm start` and `npm test` call it first. Node built-ins only.
 *
 *   node scripts/install.mjs              npm packages, if they are missing or differ from package-lock.json
 *   node scripts/install.mjs --browsers   the browsers and servers of the tests as well
 *   node scripts/install.mjs --webkit     the third engine, and a display for it
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { argv, exit, getuid, platform, versions } from 'node:process';
import { fileURLToPath } from 'node:url';
import { BROWSER_KINDS, findBrowser, isExecutable, onPath } from './browsers.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const NEEDED_NODE = [20, 19];
const PACKAGE_OF = { chromium: 'chromium', firefox: 'firefox-esr' };
/** Command to Debian packages. The last four are what the network lab is made of. */
const TOOLS = {
  'redis-server': ['redis-server'],
  turnserver: ['coturn'],
  nginx: ['nginx-light'],
  cc: ['gcc', 'libc6-dev'],
  ip: ['iproute2'],
  nft: ['nftables'],
  tshark: ['tshark'],
};
const WEBKIT_TOOLS = { WebKitWebDriver: ['webkit2gtk-driver'], Xvfb: ['xvfb'] };
const INSTALL_HINT = {
  darwin: 'Install Google Chrome (https://www.google.com/chrome) and Firefox (https://www.mozilla.org/firefox).',
  win32: 'Install Firefox (https://www.mozilla.org/firefox); Microsoft Edge or Google Chrome serves as Chromium.',
  linux:
    'Debian: "apt-get install chromium firefox-esr" as root. Ubuntu: "snap install chromium firefox". ' +
    'Fedora: "dnf install chromium firefox". Arch: "pacman -S chromium firefox".',
};

checkNode();
installPackages();
if (argv.includes('--browsers')) {
  installBrowsers();
  installTools(TOOLS);
}
if (argv.includes('--webkit')) {
  installTools(WEBKIT_TOOLS);
  if (canUseApt() && missingTools(WEBKIT_TOOLS).length > 0) fail('WebKitGTK could not be installed.');
}

function checkNode() {
  const [major = 0, minor = 0] = versions.node.split('.').map(Number);
  const [neededMajor, neededMinor] = NEEDED_NODE;
  if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) return;
  fail(`Node ${NEEDED_NODE.join('.')} or newer is needed; this is ${versions.node}. Get it from https://nodejs.org.`);
}

function installPackages() {
  const reason = whyStale();
  if (!reason) return;
  say(`Installing npm packages (${reason}).`);
  // npm is a .cmd file on Windows, which only a shell can start.
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: platform === 'win32',
  });
  if (status !== 0) fail('"npm ci" failed; its own message stands above.');
}

/** Why `node_modules` is not what package-lock.json says, or `null`. npm keeps its own lock inside `node_modules`. */
function whyStale() {
  const installedLock = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(installedLock)) return 'none are there yet';
  const wanted = readPackages(join(ROOT, 'package-lock.json'));
  const installed = readPackages(installedLock);
  for (const [path, { version, optional, peer, link }] of Object.entries(wanted)) {
    if (path === '' || link) continue;
    const found = installed[path];
    if (!found && (optional || peer)) continue;
    if (found?.version !== version) return `${path.replace(/^.*node_modules\//, '')} should be ${version}`;
  }
  return null;
}

function readPackages(path) {
  return JSON.parse(readFileSync(path, 'utf8')).packages ?? {};
}

/** Real servers and tools for the tests, on Debian; elsewhere each test says what it goes without. */
function installTools(tools) {
  const missing = missingTools(tools);
  if (missing.length > 0 && canUseApt()) apt(missing);
}

/** Debian packages of the commands that are not there. */
function missingTools(tools) {
  return Object.entries(tools)
    .filter(([command]) => !onPath(command).some(isExecutable))
    .flatMap(([, packages]) => packages);
}

function installBrowsers() {
  let missing = BROWSER_KINDS.filter((kind) => !findBrowser(kind));
  if (missing.length > 0 && canUseApt()) {
    apt(missing.map((kind) => PACKAGE_OF[kind]));
    missing = BROWSER_KINDS.filter((kind) => !findBrowser(kind));
  }
  if (missing.length > 0) {
    fail(
      `The tests run in real browsers; not found: ${missing.join(', ')}.\n` +
        `${INSTALL_HINT[platform] ?? INSTALL_HINT.linux}\n` +
        'If they are installed elsewhere, set CHROME_PATH and FIREFOX_PATH to the executables.',
    );
  }
}

/** Ubuntu's `chromium` package only points to a snap, so apt is used on Debian alone. */
function canUseApt() {
  if (platform !== 'linux' || getuid?.() !== 0 || !onPath('apt-get').some(isExecutable)) return false;
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  return /^ID="?debian"?$/m.test(release);
}

function apt(packages) {
  say(`Installing ${packages.join(' and ')} with apt-get.`);
  const options = {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  spawnSync('apt-get', ['update', '-q'], options);
  spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], options);
}

function say(text) {
  process.stdout.write(`${text}\n`);
}

function fail(text) {
  process.stderr.write(`\n${text}\n`);
  exit(1);
}
