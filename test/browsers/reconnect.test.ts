/** A connection that breaks between two real browsers, with and without the server that introduced them. */
import { env } from 'node:process';
import { expect } from 'chai';
import type { BrowserKind } from '../../scripts/browsers.mjs';
import { launchPair, type BrowserPair, type Meeting } from '../helpers/browsers/pair.js';

/** `npm test` has no time for more than the pair that differs most; `npm run test:survival` runs each. */
const PAIRS: readonly (readonly [BrowserKind, BrowserKind])[] = env['WHOLE']
  ? [
      ['chromium', 'chromium'],
      ['firefox', 'firefox'],
      ['chromium', 'firefox'],
      ['firefox', 'chromium'],
    ]
  : [['chromium', 'firefox']];

const PRIMARY = 'dm-session >>> button.primary';
const BANNER = 'dm-session >>> .banner';
const MARKER = 'a-marker-of-the-gap';

for (const [kindOfAlice, kindOfBob] of PAIRS) {
  describe(`a broken connection of ${kindOfAlice} and ${kindOfBob}`, () => {
    let pair: BrowserPair;
    let meeting: Meeting;

    before(async () => {
      pair = await launchPair(kindOfAlice, kindOfBob);
    });

    beforeEach(async () => {
      await pair.site.stopRelay();
      await pair.site.startRelay();
    });

    afterEach(async () => {
      const { alice, bob } = meeting;
      // The browser itself says on the console that the relay cannot be reached.
      for (const { complaints } of [alice, bob]) {
        const kept = complaints.filter((complaint) => !/\/relay\b/.test(complaint));
        complaints.splice(0, complaints.length, ...kept);
      }
      await meeting.close();
    });

    after(() => pair?.close());

    async function chat(reconnect?: number): Promise<void> {
      meeting = await pair.meet(reconnect === undefined ? {} : { reconnect });
      const { alice, bob } = meeting;
      await alice.press(PRIMARY);
      await bob.do('reaches', 'incoming_request');
      await bob.press(PRIMARY);
      await Promise.all([alice.do('reaches', 'active'), bob.do('reaches', 'active')]);
    }

    it('is replaced when the server is back, and what was typed meanwhile arrives once, in order', async () => {
      await chat();
      const { alice, bob } = meeting;
      const texts = (from: string, to: string): string[] =>
        ['before', 'without a server', 'in the gap', 'also'].map((when) => `${from} to ${to} ${when}`);
      const [fromAlice, fromBob] = [texts('alice', 'bob'), texts('bob', 'alice')];
      await Promise.all([alice.do('send', fromAlice.slice(0, 1)), bob.do('send', fromBob.slice(0, 1))]);
      await pair.site.stopRelay();
      // A running conversation does not notice.
      await Promise.all([alice.do('send', fromAlice.slice(1, 2)), bob.do('send', fromBob.slice(1, 2))]);
      await Promise.all([alice.do('allSent', 'read'), bob.do('allSent', 'read')]);
      expect([await alice.do('states'), await bob.do('states')].flat()).not.to.include('reconnecting');

      await Promise.all([alice.do('cut'), bob.do('cut')]);
      await Promise.all([alice.do('reaches', 'reconnecting'), bob.do('reaches', 'reconnecting')]);
      await Promise.all([alice.do('send', fromAlice.slice(2)), bob.do('send', fromBob.slice(2))]);
      for (const tab of [alice, bob]) {
        expect(await tab.do('statuses')).to.deep.equal(['read', 'read', 'queued', 'queued']);
        await tab.page.waitForSelector(BANNER, { visible: true });
      }
      await pair.site.startRelay();
      await Promise.all([alice.do('reaches', 'active'), bob.do('reaches', 'active')]);
      expect(await bob.do('received', 4)).to.deep.equal(fromAlice);
      expect(await alice.do('received', 4)).to.deep.equal(fromBob);
      await Promise.all([alice.do('allSent', 'read'), bob.do('allSent', 'read')]);
      for (const tab of [alice, bob]) {
        await tab.page.waitForSelector(BANNER, { hidden: true });
        await tab.do('takes', 'direct');
      }
    });

    it('is never missed where the network changes: another one is made over it, without any server', async () => {
      await chat();
      const { alice, bob } = meeting;
      await pair.site.stopRelay();
      for (const [who, number] of [
        [alice, 1],
        [bob, 2],
      ] as const) {
        await Promise.all([who.do('changesNetwork'), alice.do('send', [`alice ${number}`])]);
        await bob.do('send', [`bob ${number}`]);
        expect(await bob.do('received', number)).to.have.lengthOf(number);
        expect(await alice.do('received', number)).to.have.lengthOf(number);
      }
      expect(await bob.do('received', 2)).to.deep.equal(['alice 1', 'alice 2']);
      expect(await alice.do('received', 2)).to.deep.equal(['bob 1', 'bob 2']);
      expect([await alice.do('states'), await bob.do('states')].flat()).not.to.include('reconnecting');
    });

    it('that does not come back in time ends both sides by themselves, with nothing left', async () => {
      await chat(1_500);
      const { alice, bob } = meeting;
      await alice.do('send', [MARKER]);
      await bob.do('received', 1);
      await bob.page.waitForSelector(`dm-session >>> ::-p-text(${MARKER})`, { visible: true });
      await pair.site.stopRelay();
      await Promise.all([alice.do('cut'), bob.do('cut')]);
      await Promise.all([alice.do('reaches', 'ended'), bob.do('reaches', 'ended')]);
      for (const tab of [alice, bob]) {
        expect(await tab.do('status')).to.include({ reason: 'interrupted', by: null });
        expect(await tab.do('says', MARKER)).to.equal(0);
        expect(await tab.do('stored')).to.deep.equal([]);
      }
    });
  });
}
