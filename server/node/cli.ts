#!/usr/bin/env node
/** `npx dm-relay`: the introducing server from a command line. */
import { parseArgs } from 'node:util';
import type { Backplane } from '../relay/backplane.js';
import { createRelay } from './relay-server.js';
import { anonymousAuthenticator, tokenAuthenticator } from '../relay/tokens.js';

const HELP = `dm-relay: introduces two browsers to each other; sees who asks whom, never what they say.

  --port N           default 8787
  --host ADDRESS     default 127.0.0.1 (this machine only); 0.0.0.0 for all
  --path PATH        of the WebSocket, default /
  --origin URL       a page that may connect; may be given several times; default: any
  --trust-proxy      count addresses by X-Forwarded-For
  --redis URL        joins several of these (npm install redis)
  --turn URL         a TURN server, for GET /ice; may be given several times
  --turn-secret-env NAME  coturn's static-auth-secret, in this environment variable

Who may come in (one of these is needed):
  --jwt-secret-env NAME   tokens signed (HS256) with the secret in this environment variable
  --jwks URL              tokens signed with a key published there
  --issuer, --audience    what the tokens must name
  --anonymous             anybody, under any id: for a try-out

Logs are JSON lines on standard output. /healthz and /metrics answer on the same port.
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '8787' },
      host: { type: 'string', default: '127.0.0.1' },
      path: { type: 'string', default: '/' },
      origin: { type: 'string', multiple: true },
      'trust-proxy': { type: 'boolean', default: false },
      redis: { type: 'string' },
      turn: { type: 'string', multiple: true },
      'turn-secret-env': { type: 'string' },
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
  const { origin, issuer, audience, jwks, redis, turn } = values;
  const secret = secretIn(values['jwt-secret-env']);
  const turnSecret = secretIn(values['turn-secret-env']);
  if ((turn === undefined) !== (turnSecret === undefined))
    throw new TypeError('--turn and --turn-secret-env go together');
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
    ...(turn && turnSecret !== undefined && { turn: { urls: turn, secret: turnSecret } }),
    ...(redis && { backplane: await redisBackplane(redis) }),
    log,
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

function log(entry: object): void {
  process.stdout.write(JSON.stringify({ time: new Date().toISOString(), ...entry }) + '\n');
}

function secretIn(name: string | undefined): string | undefined {
  const secret = name === undefined ? undefined : process.env[name];
  if (name !== undefined && secret === undefined) throw new TypeError(`${name} is not set`);
  return secret;
}

async function redisBackplane(url: string): Promise<Backplane> {
  const { RedisBackplane } = await import('../cluster/redis.js').catch((cause: unknown) => {
    throw new TypeError('--redis needs the package "redis": npm install redis', { cause });
  });
  return new RedisBackplane({ url, onError: ({ name }) => log({ event: 'redis', error: name }) });
}

function fail(error: unknown): never {
  process.stderr.write(`dm-relay: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(2);
}

main().catch(fail);
