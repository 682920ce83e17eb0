/** Built files on loopback, on a page where two people sit side by side. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';
import type { Page } from 'puppeteer-core';

/** Both on one page. */
const PAGE = `<!doctype html><html lang="en"><head><title>Two people</title><link rel="icon" href="data:,">
<script type="module" src="/main.js"></script></head><body>
<dm-session self="alice" peer="bob" signaling="local:bundle"></dm-session>
<dm-session self="bob" peer="alice" signaling="local:bundle"></dm-session>
</body></html>`;

export interface Served {
  readonly origin: string;
  close(): Promise<void>;
}

/** @param page what the address without a path shows */
export async function serveFolder(folder: string, page = PAGE): Promise<Served> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://page');
    if (pathname === '/') return response.writeHead(200, { 'content-type': 'text/html' }).end(page);
    return void readFile(join(folder, normalize(pathname))).then(
      (code) => response.writeHead(200, { 'content-type': 'text/javascript' }).end(code),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface SessionElement extends HTMLElement {
  readonly session: { readonly state: string; readonly messages: readonly { readonly content: string }[] } | null;
  request(): Promise<void>;
  accept(): Promise<void>;
  send(text: string): Promise<unknown>;
}

/** Both people of the page talk. Resolves with what the first of them has then. */
export async function chat(page: Page, url: string): Promise<readonly string[]> {
  const at = (index: number, state: string): Promise<unknown> =>
    page.waitForFunction(
      (each, wanted) => document.querySelectorAll<SessionElement>('dm-session')[each]?.session?.state === wanted,
      { timeout: 60_000 },
      index,
      state,
    );
  const does = (index: number, method: 'request' | 'accept' | 'send', text = ''): Promise<void> =>
    page.evaluate(
      async (each, name, words) => {
        await document.querySelectorAll<SessionElement>('dm-session')[each]?.[name](words);
      },
      index,
      method,
      text,
    );
  const has = (index: number, count: number): Promise<unknown> =>
    page.waitForFunction(
      (each, wanted) =>
        document.querySelectorAll<SessionElement>('dm-session')[each]?.session?.messages.length === wanted,
      { timeout: 60_000 },
      index,
      count,
    );

  await page.goto(url);
  await Promise.all([at(0, 'idle'), at(1, 'idle')]);
  await does(0, 'request');
  await at(1, 'incoming_request');
  await does(1, 'accept');
  await Promise.all([at(0, 'active'), at(1, 'active')]);
  await does(0, 'send', 'hello');
  await has(1, 1);
  await does(1, 'send', 'hello yourself');
  await has(0, 2);
  return page.evaluate(
    () => document.querySelector<SessionElement>('dm-session')?.session?.messages.map(({ content }) => content) ?? [],
  );
}
