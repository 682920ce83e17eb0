/** Browsers as people have them: addresses of the own network hide behind mDNS names (RFC 8828 section 5.2). */
import { expect } from 'chai';
import { launch, type Browser } from 'puppeteer-core';
import { launchOptions } from '../../scripts/browsers.mjs';
import { PersonTab } from '../helpers/browsers/person.js';
import { startSite, type Site } from '../helpers/browsers/site.js';

describe('with addresses behind mDNS names', () => {
  let site: Site;
  const browsers: Browser[] = [];
  before(async () => {
    site = await startSite();
  });
  after(async () => {
    await Promise.all(browsers.map((browser) => browser.close()));
    await site.close();
  });

  it('two people talk, and no address of theirs leaves their pages', async () => {
    const { args = [], ...options } = launchOptions('chromium');
    const hiding = args.filter((arg) => !arg.includes('WebRtcHideLocalIpsWithMdns'));
    const open = async (self: string, peer: string): Promise<PersonTab> => {
      const browser = await launch({ ...options, args: hiding });
      browsers.push(browser);
      const tab = new PersonTab(await browser.newPage());
      await tab.visit(`${site.origin}/?self=${self}&peer=${peer}`);
      return tab;
    };
    const [alice, bob] = await Promise.all([open('alice', 'bob'), open('bob', 'alice')]);
    await Promise.all([alice.do('peerIs', true), bob.do('peerIs', true)]);
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
  });
});
