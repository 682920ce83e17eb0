/** TURN credentials that expire, from a relay's `/ice`: kept, and asked for again before they run out. */
import { DMError } from '../errors.js';

export interface IceSourceOptions {
  readonly getToken?: () => Promise<string>;
  /** Told as `?id=` where there is no token. */
  readonly self?: string;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  readonly fetch?: typeof fetch;
}

/** Asked for again when this part of their time is over, so that a connection never begins with ones that are about to end. */
const FRESH_PART = 0.5;

/**
 * For `getIceServers` of a client: each new connection, also each reconnect, gets credentials with at least half of their
 * time left. Rejects `unauthorized`, or `no-route` where the server does not answer.
 */
export function iceSource(url: string, options: IceSourceOptions = {}): () => Promise<readonly RTCIceServer[]> {
  const now = options.now ?? Date.now;
  let known: { readonly servers: readonly RTCIceServer[]; readonly until: number } | null = null;
  let asking: Promise<readonly RTCIceServer[]> | null = null;
  const ask = async (): Promise<readonly RTCIceServer[]> => {
    const asked = now();
    const { iceServers, lifetime } = await load(url, options);
    known = { servers: iceServers, until: asked + lifetime * 1_000 * FRESH_PART };
    return iceServers;
  };
  return () => {
    if (known && now() < known.until) return Promise.resolve(known.servers);
    asking ??= ask().finally(() => (asking = null));
    return asking;
  };
}

async function load(
  url: string,
  { getToken, self, fetch: get = fetch }: IceSourceOptions,
): Promise<{ iceServers: RTCIceServer[]; lifetime: number }> {
  const address = new URL(url, globalThis.location?.href);
  const token = await getToken?.();
  if (token === undefined && self !== undefined) address.searchParams.set('id', self);
  const response = await get(address, {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    credentials: 'omit',
    cache: 'no-store',
    referrerPolicy: 'no-referrer',
  }).catch((cause: unknown) => {
    throw new DMError('no-route', 'the server for TURN credentials does not answer', { cause });
  });
  if (response.status === 401 || response.status === 403) {
    throw new DMError('unauthorized', 'the server gives us no TURN credentials');
  }
  const answer: unknown = response.ok ? await response.json().catch(() => null) : null;
  if (!isAnswer(answer)) throw new DMError('no-route', 'the server for TURN credentials says nothing useful');
  return answer;
}

function isAnswer(value: unknown): value is { iceServers: RTCIceServer[]; lifetime: number } {
  const { iceServers, lifetime } = (value ?? {}) as { iceServers?: unknown; lifetime?: unknown };
  return Array.isArray(iceServers) && typeof lifetime === 'number' && lifetime > 0;
}
