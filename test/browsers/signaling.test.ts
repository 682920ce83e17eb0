/** Two browsers, introduced by each kind of server that there is. */
import { expect } from 'chai';
import { BROWSER_KINDS } from '../../scripts/browsers.mjs';
import { hasDotnet, HubBuild, type TestHub } from '../helpers/aspnet.js';
import { RedisBackplane } from '../../server/cluster/redis.js';
import { freePort, hasRedis, TestRedis } from '../helpers/redis.js';
import { launchPair, type BrowserPair, type Meeting } from '../helpers/browsers/pair.js';
import { startSite } from '../helpers/browsers/site.js';
import { PersonBrowser } from '../helpers/browsers/person.js';
import { startRelay } from '../helpers/relay.js';
import { TestWorker } from '../helpers/workerd.js';

/** Ask, accept, one message each way, end. */
async function chat({ alice, bob }: Pick<Meeting, 'alice' | 'bob'>): Promise<void> {
  await alice.do('ask');
  await bob.do('reaches', 'incoming_request');
  await bob.do('accept');
  await Promise.all([alice.do('reaches', 'active'), bob.do('reaches', 'active')]);
  await Promise.all([alice.do('send', ['from alice']), bob.do('send', ['from bob'])]);
  expect(await bob.do('received', 1)).to.deep.equal(['from alice']);
  expect(await alice.do('received', 1)).to.deep.equal(['from bob']);
  await alice.do('end');
  await bob.do('reaches', 'ended');
}

describe('two browsers', () => {
  const cleanups: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });
  const meet = async (pair: BrowserPair, alice: string, bob = alice): Promise<Meeting> => {
    const meeting = await pair.meet({ alice: { signaling: alice }, bob: { signaling: bob } });
    cleanups.push(() => meeting.close());
    return meeting;
  };

  for (const kind of BROWSER_KINDS) {
    it(`meet as two tabs of one ${kind}, without a server`, async () => {
      const site = await startSite();
      cleanups.push(() => site.close());
      const browser = await PersonBrowser.launch(kind);
      cleanups.push(() => browser.close());
      const profile = await browser.profile();
      const options = { signaling: 'local:room' };
      const alice = await profile.open(site, 'alice', 'bob', options);
      const bob = await profile.open(site, 'bob', 'alice', options);
      await Promise.all([alice.do('peerIs', true), bob.do('peerIs', true)]);
      await chat({ alice, bob });
      expect(await alice.do('conforms')).to.deep.equal([]);
      expect(profile.complaints).to.deep.equal([]);
      expect(site.log, 'asked of the server of the site').to.deep.equal([]);
    });
  }

  it('meet at a relay', async () => {
    const pair = await launchPair('chromium', 'firefox');
    cleanups.push(() => pair.close());
    const meeting = await meet(pair, pair.site.relay);
    await chat(meeting);
    expect(await meeting.alice.do('conforms')).to.deep.equal([]);
    expect(await meeting.bob.do('conforms')).to.deep.equal([]);
  });

  it('meet at Durable Objects', async () => {
    const worker = await TestWorker.start();
    cleanups.push(() => worker.close());
    const site = await startSite(undefined, { reach: [`ws://127.0.0.1:${worker.port}`] });
    const pair = await launchPair('chromium', 'firefox', site);
    cleanups.push(() => pair.close());
    const meeting = await meet(pair, worker.signaling);
    await chat(meeting);
    expect(await meeting.alice.do('conforms')).to.deep.equal([]);
    expect(await meeting.bob.do('conforms')).to.deep.equal([]);
    expect(worker.log).to.match(/"kind":"signal"/);
    expect(worker.log).not.to.match(/from alice|from bob|payload|sdp|candidate|fingerprint|a=/i);
  });

  if (hasDotnet()) {
    it('meet at a SignalR hub', async () => {
      const build = new HubBuild();
      cleanups.push(async () => build.remove());
      const port = await freePort();
      const origin = `http://127.0.0.1:${port}`;
      const site = await startSite(undefined, { reach: [origin, origin.replace('http', 'ws')] });
      const pair = await launchPair('chromium', 'firefox', site);
      cleanups.push(() => pair.close());
      const hub: TestHub = await build.start({ DM_ANONYMOUS: '1', DM_ORIGINS: site.origin }, port);
      cleanups.push(() => hub.close());
      const meeting = await meet(pair, `signalr:${hub.url}`);
      await chat(meeting);
      expect(await meeting.alice.do('conforms')).to.deep.equal([]);
      expect(await meeting.bob.do('conforms')).to.deep.equal([]);
      await hub.logs(/candidate alice-\d+ bob-\d+ ok/);
      // Everything that a page sends is sealed or base64url; what stands in a log is who and what kind.
      expect(hub.log()).not.to.match(/"kind"|"payload"|fingerprint|candidate:/);
    }).timeout(240_000);
  } else {
    process.stdout.write('No browser meets at a SignalR hub here: there is no .NET 10 SDK (dotnet) on this machine.\n');
  }

  if (hasRedis()) {
    it('meet at two relays that Redis joins, whose logs say nothing of what was said', async () => {
      const redis = await TestRedis.start();
      cleanups.push(() => redis.stop());
      const relays = [];
      for (let count = 0; count < 2; count++) {
        const relay = await startRelay({ backplane: new RedisBackplane({ url: redis.url }) });
        cleanups.push(() => relay.close());
        relays.push(relay);
      }
      const [first, second] = relays.map(({ url }) => url) as [string, string];
      const site = await startSite(undefined, { reach: relays.map(({ port }) => `ws://127.0.0.1:${port}`) });
      const pair = await launchPair('chromium', 'chromium', site);
      cleanups.push(() => pair.close());
      await chat(await meet(pair, first, second));
      const log = JSON.stringify(relays.map((relay) => relay.log));
      expect(log).to.match(/"kind":"signal"/);
      expect(log).not.to.match(/from alice|from bob|payload|sdp|candidate|fingerprint|a=/i);
    });
  } else {
    process.stdout.write('No browser meets at two relays here: there is no redis-server on this machine.\n');
  }
});
