/** A browser whose WebRTC was told to keep to a proxy that is not there, as companies and VPN extensions do. */
import { expect } from 'chai';
import { launch, type Browser } from 'puppeteer-core';
import { launchOptions } from '../../scripts/browsers.mjs';
import { PersonTab } from '../helpers/browsers/person.js';
import { startSite, type Site } from '../helpers/browsers/site.js';

const POLICY = '--webrtc-ip-handling-policy=disable_non_proxied_udp';
/** Longer than a connection takes here, and shorter than the page's own patience. Milliseconds. */
const CONNECT_MS = 6_000;

describe('where WebRTC is blocked', () => {
  let site: Site;
  const browsers: Browser[] = [];
  before(async () => {
    site = await startSite();
  });
  after(async () => {
    await Promise.all(browsers.map((browser) => browser.close()));
    await site.close();
  });

  const open = async (self: string, peer: string, args: readonly string[]): Promise<PersonTab> => {
    const options = launchOptions('chromium');
    const browser = await launch({ ...options, args: [...(options.args ?? []), ...args] });
    browsers.push(browser);
    const tab = new PersonTab(await browser.newPage());
    await tab.visit(`${site.origin}/?self=${self}&peer=${peer}&connect=${CONNECT_MS}`);
    return tab;
  };

  it('the person is told so in words, and the other that there is no connection', async () => {
    const [alice, bob] = await Promise.all([open('alice', 'bob', [POLICY]), open('bob', 'alice', [])]);
    await Promise.all([alice.do('peerIs', true), bob.do('peerIs', true)]);
    await alice.do('ask');
    await bob.do('reaches', 'incoming_request');
    await bob.do('accept');
    await Promise.all([alice.do('over'), bob.do('over')]);
    expect(await alice.do('status')).to.include({ reason: 'webrtc-blocked' });
    expect(await alice.do('says', 'blocks WebRTC')).to.be.above(0);
    expect(await bob.do('status')).to.include({ reason: 'no-relay' });
    expect(await bob.do('says', 'Could not connect')).to.be.above(0);
  });
});
