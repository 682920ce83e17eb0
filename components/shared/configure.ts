/**
 * One client for the page, for elements that stand alone: from `configure({...})`, or from `data-self`,
 * `data-signaling`, `data-token-url`, `data-ice-url` and `data-self-name` on the script tag that loaded this file.
 */
import type { DMClientOptions } from '../../src/session/options.js';
import type { DMClientLike } from '../../src/session/types.js';

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

/** The engine is loaded here, not with the elements. */
export const makeClient = async (options: Configuration): Promise<DMClientLike> =>
  (await import('./make-client.js')).makeClient(options);

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
