/** Browsers as people have them: addresses of the own network hide behind mDNS names (RFC 8828 section 5.2). */
import { expect } from 'chai';
import { launchPair, type BrowserPair } from '../helpers/browsers/pair.js';
import type { ChangeFlags } from '../helpers/browsers/person.js';

const hiding: ChangeFlags = (usual) => usual.filter((flag) => !flag.includes('WebRtcHideLocalIpsWithMdns'));

describe('with addresses behind mDNS names', () => {
  let pair: BrowserPair;
  before(async () => {
    pair = await launchPair('chromium', 'chromium', undefined, { alice: hiding, bob: hiding });
  });
  after(() => pair?.close());

  it('two people talk, and no address of theirs leaves their pages', async () => {
    const { alice, bob, close } = await pair.meet();
    await alice.do('ask');
    await bob.do('reaches', 'incoming_request');
    await bob.do('accept');
    await Promise.all([alice.do('reaches', 'active'), bob.do('reaches', 'active')]);
    await alice.do('send', ['hidden']);
    expect(await bob.do('received', 1)).to.deep.equal(['hidden']);
    for (const person of [alice, bob]) {
      const left = JSON.stringify(await person.do('left'));
      expect(left).to.match(/ [\w-]+\.local \d+ typ host/);
      expect(left).not.to.match(/ (?:\d+\.){3}\d+ \d+ typ host/);
    }
    await close();
  });
});
