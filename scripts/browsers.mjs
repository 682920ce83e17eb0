/**
 * Finds the installed browsers and says how to start them for tests, screenshots and benchmarks. Node built-ins only,
 * because the set-up script runs before anything is installed.
 *
 * `CHROME_PATH` and `FIREFOX_PATH` name an executable and win over the search.
 */
import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { env, getuid, platform } from 'node:process';

/** @typedef {'chromium' | 'firefox'} BrowserKind */

/** @type {readonly BrowserKind[]} */
export const BROWSER_KINDS = ['chromium', 'firefox'];

const OVERRIDES = { chromium: 'CHROME_PATH', firefox: 'FIREFOX_PATH' };

/** Names on the PATH, best first. Any Chromium will do: they share the engine that is tested. */
const COMMANDS = {
  chromium: [
    'chromium',
    'google-chrome-stable',
    'google-chrome',
    'chromium-browser',
    'microsoft-edge-stable',
    'microsoft-edge',
  ],
  firefox: ['firefox-esr', 'firefox'],
};

const MAC_APPS = {
  chromium: [
    'Google Chrome.app/Contents/MacOS/Google Chrome',
    'Chromium.app/Contents/MacOS/Chromium',
    'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  firefox: ['Firefox.app/Contents/MacOS/firefox'],
};

const WINDOWS_PROGRAMS = {
  chromium: ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'],
  firefox: ['Mozilla Firefox/firefox.exe'],
};

/**
 * The path of an installed browser, or `null`.
 * @param {BrowserKind} kind
 * @returns {string | null}
 */
export function findBrowser(kind) {
  const override = env[OVERRIDES[kind]];
  if (override) return isExecutable(override) ? override : null;
  return candidates(kind).find(isExecutable) ?? null;
}

function candidates(kind) {
  if (platform === 'darwin') {
    const folders = ['/Applications', join(homedir(), 'Applications')];
    return folders.flatMap((folder) => MAC_APPS[kind].map((app) => join(folder, app)));
  }
  if (platform === 'win32') {
    const folders = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter(Boolean);
    return folders.flatMap((folder) => WINDOWS_PROGRAMS[kind].map((program) => join(folder, program)));
  }
  return COMMANDS[kind].flatMap((command) => onPath(command));
}

/** Every place on the PATH where a command of this name could be. */
export function onPath(command) {
  return (env.PATH ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, command));
}

export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Options for puppeteer-core's `launch()`. Throws when the browser is not installed.
 *
 * Addresses on this machine stay visible to WebRTC (no mDNS names): a container often has no multicast, and two
 * browsers on one machine have to meet over loopback. Nothing is fetched in the background.
 * @param {BrowserKind} kind
 */
export function launchOptions(kind) {
  const executablePath = findBrowser(kind);
  if (!executablePath) throw new Error(`no ${kind} found; run "node scripts/install.mjs --browsers"`);
  if (kind === 'firefox') {
    return {
      browser: 'firefox',
      executablePath,
      headless: true,
      extraPrefsFirefox: {
        'media.peerconnection.ice.obfuscate_host_addresses': false,
        'media.peerconnection.ice.loopback': true,
        'network.captive-portal-service.enabled': false,
        'network.connectivity-service.enabled': false,
      },
    };
  }
  // Chromium's sandbox cannot start for root, and as root it is a container that does the confining.
  const root = platform === 'linux' && getuid?.() === 0 ? ['--no-sandbox'] : [];
  return {
    browser: 'chrome',
    executablePath,
    headless: true,
    args: [
      ...root,
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-features=WebRtcHideLocalIpsWithMdns',
    ],
  };
}
