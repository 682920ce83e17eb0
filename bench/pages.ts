/** Two pages in two browser processes, on a site with what contenders need: our relay, PeerJS's server, a topic server. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PeerServer } from 'peer';
import { launch, type Browser, type Page } from 'puppeteer-core';
import { WebSocketServer, type WebSocket } from 'ws';
import { launchOptions, type BrowserKind } from '../scripts/browsers.mjs';
import { DEFAULT_LIMITS } from '../server/relay/limits.js';
import { startSite } from '../test/helpers/browsers/site.js';

/** Milliseconds. */
const CLOSE_MS = 5_000;
const UNLIMITED = { burst: 1e6, perSecond: 1e6 };

/** One function of a page, called from here. */
export type Call<Functions> = <Name extends keyof Functions & string>(
  name: Name,
  ...args: Functions[Name] extends (...args: infer Args) => unknown ? Args : never
) => Promise<Functions[Name] extends (...args: never[]) => infer Result ? Awaited<Result> : never>;

export interface Pages<Functions> {
  readonly alice: Call<Functions>;
  readonly bob: Call<Functions>;
  readonly browsers: readonly Browser[];
  close(): Promise<void>;
}

/** @param entry module of the page, which puts its functions on `globalThis.bench` */
export async function launchPages<Functions>(
  entry: string,
  kinds: readonly [BrowserKind, BrowserKind],
): Promise<Pages<Functions>> {
  const cleanups: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  };
  try {
    const topics = await startTopics();
    cleanups.push(() => topics.close());
    const peerjs = await startPeerServer();
    cleanups.push(() => peerjs.close());
    const hosts = [peerjs.port, topics.port].flatMap((port) => [`http://localhost:${port}`, `ws://localhost:${port}`]);
    const site = await startSite(entry, {
      limits: { ...DEFAULT_LIMITS, requestsPerPair: UNLIMITED, messages: UNLIMITED, flood: UNLIMITED },
      reach: hosts,
    });
    cleanups.push(() => site.close());
    const browsers: Browser[] = [];
    const calls: Call<Functions>[] = [];
    for (const [self, peer, kind] of [
      ['alice', 'bob', kinds[0]],
      ['bob', 'alice', kinds[1]],
    ] as const) {
      const browser = await launch({ ...launchOptions(kind), protocolTimeout: 1_800_000 });
      cleanups.push(() => closeBrowser(browser));
      browsers.push(browser);
      const page = await browser.newPage();
      const query = new URLSearchParams({ self, peer, peerjs: String(peerjs.port), topics: String(topics.port) });
      await page.goto(`${site.origin}/?${query.toString()}`);
      await page.waitForFunction('globalThis.bench !== undefined');
      calls.push(caller<Functions>(page));
    }
    const [alice, bob] = calls as [Call<Functions>, Call<Functions>];
    return { alice, bob, browsers, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** One that does not close is killed, by its own process id. */
async function closeBrowser(browser: Browser): Promise<void> {
  const own = browser.process();
  const killing = setTimeout(() => own?.kill('SIGKILL'), CLOSE_MS);
  await Promise.race([browser.close().catch(() => {}), new Promise((resolve) => own?.once('exit', resolve))]);
  clearTimeout(killing);
}

const caller = <Functions>(page: Page): Call<Functions> =>
  (async (name: string, ...args: unknown[]) =>
    page.evaluate(`globalThis.bench[${JSON.stringify(name)}](...${JSON.stringify(args)})`)) as Call<Functions>;

interface Running {
  readonly port: number;
  close(): void;
}

/** PeerJS's own server, as its package starts it. */
function startPeerServer(): Promise<Running> {
  return new Promise((resolve) => {
    PeerServer({ port: 0, host: 'localhost', path: '/' }, (server) => {
      resolve({ port: (server.address() as AddressInfo).port, close: () => server.close() });
    });
  });
}

/** Passes each message on to whoever has subscribed to its topic. */
async function startTopics(): Promise<Running> {
  const server = createServer();
  const sockets = new WebSocketServer({ server });
  const subscribers = new Map<string, Set<WebSocket>>();
  sockets.on('connection', (socket) => {
    socket.on('message', (data: Buffer) => {
      const { subscribe, topic, message } = JSON.parse(data.toString()) as Partial<Record<string, string>>;
      if (subscribe) subscribers.set(subscribe, (subscribers.get(subscribe) ?? new Set()).add(socket));
      for (const each of subscribers.get(topic ?? '') ?? []) {
        if (each !== socket && each.readyState === each.OPEN) each.send(JSON.stringify({ topic, message }));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const close = (): void => {
    for (const socket of sockets.clients) socket.terminate();
    server.close();
  };
  return { port: (server.address() as AddressInfo).port, close };
}
