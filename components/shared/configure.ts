/**
 * One client for the page, for elements that stand alone: from `configure({...})`, or from `data-self`,
 * `data-signaling`, `data-token-url`, `data-ice-url` and `data-self-name` on the script tag that loaded this file.
 */
import { FILE_POLICIES } from '../../src/session/files/types.js';
import type { DMClientOptions } from '../../src/session/options.js';
import type { DMClientLike } from '../../src/session/types.js';
import type { IceSourceOptions } from '../../src/signaling/ice.js';

export type Configuration = Pick<DMClientOptions, 'self' | 'signaling'> &
  Partial<DMClientOptions> & { readonly tokenUrl?: string; readonly iceUrl?: string };

let configuration: Configuration | null = fromScript();
let client: Promise<DMClientLike> | null = null;
const waiting = new Set<() => void>();

/** Sets up the page's own client. To be called before or after the elements appear; a second call replaces the first. */
export function configure(options: Configuration): void {
  configuration = options;
  void client?.then((old) => old.destroy());
  client = null;
  for (const notify of [...waiting]) notify();
}

/** The page's client, or `null` as long as nobody has configured one. */
export function pageClient(): Promise<DMClientLike> | null {
  if (!configuration) return null;
  client ??= makeClient(configuration);
  return client;
}

/** Calls back whenever `configure` is called. Returns the unsubscribe. */
export function onConfigure(notify: () => void): () => void {
  waiting.add(notify);
  return () => waiting.delete(notify);
}

/** Without what is empty: an attribute that is not there is no option. */
export function given<Options extends object>(
  options: Options,
): { [Name in keyof Options]?: NonNullable<Options[Name]> } {
  const named = Object.entries(options).filter(([, value]) => value !== null && value !== '');
  return Object.fromEntries(named) as ReturnType<typeof given<Options>>;
}

/** What attributes say about files; a policy that nobody knows is the default one. */
export const fileOptions = ({
  filePolicy,
  maxFileSize,
}: Pick<Required<DMClientOptions>, 'filePolicy' | 'maxFileSize'>): Partial<DMClientOptions> => ({
  filePolicy: FILE_POLICIES.find((each) => each === filePolicy) ?? 'ask',
  ...(maxFileSize > 0 && { maxFileSize }),
});

/** A client with the page's way of getting tokens and TURN credentials. The engine is loaded here, not with the elements. */
export async function makeClient({ tokenUrl, iceUrl, ...options }: Configuration): Promise<DMClientLike> {
  const { DMClient } = await import('../../src/client.js');
  const getToken = options.getToken ?? (tokenUrl ? () => fetchToken(tokenUrl) : undefined);
  const getIceServers =
    options.getIceServers ??
    (iceUrl ? iceServersFrom(iceUrl, { self: options.self, ...(getToken && { getToken }) }) : undefined);
  return new DMClient({ ...options, ...(getToken && { getToken }), ...(getIceServers && { getIceServers }) });
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

function fromScript(): Configuration | null {
  if (typeof document === 'undefined') return null;
  // Only a classic script knows its own tag; a module finds it by its address.
  const own = document.currentScript ?? [...document.scripts].find(({ src }) => src !== '' && src === import.meta.url);
  if (!(own instanceof HTMLElement)) return null;
  const { self, signaling, tokenUrl, iceUrl, selfName } = own.dataset;
  if (!self || !signaling) return null;
  return {
    self,
    signaling,
    ...(tokenUrl && { tokenUrl }),
    ...(iceUrl && { iceUrl }),
    ...(selfName && { selfName }),
  };
}
