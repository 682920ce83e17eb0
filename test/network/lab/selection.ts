/** What `scripts/network.mjs` was told to run. */
import { env } from 'node:process';
import { BROWSER_KINDS, type BrowserKind } from '../../../scripts/browsers.mjs';

/** A few minutes for each change, instead of all for a release. */
export const isShort = env['DM_NETWORK_SHORT'] === 'yes';

const chosen = (who: 'ALICE' | 'BOB'): readonly BrowserKind[] =>
  BROWSER_KINDS.filter((kind) => [kind, undefined, ''].includes(env[`DM_NETWORK_${who}`]));

/** Alice's browser, then Bob's. */
export const BROWSER_PAIRS: readonly (readonly [BrowserKind, BrowserKind])[] = isShort
  ? [['chromium', 'firefox']]
  : chosen('ALICE').flatMap((alice) => chosen('BOB').map((bob) => [alice, bob] as const));
