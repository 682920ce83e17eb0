/**
 * `npm run test:webkit`: elements, wire format and secure channel in a third engine, WebKitGTK, which is Safari's
 * engine without WebRTC. Its driver needs a display, so it gets one of its own that nobody sees.
 *
 *   npm run test:webkit
 *   npm run test:webkit -- --files test/components/dm-message.test.ts
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { argv, env, execPath, exit, stdout } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isExecutable, onPath } from './browsers.mjs';
import { readSummary, SUMMARY_VARIABLE } from './testing/summary.mjs';
import { BROWSER_VARIABLE, DRIVER_VARIABLE } from './testing/wtr-webkit.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const START_LIMIT_MS = 30_000;

const programs = findPrograms();
if (!programs) {
  stdout.write(
    'WebKitGTK is not tested here: it needs WebKitWebDriver, its MiniBrowser and Xvfb. ' +
      'Debian and Ubuntu: "apt-get install webkit2gtk-driver xvfb". Fedora: "dnf install webkit2gtk4.1 xorg-x11-server-Xvfb".\n',
  );
  exit(0);
}

/** @type {import('node:child_process').ChildProcess[]} */
const helpers = [];
const scratch = mkdtempSync(join(tmpdir(), 'dm-elements-webkit-'));
try {
  const display = await startDisplay(programs.xvfb);
  const driver = await startDriver(programs.driver, display);
  const tests = spawn(
    execPath,
    ['node_modules/@web/test-runner/dist/bin.js', '--config', 'web-test-runner.webkit.config.mjs', ...argv.slice(2)],
    {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...env,
        [DRIVER_VARIABLE]: driver,
        [BROWSER_VARIABLE]: programs.browser,
        [SUMMARY_VARIABLE]: join(scratch, 'summary.json'),
      },
    },
  );
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => tests.kill());
  const [code] = await once(tests, 'exit');
  process.exitCode = (code ?? 1) || verdict(readSummary(join(scratch, 'summary.json')));
} finally {
  rmSync(scratch, { recursive: true, force: true });
  for (const helper of helpers.reverse()) helper.kill();
}

/** What the runner's own code does not tell: a line on the console, and that nothing has run at all. */
function verdict(summary) {
  for (const failure of summary?.failures ?? []) stdout.write(`\nFAILED: ${failure.trimEnd()}\n`);
  if (!summary?.passed) stdout.write('\nFAILED: no test has run\n');
  return summary?.passed && summary.failed === 0 ? 0 : 1;
}

function findPrograms() {
  const [driver, xvfb] = ['WebKitWebDriver', 'Xvfb'].map((command) => onPath(command).find(isExecutable));
  const browser = libraries()
    .map((folder) => join(folder, 'webkit2gtk-4.1', 'MiniBrowser'))
    .find(isExecutable);
  return driver && xvfb && browser ? { driver, xvfb, browser } : null;
}

/** Where distributions keep programs that are not on the PATH: Debian by architecture. */
function libraries() {
  const byArchitecture = existsSync('/usr/lib')
    ? readdirSync('/usr/lib')
        .filter((name) => name.endsWith('-linux-gnu'))
        .map((name) => join('/usr/lib', name))
    : [];
  return [...byArchitecture, '/usr/libexec', '/usr/lib64', '/usr/lib'];
}

/** Xvfb picks a free display and writes its number to the file descriptor that it is given. */
async function startDisplay(xvfb) {
  const server = spawn(xvfb, ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  helpers.push(server);
  const [number] = await once(server.stdio[3], 'data', { signal: AbortSignal.timeout(START_LIMIT_MS) });
  return `:${String(number).trim()}`;
}

async function startDriver(command, display) {
  const port = await freePort();
  const driver = spawn(command, [`--port=${port}`], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...env, DISPLAY: display, NO_AT_BRIDGE: '1', LIBGL_ALWAYS_SOFTWARE: '1' },
  });
  helpers.push(driver);
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + START_LIMIT_MS;
  while (
    !(await fetch(`${url}/status`).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    if (Date.now() > deadline || driver.exitCode !== null) throw new Error('WebKitWebDriver does not start');
    await delay(50);
  }
  return url;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
