/** A site on loopback with a strict policy: the page of a person, and a relay beside it. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import type { RelayLogEntry } from '../../../server/relay/relay.js';
import { createRelay, type RelayServer, type RelayServerOptions } from '../../../server/node/relay-server.js';
import { anonymousAuthenticator } from '../../../server/relay/tokens.js';
import { bundle, type Bundle } from './bundle.js';

const page = (script: string): string => `<!doctype html><html lang="en"><head><title>Person</title>
<script type="module" src="/${script}.js"></script></head><body></body></html>`;

export interface Site {
  /** `http://localhost:<port>` */
  readonly origin: string;
  /** The relay beside it, as a `signaling` value. */
  readonly relay: string;
  /** Everything the relay has logged so far. */
  readonly log: readonly RelayLogEntry[];
  /** The relay dies: nobody is told, and nobody gets in. */
  stopRelay(): Promise<void>;
  /** Another one takes its place, and knows nobody. */
  startRelay(): Promise<void>;
  close(): Promise<void>;
}

export interface SiteOptions extends Partial<RelayServerOptions> {
  /** Other servers that the page may connect to. */
  readonly reach?: readonly string[];
  /** Where it listens. Default `localhost`: anything else is no secure context to a browser, unless it is told so. */
  readonly host?: string;
}

/**
 * @param entry module of the page, relative to the root of the project
 */
export async function startSite(
  entry = 'test/helpers/browsers/page.ts',
  { reach = [], host = 'localhost', ...options }: SiteOptions = {},
): Promise<Site> {
  const files = await bundle(entry);
  const log: RelayLogEntry[] = [];
  const makeRelay = (): RelayServer =>
    createRelay({ authenticate: anonymousAuthenticator, path: '/relay', log: (each) => log.push(each), ...options });
  let relay = makeRelay();
  const html = page(basename(entry, '.ts'));
  const server = createServer((request, response) => {
    const content = { files, html, reach: [`ws://${host}:${portOf(server)}`, ...reach] };
    void relay.handle(request, response).then((isDone) => isDone || answer(content, request.url ?? '/', response));
  });
  await relay.attach(server);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return {
    origin: `http://${host}:${portOf(server)}`,
    relay: `ws://${host}:${portOf(server)}/relay`,
    log,
    stopRelay: async () => {
      server.removeAllListeners('upgrade');
      await relay.close();
    },
    startRelay: async () => {
      relay = makeRelay();
      await relay.attach(server);
    },
    close: async () => {
      await relay.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Content {
  readonly files: Bundle;
  readonly html: string;
  readonly reach: readonly string[];
}

function answer({ files, html, reach }: Content, url: string, response: ServerResponse): void {
  const { pathname } = new URL(url, 'http://site');
  const code = files.get(pathname.slice(1));
  if (code) {
    response.writeHead(200, { 'content-type': 'text/javascript' }).end(code);
  } else if (pathname === '/') {
    const policy = [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      // Firefox asks for an icon by itself.
      "img-src 'self'",
      [`connect-src 'self'`, ...reach].join(' '),
    ];
    response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': policy.join('; ') }).end(html);
  } else {
    // Browsers ask for an icon by themselves; a missing one would be a message on the console.
    response.writeHead(204).end();
  }
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;
