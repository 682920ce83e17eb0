/** Two pages in two browser processes, on a site with what contenders need: our relay, PeerJS's server, a topic server. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PeerServer } from 'peer';
import { launch, type Browser } from 'puppeteer-core';
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

/** A browser with one page. */
export interface Seat {
  /** Ready when the expression is true. */
  open(url: string, ready: string): Promise<void>;
  evaluate(expression: string): Promise<unknown>;
  close(): Promise<void>;
}

/** Where the two sit. */
export interface Place {
  /** Of every server. */
  readonly host: string;
  /** @param origin of the pages, which has to be a secure context */
  launch(who: 'alice' | 'bob', kind: BrowserKind, origin: string): Promise<Seat>;
}

/**
 * @param entry module of the page, which puts its functions on `globalThis.bench`
 * @param place default: both on this machine, over loopback
 */
export async function launchPages<Functions>(
  entry: string,
  kinds: readonly [BrowserKind, BrowserKind],
  place?: Place,
): Promise<Pages<Functions>> {
  const browsers: Browser[] = [];
  const { host, launch: sit } = place ?? { host: 'localhost', launch: (_who, kind) => sitHere(kind, browsers) };
  const cleanups: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  };
  try {
    const topics = await startTopics(host);
    cleanups.push(() => topics.close());
    const peerjs = await startPeerServer(host);
    cleanups.push(() => peerjs.close());
    const hosts = [peerjs.port, topics.port].flatMap((port) => [`http://${host}:${port}`, `ws://${host}:${port}`]);
    const site = await startSite(entry, {
      limits: { ...DEFAULT_LIMITS, requestsPerPair: UNLIMITED, messages: UNLIMITED, flood: UNLIMITED },
      reach: hosts,
      host,
    });
    cleanups.push(() => site.close());
    const calls: Call<Functions>[] = [];
    for (const [self, peer, kind] of [
      ['alice', 'bob', kinds[0]],
      ['bob', 'alice', kinds[1]],
    ] as const) {
      const seat = await sit(self, kind, site.origin);
      cleanups.push(() => seat.close());
      const query = new URLSearchParams({ self, peer, peerjs: String(peerjs.port), topics: String(topics.port) });
      await seat.open(`${site.origin}/?${query.toString()}`, 'globalThis.bench !== undefined');
      calls.push(caller<Functions>(seat));
    }
    const [alice, bob] = calls as [Call<Functions>, Call<Functions>];
    return { alice, bob, browsers, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function sitHere(kind: BrowserKind, browsers: Browser[]): Promise<Seat> {
  const browser = await launch({ ...launchOptions(kind), protocolTimeout: 1_800_000 });
  browsers.push(browser);
  const page = await browser.newPage();
  return {
    open: async (url, ready) => {
      await page.goto(url);
      await page.waitForFunction(ready);
    },
    evaluate: (expression) => page.evaluate(expression),
    close: () => closeBrowser(browser),
  };
}

/** One that does not close is killed, by its own process id. */
async function closeBrowser(browser: Browser): Promise<void> {
  const own = browser.process();
  const killing = setTimeout(() => own?.kill('SIGKILL'), CLOSE_MS);
  await Promise.race([browser.close().catch(() => {}), new Promise((resolve) => own?.once('exit', resolve))]);
  clearTimeout(killing);
}

const caller = <Functions>(seat: Seat): Call<Functions> =>
  (async (name: string, ...args: unknown[]) =>
    seat.evaluate(`globalThis.bench[${JSON.stringify(name)}](...${JSON.stringify(args)})`)) as Call<Functions>;

interface Running {
  readonly port: number;
  close(): void;
}

/** PeerJS's own server, as its package starts it. */
function startPeerServer(host: string): Promise<Running> {
  return new Promise((resolve) => {
    PeerServer({ port: 0, host, path: '/' }, (server) => {
      resolve({ port: (server.address() as AddressInfo).port, close: () => server.close() });
    });
  });
}

/** Passes each message on to whoever has subscribed to its topic. */
async function startTopics(host: string): Promise<Running> {
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
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const close = (): void => {
    for (const socket of sockets.clients) socket.terminate();
    server.close();
  };
  return { port: (server.address() as AddressInfo).port, close };
}
