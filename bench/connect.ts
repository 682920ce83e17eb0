/**
 * From accept to a working line, on loopback between two browser processes: ours (`active`: both sides have confirmed
 * the keys) against simple-peer alone (`connect`: a channel is open), and until the other side has said that a first line
 * has arrived. Both in the same pages over the same relay, in turn, so that what else the machine does hits both. Medians.
 *
 *   npm run bench:connect
 *   npm run bench:connect -- --rounds 30 --alice firefox --bob chromium
 */
import { parseArgs } from 'node:util';
import { DEFAULT_LIMITS } from '../server/relay/limits.js';
import { PersonBrowser, type PersonTab } from '../test/helpers/browsers/person.js';
import { startSite, type Site } from '../test/helpers/browsers/site.js';
import type { BenchPage } from './connect-page.js';
import { kindOf } from './kinds.js';
import { spread, writeResults } from './report.js';
import { browserVersions } from './versions.js';

/** The first of each loads code and warms up. */
const WARM_UP = 2;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    alice: { type: 'string', default: 'chromium' },
    bob: { type: 'string', default: 'chromium' },
  },
});

const kinds = [kindOf(values.alice), kindOf(values.bob)] as const;
const UNLIMITED = { burst: 1e6, perSecond: 1e6 };
const site = await startSite('bench/connect-page.ts', {
  limits: { ...DEFAULT_LIMITS, requestsPerPair: UNLIMITED, messages: UNLIMITED, flood: UNLIMITED },
});
const browsers: PersonBrowser[] = [];
try {
  for (const kind of kinds) browsers.push(await PersonBrowser.launch(kind));
  await measure(site, browsers, Number(values.rounds));
} finally {
  await Promise.all([...browsers.map((browser) => browser.close()), site.close()]);
}

async function measure(on: Site, [forAlice, forBob]: readonly PersonBrowser[], rounds: number): Promise<void> {
  if (!forAlice || !forBob) throw new Error('two browsers are needed');
  const alice = await (await forAlice.profile()).open(on, 'alice', 'bob');
  const bob = await (await forBob.profile()).open(on, 'bob', 'alice');
  await Promise.all([run(alice, 'bareReady'), run(bob, 'bareReady')]);

  const times: Record<'simplePeer' | 'simplePeerDelivered' | 'link' | 'active' | 'delivered', number[]> = {
    simplePeer: [],
    simplePeerDelivered: [],
    link: [],
    active: [],
    delivered: [],
  };
  for (let round = -WARM_UP; round < rounds; round++) {
    const bare = await run(bob, 'bareConnect');
    await Promise.all([run(alice, 'bareClose'), run(bob, 'bareClose')]);

    await alice.do('ask');
    await bob.do('reaches', 'incoming_request');
    const ours = await run(bob, 'ourConnect');
    await alice.do('reaches', 'active');
    await alice.do('end');
    await bob.do('reaches', 'ended');

    if (round < 0) continue;
    times.simplePeer.push(bare.open);
    times.simplePeerDelivered.push(bare.delivered);
    times.link.push(ours.link);
    times.active.push(ours.active);
    times.delivered.push(ours.delivered);
  }

  const milliseconds = {
    simplePeer: spread(times.simplePeer),
    simplePeerDelivered: spread(times.simplePeerDelivered),
    link: spread(times.link),
    active: spread(times.active),
    delivered: spread(times.delivered),
  };
  const { simplePeer, simplePeerDelivered, link, active, delivered } = milliseconds;
  const lines = [
    `${kinds.join(' and ')}, ${rounds} rounds, medians in milliseconds`,
    `simple-peer alone, connect      ${simplePeer.median.toFixed(1)}`,
    `ours, link open                 ${link.median.toFixed(1)}`,
    `ours, active                    ${active.median.toFixed(1)}`,
    `ours / simple-peer alone        ${(active.median / simplePeer.median).toFixed(2)}`,
    `simple-peer alone, first line   ${simplePeerDelivered.median.toFixed(1)}`,
    `ours, first line                ${delivered.median.toFixed(1)}`,
    `ours / simple-peer alone        ${(delivered.median / simplePeerDelivered.median).toFixed(2)}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  await writeResults(
    'connect',
    { kinds, rounds, milliseconds },
    await browserVersions(
      kinds,
      [alice, bob].map(({ page }) => page.browser()),
    ),
  );
}

async function run<Name extends keyof BenchPage>(
  tab: PersonTab,
  name: Name,
): Promise<Awaited<ReturnType<BenchPage[Name]>>> {
  return (await tab.page.evaluate(`globalThis.bench.${name}()`)) as Awaited<ReturnType<BenchPage[Name]>>;
}
