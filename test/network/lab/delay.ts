/** Benchmarks over a distance: the same program again, in a network of its own. Node only. */
import { argv, env, exit, stderr } from 'node:process';
import { runInLab, whyNoLab } from '../../../scripts/testing/lab.mjs';
import type { Place } from '../../../bench/pages.js';
import { LabBrowser } from './browser.js';
import { LAB_VARIABLE, network, WORLD } from './network.js';

/** Milliseconds. */
const LIMIT_MS = 60 * 60_000;

/**
 * Calls `run` where two browsers with public addresses have this distance between them. For that the program is started
 * again, with the same arguments, in namespaces of its own; out here this only waits until it has ended. Ends the program
 * where that cannot be done.
 * @param ms added to each round trip
 * @param loss share of the packets that are lost each way, 0 to 1
 */
export async function withDelay(ms: number, loss: number, run: (place: Place) => Promise<void>): Promise<void> {
  if (env[LAB_VARIABLE] !== 'yes') {
    const reason = whyNoLab();
    if (reason) stderr.write(`There is no distance to be had: ${reason}.\n`);
    const ending = reason ? 2 : await runInLab(['--import', 'tsx', ...argv.slice(1)], LIMIT_MS);
    exit(typeof ending === 'number' ? ending : 1);
  }
  const { alice, bob } = await network();
  try {
    await alice.wire.set({ delay: ms / 2, loss });
    await run({
      host: WORLD,
      // Without a STUN server, two whose addresses are hidden would never find each other.
      launch: (who, kind, origin) => LabBrowser.launch(who, kind, origin, false),
    });
  } finally {
    await Promise.all([alice.wire.stop(), bob.wire.stop()]);
  }
}
