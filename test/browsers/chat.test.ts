/** Two people in two browser processes, over a real relay and real WebRTC. */
import { expect } from 'chai';
import type { BrowserKind } from '../../scripts/browsers.mjs';
import { launchPair, type BrowserPair, type Meeting } from '../helpers/browsers/pair.js';

const PAIRS: readonly (readonly [BrowserKind, BrowserKind])[] = [
  ['chromium', 'chromium'],
  ['firefox', 'firefox'],
  ['chromium', 'firefox'],
];

const PRIMARY = 'dm-session >>> button.primary';
const END = 'dm-session >>> header button.danger';

/** A word that occurs nowhere else. */
const marker = (): string => `marker${Math.random().toString(36).slice(2)}`;

for (const [kindOfAlice, kindOfBob] of PAIRS) {
  describe(`${kindOfAlice} and ${kindOfBob}`, () => {
    let pair: BrowserPair;
    let meeting: Meeting;

    before(async () => {
      pair = await launchPair(kindOfAlice, kindOfBob);
    });

    beforeEach(async () => {
      meeting = await pair.meet();
    });

    afterEach(() => meeting.close());

    after(() => pair?.close());

    async function chat(): Promise<void> {
      const { alice, bob } = meeting;
      await alice.press(PRIMARY);
      await bob.do('reaches', 'incoming_request');
      await bob.press(PRIMARY);
      await Promise.all([alice.do('reaches', 'active'), bob.do('reaches', 'active')]);
    }

    it('ask, accept, write a hundred messages each way in order, and end with nothing left', async () => {
      const { alice, bob, ids } = meeting;
      const [fromAlice, fromBob, draft] = [marker(), marker(), marker()];
      const texts = (word: string): string[] => Array.from({ length: 100 }, (_, index) => `${word} ${index}`);
      await chat();
      expect(await alice.do('safetyNumber')).to.match(/^\d{30}$/);
      expect(await alice.do('safetyNumber')).to.equal(await bob.do('safetyNumber'));

      await Promise.all([alice.do('send', texts(fromAlice)), bob.do('send', texts(fromBob))]);
      expect(await bob.do('received', 100)).to.deep.equal(texts(fromAlice));
      expect(await alice.do('received', 100)).to.deep.equal(texts(fromBob));
      await Promise.all([alice.do('allSent', 'read'), bob.do('allSent', 'read')]);
      for (const tab of [alice, bob]) {
        await tab.write(draft);
        // The search finds what is there; otherwise finding nothing later would mean nothing.
        expect(await tab.do('says', fromAlice)).to.be.above(0);
        expect(await tab.do('says', fromBob)).to.be.above(0);
        expect(await tab.do('says', draft)).to.be.above(0);
      }

      await alice.press(END);
      await Promise.all([alice.do('reaches', 'ended'), bob.do('reaches', 'ended')]);
      expect(await alice.do('status')).to.include({ reason: 'ended', by: 'self' });
      expect(await bob.do('status')).to.include({ reason: 'ended', by: 'peer' });
      for (const tab of [alice, bob]) {
        expect(await tab.do('says', fromAlice, fromBob, draft)).to.equal(0);
        expect(await tab.do('stored')).to.deep.equal([]);
      }
      const log = JSON.stringify(pair.site.log);
      expect(log).to.contain(ids.alice);
      for (const word of [fromAlice, fromBob, draft, 'the person', 'candidate']) expect(log).not.to.contain(word);
    });

    it('send what is written with Enter, and show it on the other side', async () => {
      const { alice, bob } = meeting;
      const word = marker();
      await chat();
      await alice.write(`${word} one`);
      await alice.page.keyboard.press('Enter');
      expect(await bob.do('received', 1)).to.deep.equal([`${word} one`]);
      await bob.page.waitForSelector(`dm-session >>> ::-p-text(${word} one)`, { visible: true });
    });

    it('lose everything on a reload, on both sides', async () => {
      const { alice, bob } = meeting;
      const word = marker();
      await chat();
      await alice.do('send', [word]);
      await bob.do('received', 1);
      await bob.reload();
      expect(await bob.do('status')).to.deep.equal({ state: 'idle' });
      expect(await bob.do('says', word)).to.equal(0);
      expect(await bob.do('stored')).to.deep.equal([]);
      await alice.do('reaches', 'ended');
      expect(await alice.do('status')).to.include({ reason: 'peer-left', by: 'peer' });
      expect(await alice.do('says', word)).to.equal(0);
    });

    it('can talk again after the end, in a new conversation', async () => {
      const { alice, bob } = meeting;
      await chat();
      const first = await alice.do('safetyNumber');
      await bob.press(END);
      await Promise.all([alice.do('reaches', 'ended'), bob.do('reaches', 'ended')]);
      await chat();
      expect(await alice.do('safetyNumber')).not.to.equal(first);
      await bob.do('send', ['again']);
      expect(await alice.do('received', 1)).to.deep.equal(['again']);
    });
  });
}
