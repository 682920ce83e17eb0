#!/usr/bin/env node
/** `npx dm-relay`: the introducing server from a command line. */
import { parseArgs } from 'node:util';
import { createRelay } from './relay-server.js';
import { anonymousAuthenticator, tokenAuthenticator } from './tokens.js';

const HELP = `dm-relay: introduces two browsers to each other; sees who asks whom, never what they say.

  --port N           default 8787
  --host ADDRESS     default 127.0.0.1 (this machine only); 0.0.0.0 for all
  --path PATH        of the WebSocket, default /
  --origin URL       a page that may connect; may be given several times; default: any
  --trust-proxy      count addresses by X-Forwarded-For

Who may come in (one of these is needed):
  --jwt-secret-env NAME   tokens signed (HS256) with the secret in this environment variable
  --jwks URL              tokens signed with a key published there
  --issuer, --audience    what the tokens must name
  --anonymous             anybody, under any id: for a try-out

Logs are JSON lines on standard output. /healthz and /metrics answer on the same port.
`;

function main(): void {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '8787' },
      host: { type: 'string', default: '127.0.0.1' },
      path: { type: 'string', default: '/' },
      origin: { type: 'string', multiple: true },
      'trust-proxy': { type: 'boolean', default: false },
      'jwt-secret-env': { type: 'string' },
      jwks: { type: 'string' },
      issuer: { type: 'string' },
      audience: { type: 'string' },
      anonymous: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new TypeError('--port: expected 0 to 65535');
  const { origin, issuer, audience, jwks } = values;
  const secretName = values['jwt-secret-env'];
  const secret = secretName === undefined ? undefined : process.env[secretName];
  if (secretName !== undefined && secret === undefined) throw new TypeError(`${secretName} is not set`);
  if (!values.anonymous && secret === undefined && jwks === undefined) {
    throw new TypeError('say who may come in: --jwt-secret-env, --jwks, or --anonymous for a try-out (--help)');
  }
  const server = createRelay({
    authenticate: values.anonymous
      ? anonymousAuthenticator
      : tokenAuthenticator({
          ...(secret !== undefined && { secret }),
          ...(jwks && { jwks }),
          ...(issuer && { issuer }),
          ...(audience && { audience }),
        }),
    path: values.path,
    trustProxy: values['trust-proxy'],
    ...(origin && { origins: origin }),
    log: (entry) => process.stdout.write(JSON.stringify({ time: new Date().toISOString(), ...entry }) + '\n'),
  });
  server
    .listen(port, values.host)
    .then(
      (actual) => process.stdout.write(JSON.stringify({ event: 'listening', host: values.host, port: actual }) + '\n'),
      fail,
    );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void server.close().then(() => process.exit(0)));
  }
}

function fail(error: unknown): never {
  process.stderr.write(`dm-relay: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(2);
}

try {
  main();
} catch (error) {
  fail(error);
}
