/** What the relay answers over plain HTTP: `/healthz`, `/metrics`, and `/ice` where it knows a TURN server. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Relay, RelayOptions } from '../relay/relay.js';
import { metrics } from './metrics.js';
import { iceAnswer, type TurnOptions } from '../relay/turn.js';

export interface HttpOptions {
  readonly authenticate: RelayOptions['authenticate'];
  readonly origins?: readonly string[];
  readonly turn?: TurnOptions;
  readonly now?: () => number;
}

/** Answers a request of ours and resolves with `true`; leaves every other alone. */
export async function answerHttp(
  relay: Relay,
  options: HttpOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const { pathname } = new URL(request.url ?? '/', 'http://relay');
  if (pathname === '/healthz') say(response, 200, 'ok\n');
  else if (pathname === '/metrics') say(response, 200, metrics(relay));
  else if (pathname === '/ice' && options.turn) await answerIce(options, options.turn, request, response);
  else return false;
  return true;
}

/** `GET /ice` with `Authorization: Bearer <token>` (or `?id=` where the relay takes anonymous ids). */
async function answerIce(
  options: HttpOptions,
  turn: TurnOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { origin, authorization = '' } = request.headers;
  if (origin && options.origins && !options.origins.includes(origin)) return say(response, 403, 'forbidden\n');
  if (origin) {
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('access-control-allow-headers', 'authorization');
    response.setHeader('vary', 'origin');
  }
  if (request.method === 'OPTIONS') return say(response, 204, '');
  if (request.method !== 'GET') return say(response, 405, 'method not allowed\n');
  const { searchParams } = new URL(request.url ?? '/', 'http://relay');
  const [, token] = /^Bearer (\S{1,8192})$/.exec(authorization) ?? [];
  const hello = { id: searchParams.get('id') ?? '', ...(token !== undefined && { token }) };
  const identity = await Promise.resolve(options.authenticate(hello)).catch(() => null);
  if (!identity?.id || identity.id.length > 128) return say(response, 401, 'unauthorized\n');
  const answer = await iceAnswer(turn, identity.id, (options.now ?? Date.now)());
  response.setHeader('cache-control', 'no-store');
  say(response, 200, JSON.stringify(answer), 'application/json');
}

function say(response: ServerResponse, status: number, body: string, type = 'text/plain; charset=utf-8'): void {
  response.writeHead(status, { 'content-type': type });
  response.end(body);
}
