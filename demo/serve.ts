/**
 * `npm start`: the demo and an introducing server on one port.
 *
 *   npm start                                   http://localhost:5173, or a free port if that one is taken
 *   PORT=8000 npm start                         that port or nothing
 *   npm start -- --host 0.0.0.0 --cert cert.pem --key key.pem
 *                                               for other machines: browsers give WebCrypto and WebRTC to https only
 */
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createServer as createViteServer } from 'vite';
import { anonymousAuthenticator, createRelay } from '../server/index.js';

const USUAL_PORT = 5173;

export interface DemoServer {
  /** Where a person opens it, for example `http://localhost:5173/`. */
  readonly url: string;
  close(): Promise<void>;
}

export interface DemoOptions {
  /** 0: any free port. */
  readonly port: number;
  readonly host?: string;
  /** PEM texts. Both or none. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

export async function serveDemo({ port, host = 'localhost', tls }: DemoOptions): Promise<DemoServer> {
  // Vite wants the server for its own WebSocket, and the server wants Vite for its requests.
  let handle: Parameters<typeof createHttpServer>[1] = (_request, response) => response.writeHead(503).end();
  const server = tls
    ? createHttpsServer(tls, (request, response) => handle?.(request, response))
    : createHttpServer((request, response) => handle?.(request, response));
  const vite = await createViteServer({
    configFile: fileURLToPath(new URL('../vite.config.ts', import.meta.url)),
    appType: 'mpa',
    logLevel: 'warn',
    server: { middlewareMode: true, ws: { server }, ...(host !== 'localhost' && { allowedHosts: true }) },
  });
  handle = vite.middlewares;
  const relay = createRelay({ authenticate: anonymousAuthenticator, path: '/signal' });
  await relay.attach(server);
  const actual = await listen(server, port, host);
  return {
    url: `${tls ? 'https' : 'http'}://${host === '0.0.0.0' ? 'localhost' : host}:${actual}/`,
    async close() {
      await Promise.all([relay.close(), vite.close()]);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { host: { type: 'string', default: 'localhost' }, cert: { type: 'string' }, key: { type: 'string' } },
  });
  const { host, cert, key } = values;
  if (Boolean(cert) !== Boolean(key)) throw new TypeError('--cert and --key belong together');
  const tls = cert && key ? { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') } : null;
  const options = { host, ...(tls && { tls }) };
  const demo = env['PORT']
    ? await serveDemo({ ...options, port: Number(env['PORT']) })
    : await serveDemo({ ...options, port: USUAL_PORT }).catch((error: unknown) => {
        if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
        return serveDemo({ ...options, port: 0 });
      });
  process.stdout.write(`\n  dm-elements demo: ${demo.url}\n\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void demo.close().then(() => process.exit(0)));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
}
