/** What was measured: the contenders' packages, the browsers, and the state of this repository. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser } from 'puppeteer-core';
import type { BrowserKind } from '../scripts/browsers.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PACKAGES = ['simple-peer', 'peerjs', 'peer', '@trystero-p2p/core', 'deep-chat'] as const;

/** By name; only those that are installed. */
export async function packageVersions(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of PACKAGES) {
    const text = await readFile(`${ROOT}node_modules/${name}/package.json`, 'utf8').catch(() => null);
    if (text !== null) found[name] = (JSON.parse(text) as { readonly version: string }).version;
  }
  return found;
}

/** `null` where there is no repository, as in an unpacked archive. */
export const commit = (): Promise<string | null> =>
  promisify(execFile)('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT }).then(
    ({ stdout }) => stdout.trim(),
    () => null,
  );

/** By kind. Those of the network lab cannot be asked, and are not there. */
export async function browserVersions(
  kinds: readonly BrowserKind[],
  browsers: readonly Browser[],
): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [index, browser] of browsers.entries()) {
    // "HeadlessChrome/156.0.1", "firefox/153.0"
    found[kinds[index] ?? 'browser'] = (await browser.version()).replace(/^.*\//, '');
  }
  return found;
}
