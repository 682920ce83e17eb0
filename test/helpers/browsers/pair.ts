/** Two people in two browser processes, on one site. */
import { expect } from 'chai';
import type { BrowserKind } from '../../../scripts/browsers.mjs';
import { PersonBrowser, type ChangeFlags, type PersonOptions, type PersonProfile, type PersonTab } from './person.js';
import { startSite, type Site } from './site.js';

let meetings = 0;

export interface Meeting {
  readonly alice: PersonTab;
  readonly bob: PersonTab;
  /** Opens another page of the same person, in the same profile. */
  readonly again: (who: 'alice' | 'bob', options?: PersonOptions) => Promise<PersonTab>;
  /** User ids, new for each meeting: what a server remembers of one does not disturb another. */
  readonly ids: { readonly alice: string; readonly bob: string };
  /** Closes all pages. Fails when one of them has put anything on its console. */
  readonly close: () => Promise<void>;
}

export interface BrowserPair {
  readonly site: Site;
  /** Both people open a page. */
  meet(options?: PersonOptions & { readonly alice?: PersonOptions; readonly bob?: PersonOptions }): Promise<Meeting>;
  /** Closes whatever is still open, after a failure too. */
  close(): Promise<void>;
}

/** Starts two browsers; the same kind twice is two processes too. `flags` of one who has it otherwise than usual. */
export async function launchPair(
  kindOfAlice: BrowserKind,
  kindOfBob: BrowserKind,
  at: Site | Promise<Site> = startSite(),
  flags: { readonly alice?: ChangeFlags; readonly bob?: ChangeFlags } = {},
): Promise<BrowserPair> {
  const site = await at;
  const started = await Promise.allSettled([
    PersonBrowser.launch(kindOfAlice, flags.alice),
    PersonBrowser.launch(kindOfBob, flags.bob),
  ]);
  const browsers = started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const close = async (): Promise<void> => {
    await Promise.all([...browsers.map((browser) => browser.close()), site.close()]);
  };
  const [forAlice, forBob] = browsers;
  if (!forAlice || !forBob) {
    await close();
    throw new Error('a browser did not start', { cause: started.find((each) => each.status === 'rejected')?.reason });
  }

  const meet: BrowserPair['meet'] = async ({ alice: aliceOptions, bob: bobOptions, ...options } = {}) => {
    const number = ++meetings;
    const ids = { alice: `alice-${number}`, bob: `bob-${number}` };
    const profiles = { alice: await forAlice.profile(), bob: await forBob.profile() };
    const open = (who: 'alice' | 'bob', more: PersonOptions = {}): Promise<PersonTab> =>
      profiles[who].open(site, ids[who], ids[who === 'alice' ? 'bob' : 'alice'], { ...options, ...more });
    const [alice, bob] = await Promise.all([open('alice', aliceOptions), open('bob', bobOptions)]);
    // Until the pages know of each other they are still moving, and a click may miss.
    await Promise.all([alice.do('peerIs', true), bob.do('peerIs', true)]);
    return { alice, bob, ids, again: open, close: () => closeProfiles(Object.values(profiles)) };
  };
  return { site, meet, close };
}

async function closeProfiles(profiles: readonly PersonProfile[]): Promise<void> {
  const complaints = profiles.flatMap((profile) => profile.complaints);
  await Promise.all(profiles.map((profile) => profile.close()));
  expect(complaints, 'on the consoles').to.deep.equal([]);
}
