/** A page that has had many conversations is as it was after the first few. `LEAK_SESSIONS` says how many; 100 by default. */
import { env } from 'node:process';
import { expect } from 'chai';
import { once } from 'node:events';
import type { Page } from 'puppeteer-core';
import { launchPair, type BrowserPair } from '../helpers/browsers/pair.js';
import { contents, counts } from '../helpers/browsers/memory.js';
import { startSite } from '../helpers/browsers/site.js';

const SESSIONS = Number(env['LEAK_SESSIONS'] ?? 100);
/** By then everything that is loaded once is loaded, and every cache is warm. */
const WARM = 5;
/** What the browser itself may add, a session: compiled code, and its timeline of long frames (3,000 here). Bytes. */
const HEAP_PER_SESSION = 6_000;
/** What a page keeps is there whenever one looks; what is on its way out is not. */
const LOOKS = 4;
const LOOK_MS = 1_000;
type Counts = Awaited<ReturnType<typeof counts>>;
/** Of which there is one for each conversation that is kept, by the names of their classes. */
const KEPT = ['DMSession', 'Conversation', 'Transcript', 'Line', 'SecureChannel'];

/** How many of each a page holds. */
async function held(page: Page): Promise<Readonly<Record<string, number>>> {
  const found = await contents(page);
  return Object.fromEntries(KEPT.map((name) => [name, found.get(`object ${name}`)?.count ?? 0]));
}

/** The browser itself keeps closed connections for a moment, with five listeners each: it is looked at until it has let go. */
async function least(page: Page): Promise<Counts> {
  let found = await counts(page);
  for (let again = 0; again < LOOKS; again++) {
    await once(AbortSignal.timeout(LOOK_MS), 'abort');
    const now = await counts(page);
    found = {
      heap: Math.min(found.heap, now.heap),
      nodes: Math.min(found.nodes, now.nodes),
      listeners: Math.min(found.listeners, now.listeners),
    };
  }
  return found;
}

describe('many conversations', function () {
  this.timeout(60_000 + SESSIONS * 8_000);
  let pair: BrowserPair;
  before(async () => {
    // Nobody asks the same person this often, or loses so many connections in a minute, which is what the limits are for.
    const plenty = { burst: SESSIONS * 200, perSecond: 1 };
    const limits = { requestsPerPair: plenty, messages: plenty, flood: plenty };
    pair = await launchPair('chromium', 'chromium', startSite(undefined, { limits }));
  });
  after(() => pair?.close());

  it('are not kept by their connections, which Chromium keeps for ever where they close while their state changes', async () => {
    const meeting = await pair.meet();
    const { alice, bob } = meeting;
    const lines = async (page: Page): Promise<number> => (await contents(page)).get('object Line')?.count ?? 0;
    await alice.do('ask');
    await bob.do('reaches', 'incoming_request');
    await bob.do('accept');
    await Promise.all([alice.do('reaches', 'active'), bob.do('reaches', 'active')]);
    expect(await lines(alice.page)).to.equal(1);
    expect(await lines(bob.page)).to.equal(1);
    await alice.do('end');
    await Promise.all([alice.do('over'), bob.do('over')]);
    // The page notes its connections, and has not been told to forget them.
    expect(await lines(alice.page)).to.equal(0);
    expect(await lines(bob.page)).to.equal(0);
    await meeting.close();
  });

  it(`leave nothing behind in a page: ${SESSIONS} of them, each with texts, a file and a lost connection`, async () => {
    const meeting = await pair.meet();
    const { alice, bob } = meeting;
    const warm: Counts[] = [];
    const ofWarm: Readonly<Record<string, number>>[] = [];
    for (let session = 1; session <= SESSIONS; session++) {
      await alice.do('ask');
      await bob.do('reaches', 'incoming_request');
      await bob.do('accept');
      await Promise.all([alice.do('reaches', 'active'), bob.do('reaches', 'active')]);
      await Promise.all([alice.do('sendMarked', `a${session}`, 20_000), bob.do('sendMarked', `b${session}`, 20_000)]);
      await Promise.all([alice.do('acceptFiles', 1), bob.do('acceptFiles', 1)]);
      await Promise.all([alice.do('filesOver'), bob.do('filesOver')]);
      await Promise.all([alice.do('cut'), bob.do('cut')]);
      await Promise.all([alice.do('sendMarked', `c${session}`), bob.do('sendMarked', `d${session}`)]);
      await Promise.all([alice.do('received', 3), bob.do('received', 3)]);
      await alice.do('end');
      await bob.do('over');
      await Promise.all([alice.do('forget'), bob.do('forget')]);
      if (session !== WARM) continue;
      warm.push(await least(alice.page), await least(bob.page));
      ofWarm.push(await held(alice.page), await held(bob.page));
    }
    for (const [index, { page }] of [alice, bob].entries()) {
      const before = warm[index]!;
      const after = await least(page);
      expect(after.nodes, 'nodes').to.be.at.most(before.nodes + 20);
      expect(after.listeners, 'listeners').to.be.at.most(before.listeners + 20);
      expect(await held(page)).to.deep.equal(ofWarm[index]);
      expect(after.heap, 'bytes of heap').to.be.at.most(before.heap + HEAP_PER_SESSION * (SESSIONS - WARM) + 200_000);
    }
    await meeting.close();
  });
});
