/**
 * Runs in the namespace of one person and drives their browser there: what puppeteer speaks to Firefox goes over
 * loopback, and each namespace has its own. Asked by `browser.ts`, over Node's own channel between processes.
 */
import { launch, type Browser, type BrowserContext, type Page } from 'puppeteer-core';
import { launchOptions, type BrowserKind } from '../../../scripts/browsers.mjs';

/** Puppeteer's limit for one call of the page; what a test waits for has limits of its own. Milliseconds. */
const CALL_MS = 1_800_000;
/** How long a browser may take to close before it is killed. Milliseconds. */
const CLOSE_MS = 5_000;

export type Order =
  | { readonly order: 'launch'; readonly kind: BrowserKind; readonly secure: string; readonly hide: boolean }
  /** Opens a page in a profile of its own; the last one is closed. Ready when the expression is true. */
  | { readonly order: 'open'; readonly url: string; readonly ready: string }
  | { readonly order: 'evaluate'; readonly expression: string }
  | { readonly order: 'complaints' }
  | { readonly order: 'close' };

export type Answer = { readonly id: number; readonly value: unknown } | { readonly id: number; readonly error: string };

let browser: Browser | null = null;
let context: BrowserContext | null = null;
let page: Page | null = null;
/** What the page has put on its console. */
let complaints: string[] = [];

async function obey(order: Order): Promise<unknown> {
  switch (order.order) {
    case 'launch':
      browser = await launch(options(order));
      return;
    case 'open':
      await open(order.url, order.ready);
      return;
    case 'evaluate':
      return page?.evaluate(order.expression);
    case 'complaints':
      return complaints;
    case 'close':
      await close();
      return;
  }
}

/** Only the origin of the lab, which has no certificate, counts as secure. */
function options({ kind, secure, hide }: Order & { order: 'launch' }): Parameters<typeof launch>[0] {
  const given = launchOptions(kind);
  if (kind === 'firefox') {
    return {
      ...given,
      protocolTimeout: CALL_MS,
      extraPrefsFirefox: {
        ...given.extraPrefsFirefox,
        'media.peerconnection.ice.obfuscate_host_addresses': hide,
        'media.peerconnection.ice.loopback': false,
        'dom.securecontext.allowlist': new URL(secure).hostname,
      },
    };
  }
  const args = given.args?.filter((arg) => !hide || !arg.includes('WebRtcHideLocalIpsWithMdns')) ?? [];
  return {
    ...given,
    pipe: true,
    protocolTimeout: CALL_MS,
    args: [...args, `--unsafely-treat-insecure-origin-as-secure=${secure}`],
  };
}

async function open(url: string, ready: string): Promise<void> {
  await context?.close();
  complaints = [];
  context = (await browser?.createBrowserContext()) ?? null;
  page = (await context?.newPage()) ?? null;
  page?.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page?.on('pageerror', (error) => complaints.push(String(error)));
  await page?.goto(url);
  await page?.waitForFunction(ready);
}

async function close(): Promise<void> {
  const own = browser?.process();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, CLOSE_MS)));
  await Promise.race([browser?.close().catch(() => {}), late]);
  clearTimeout(timer);
  if (own && own.exitCode === null && own.signalCode === null) own.kill('SIGKILL');
}

process.on('message', ({ id, order }: { readonly id: number; readonly order: Order }) => {
  const answer = (said: Answer): void => {
    if (process.connected) process.send?.(said);
  };
  obey(order).then(
    (value) => answer({ id, value }),
    (error: unknown) => answer({ id, error: error instanceof Error ? error.message : String(error) }),
  );
});
// Whoever drives us is gone.
process.on('disconnect', () => void close().finally(() => process.exit()));
