/** Several tabs of one person: one has the chat, the others say so, and closing the one ends it. */
import { expect } from 'chai';
import { launchPair, type BrowserPair } from '../helpers/browsers/pair.js';

const PRIMARY = 'dm-session >>> button.primary';

describe('two tabs of one person', () => {
  let pair: BrowserPair;
  before(async () => {
    pair = await launchPair('chromium', 'firefox');
  });
  after(() => pair?.close());

  for (const [who, other] of [
    ['alice', 'bob'],
    ['bob', 'alice'],
  ] as const) {
    it(`in the browser of ${who}: one has the chat, the other says where it is until it is over`, async () => {
      const signaling = pair.site.relay;
      const meeting = await pair.meet({ signaling });
      const [owner, peer] = [meeting[who], meeting[other]];
      const before = await meeting.again(who, { signaling });
      await owner.page.bringToFront();
      await owner.press(PRIMARY);
      await peer.do('reaches', 'incoming_request');
      await peer.press(PRIMARY);
      await Promise.all([owner.do('reaches', 'active'), peer.do('reaches', 'active')]);
      await before.do('reaches', 'ended');
      // One that is opened only now knows it too.
      const later = await meeting.again(who, { signaling });
      await later.do('reaches', 'ended');
      for (const tab of [before, later]) expect(await tab.do('status')).to.include({ reason: 'elsewhere' });
      await owner.do('send', ['from the owner']);
      expect(await peer.do('received', 1)).to.deep.equal(['from the owner']);

      await owner.page.close();
      await peer.do('over');
      expect(await peer.do('status')).to.include({ reason: 'peer-left' });
      await Promise.all([before.do('reaches', 'idle'), later.do('reaches', 'idle')]);
      await meeting.close();
    });
  }
});
