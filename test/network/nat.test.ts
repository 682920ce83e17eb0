/** Every pair of accesses to the internet: a chat comes about, by the shortest path that there is. */
import { expect } from 'chai';
import { NETWORK_KINDS } from './lab/network.js';
import { Lab } from './lab/people.js';
import { BROWSER_PAIRS, isShort } from './lab/selection.js';

/** Where both sides let in only whom they have spoken to, and one speaks from a port that nobody can know. */
const RELAYED = ['cone symmetric', 'symmetric cone', 'symmetric symmetric'];
const SHORT = ['open open', 'cone cone', 'symmetric symmetric'];

for (const [kindOfAlice, kindOfBob] of BROWSER_PAIRS) {
  describe(`${kindOfAlice} and ${kindOfBob}`, () => {
    let lab: Lab;

    before(async () => {
      lab = await Lab.start(kindOfAlice, kindOfBob);
    });

    afterEach(() => lab.end());

    after(() => lab?.stop());

    for (const alice of NETWORK_KINDS) {
      for (const bob of NETWORK_KINDS) {
        const path = RELAYED.includes(`${alice} ${bob}`) ? 'relayed' : 'direct';
        if (isShort && !SHORT.includes(`${alice} ${bob}`)) continue;
        it(`talk ${path} between networks that are ${alice} and ${bob}`, async () => {
          await lab.chat({ alice, bob });
          await lab.talk();
          await lab.both('takes', path);
        });
      }
    }

    it('talk through TURN over TCP where no UDP passes', async () => {
      await lab.chat({ alice: 'cone', bob: 'cone', udp: false });
      await lab.talk();
      await lab.both('takes', 'relayed');
    });

    it('talk relay-only, and no address of theirs leaves either page', async () => {
      await lab.chat({ alice: 'cone', bob: 'cone', relayOnly: true });
      await lab.talk();
      await lab.both('takes', 'relayed');
      for (const person of lab.people) {
        const left = JSON.stringify(await person.do('left'));
        expect(left).to.match(/ typ relay /);
        expect(left).not.to.match(/ typ (host|srflx|prflx) /);
        for (const address of person.access.addresses) expect(left).not.to.contain(address);
      }
    });
  });
}
