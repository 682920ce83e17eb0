/** When a page should look after its connections: it is seen again, it came back, the machine is online again. */
import type { WakeCause } from './lifeline.js';

/** Calls back at each such moment; nothing happens where there is no page. Returns the unsubscribe. */
export function onWake(handler: (cause: WakeCause) => void): () => void {
  const { document } = globalThis as { readonly document?: Document };
  const network = (): void => handler('network');
  const page = (): void => {
    if (document?.visibilityState === 'visible') handler('page');
  };
  globalThis.addEventListener?.('online', network);
  globalThis.addEventListener?.('pageshow', page);
  document?.addEventListener('visibilitychange', page);
  return () => {
    globalThis.removeEventListener?.('online', network);
    globalThis.removeEventListener?.('pageshow', page);
    document?.removeEventListener('visibilitychange', page);
  };
}
