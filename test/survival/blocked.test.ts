/** A browser whose WebRTC was told to keep to a proxy that is not there, as companies and VPN extensions do. */
import { expect } from 'chai';
import { launchPair, type BrowserPair } from '../helpers/browsers/pair.js';

const POLICY = '--webrtc-ip-handling-policy=disable_non_proxied_udp';
/** Longer than a connection takes here, and shorter than the page's own patience. Milliseconds. */
const CONNECT_MS = 6_000;

describe('where WebRTC is blocked', () => {
  let pair: BrowserPair;
  before(async () => {
    pair = await launchPair('chromium', 'chromium', undefined, { alice: (usual) => [...usual, POLICY] });
  });
  after(() => pair?.close());

  it('the person is told so in words, and the other that there is no connection', async () => {
    const { alice, bob, close } = await pair.meet({ connect: CONNECT_MS });
    await alice.do('ask');
    await bob.do('reaches', 'incoming_request');
    await bob.do('accept');
    await Promise.all([alice.do('over'), bob.do('over')]);
    expect(await alice.do('status')).to.include({ reason: 'webrtc-blocked' });
    expect(await alice.do('says', 'blocks WebRTC')).to.be.above(0);
    expect(await bob.do('status')).to.include({ reason: 'no-relay' });
    expect(await bob.do('says', 'Could not connect')).to.be.above(0);
    await close();
  });
});
