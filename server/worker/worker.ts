/**
 * The relay as a Cloudflare Worker, configured by its environment alone. For hooks of your own (`authorize`, a log of
 * your own) write a worker around `DMMailbox` as this one does.
 */
import { routePartykitRequest } from 'partyserver';
import { anonymousAuthenticator, tokenAuthenticator } from '../relay/tokens.js';
import { iceAnswer } from '../relay/turn.js';
import type { RelayLogEntry, RelayOptions } from '../relay/relay.js';
import { DMMailbox } from './mailbox.js';

export interface WorkerEnv {
  readonly Mailbox: DurableObjectNamespace<Mailbox>;
  /** One of these three says who may come in. HS256 secret of at least 32 bytes. */
  readonly DM_JWT_SECRET?: string;
  /** Where the site publishes its keys. */
  readonly DM_JWKS?: string;
  /** `1`: anybody, under any id. For a try-out. */
  readonly DM_ANONYMOUS?: string;
  readonly DM_ISSUER?: string;
  readonly DM_AUDIENCE?: string;
  /** Pages that may connect, `https://host`, separated by spaces. Default: any. */
  readonly DM_ORIGINS?: string;
  /** TURN addresses separated by spaces, and coturn's static-auth-secret, for `GET /ice`. */
  readonly DM_TURN_URLS?: string;
  readonly DM_TURN_SECRET?: string;
}

export class Mailbox extends DMMailbox<WorkerEnv> {
  #check = authenticator(this.env);

  protected override authenticate(
    hello: Parameters<RelayOptions['authenticate']>[0],
  ): ReturnType<RelayOptions['authenticate']> {
    return this.#check(hello);
  }

  protected override mailboxes(): DurableObjectNamespace<Mailbox> {
    return this.env.Mailbox;
  }

  protected override log(entry: RelayLogEntry): void {
    // What a Worker logs with: it has no standard output of its own.
    console.log(JSON.stringify(entry));
  }
}

export default {
  async fetch(request: Request, env: WorkerEnv): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === '/healthz') return new Response('ok\n');
    if (!originAllowed(request, env)) return new Response('forbidden\n', { status: 403 });
    if (pathname === '/ice') return ice(request, env);
    if (request.headers.get('upgrade')?.toLowerCase() !== 'websocket') return notFound();
    return (await routePartykitRequest(bare(request), env)) ?? notFound();
  },
} satisfies ExportedHandler<WorkerEnv>;

const notFound = (): Response => new Response('not found\n', { status: 404 });

/** PartyServer takes ids, names and properties from an address and its headers: from outside it gets none of them. */
function bare(request: Request): Request {
  const url = new URL(request.url);
  url.search = '';
  const headers = new Headers({ upgrade: 'websocket' });
  for (const name of ['sec-websocket-key', 'sec-websocket-version', 'cf-connecting-ip']) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  return new Request(url, { headers });
}

function originAllowed(request: Request, { DM_ORIGINS }: WorkerEnv): boolean {
  const allowed = words(DM_ORIGINS);
  return allowed.length === 0 || allowed.includes(request.headers.get('origin') ?? '');
}

async function ice(request: Request, env: WorkerEnv): Promise<Response> {
  const { DM_TURN_SECRET: secret, DM_TURN_URLS } = env;
  if (!secret || !DM_TURN_URLS) return notFound();
  const headers = {
    'access-control-allow-origin': request.headers.get('origin') ?? '*',
    'access-control-allow-headers': 'authorization',
    'cache-control': 'no-store',
    vary: 'origin',
  };
  if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers });
  const [, token] = /^Bearer (\S{1,8192})$/.exec(request.headers.get('authorization') ?? '') ?? [];
  const id = new URL(request.url).searchParams.get('id') ?? '';
  const identity = await authenticator(env)({ id, ...(token !== undefined && { token }) });
  if (!identity?.id || identity.id.length > 128) return new Response('unauthorized\n', { status: 401, headers });
  return Response.json(await iceAnswer({ urls: words(DM_TURN_URLS), secret }, identity.id, Date.now()), { headers });
}

function authenticator(env: WorkerEnv): RelayOptions['authenticate'] {
  if (env.DM_ANONYMOUS === '1') return anonymousAuthenticator;
  const { DM_JWT_SECRET: secret, DM_JWKS: jwks, DM_ISSUER: issuer, DM_AUDIENCE: audience } = env;
  return tokenAuthenticator({
    ...(secret !== undefined && { secret }),
    ...(jwks !== undefined && { jwks }),
    ...(issuer !== undefined && { issuer }),
    ...(audience !== undefined && { audience }),
  });
}

const words = (text = ''): string[] => text.split(/\s+/).filter(Boolean);
