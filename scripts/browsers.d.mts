import type { LaunchOptions } from 'puppeteer-core';

export type BrowserKind = 'chromium' | 'firefox';
export const BROWSER_KINDS: readonly BrowserKind[];
/** The path of an installed browser, or `null`. `CHROME_PATH` and `FIREFOX_PATH` win over the search. */
export function findBrowser(kind: BrowserKind): string | null;
/** Every place on the PATH where a command of this name could be. */
export function onPath(command: string): string[];
export function isExecutable(path: string): boolean;
/** Options for puppeteer-core's `launch()`. Throws when the browser is not installed. */
export function launchOptions(kind: BrowserKind): LaunchOptions;
