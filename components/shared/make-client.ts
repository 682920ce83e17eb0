/** From what a page says in attributes to a client. Loaded, with the engine, when the first one is needed. */
import { DMClient } from '../../src/client.js';
import { FILE_POLICIES } from '../../src/session/files/types.js';
import { DEFAULT_MAX_FILE_SIZE, type DMClientOptions } from '../../src/session/options.js';
import type { DMClientLike } from '../../src/session/types.js';
import type { IceSourceOptions } from '../../src/signaling/ice.js';
import type { Configuration } from './configure.js';

type FileOptions = Pick<DMClientOptions, 'filePolicy' | 'maxFileSize'>;

/** What attributes say about files: a policy that nobody knows is the default one, and so is a size of nothing. */
export const fileOptions = ({ filePolicy, maxFileSize = 0 }: FileOptions): FileOptions => ({
  filePolicy: FILE_POLICIES.find((each) => each === filePolicy) ?? 'ask',
  maxFileSize: maxFileSize > 0 ? maxFileSize : DEFAULT_MAX_FILE_SIZE,
});

/** A client with the page's way of getting tokens and TURN credentials. */
export function makeClient({ tokenUrl, iceUrl, ...options }: Configuration): DMClientLike {
  const getToken = options.getToken ?? (tokenUrl ? () => fetchToken(tokenUrl) : undefined);
  const getIceServers =
    options.getIceServers ??
    (iceUrl ? iceServersFrom(iceUrl, { self: options.self, ...(getToken && { getToken }) }) : undefined);
  return new DMClient({
    ...options,
    ...fileOptions(options),
    ...(getToken && { getToken }),
    ...(getIceServers && { getIceServers }),
  });
}

/** The relay's `/ice`. Loaded when a connection is made. */
function iceServersFrom(url: string, options: IceSourceOptions): () => Promise<readonly RTCIceServer[]> {
  let source: Promise<() => Promise<readonly RTCIceServer[]>> | undefined;
  return async () => {
    source ??= import('../../src/signaling/ice.js').then(({ iceSource }) => iceSource(url, options));
    return (await source)();
  };
}

/** The site's own address for tokens: it answers a signed-in user with `{ "token": "…" }`. */
async function fetchToken(url: string): Promise<string> {
  const response = await fetch(url, { credentials: 'same-origin', headers: { accept: 'application/json' } });
  const { token } = (await response.json()) as { token?: unknown };
  return typeof token === 'string' ? token : '';
}
