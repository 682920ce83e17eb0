/** Built files on loopback, on a page where two people sit side by side. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';
import type { Page } from 'puppeteer-core';
import { talk, Talker } from '../recipes/talk.js';

/** Both on one page. */
export const PEOPLE = `<script type="module" src="/main.js"></script>
<dm-session self="alice" peer="bob" signaling="local:bundle"></dm-session>
<dm-session self="bob" peer="alice" signaling="local:bundle"></dm-session>`;
const PAGE = `<!doctype html><html lang="en"><head><title>Two people</title><link rel="icon" href="data:,"></head>
<body>${PEOPLE}</body></html>`;

export interface Served {
  readonly origin: string;
  close(): Promise<void>;
}

/**
 * @param page what the address without a path shows
 * @param headers of every answer
 * @param answers what code of the page asks for, by its path; the query says who asks
 */
export async function serveFolder(
  folder: string,
  page = PAGE,
  headers: Readonly<Record<string, string>> = {},
  answers: Readonly<Record<string, (query: URLSearchParams) => Promise<string>>> = {},
): Promise<Served> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://page');
    const answer = answers[pathname];
    if (answer) return void answer(searchParams).then((text) => response.writeHead(200, headers).end(text));
    if (pathname === '/') return response.writeHead(200, { ...headers, 'content-type': 'text/html' }).end(page);
    return void readFile(join(folder, normalize(pathname))).then(
      (code) => response.writeHead(200, { ...headers, 'content-type': 'text/javascript' }).end(code),
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

/** Both people of the page talk. */
export async function chat(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await talk(new Talker(page, 'dm-session[self="alice"]'), new Talker(page, 'dm-session[self="bob"]'));
}
