/** What somebody sees who reads every packet: of a relay-only chat neither the words nor where the other person is. */
import { expect } from 'chai';
import { made } from '../helpers/browsers/contents.js';
import { Capture } from './lab/capture.js';
import { WORLD } from './lab/network.js';
import { FILE_SIZE, Lab, TALK_FILE, type Conditions } from './lab/people.js';
import { BROWSER_PAIRS } from './lab/selection.js';

const WORDS = 'nobody else is to read these words';
const file = made(TALK_FILE, FILE_SIZE);
/** Words, the name of the file that goes along, and pieces of it. */
const SAID = [WORDS, TALK_FILE, ...[0, 400_000, FILE_SIZE - 40].map((at) => file.subarray(at, at + 40))];

for (const [kindOfAlice, kindOfBob] of BROWSER_PAIRS) {
  describe(`on the wires of ${kindOfAlice} and ${kindOfBob}`, () => {
    let lab: Lab;
    let captures: readonly Capture[] = [];

    before(async () => {
      lab = await Lab.start(kindOfAlice, kindOfBob);
    });

    afterEach(() => Promise.all(captures.map((capture) => capture.stop())));

    after(() => lab?.stop());

    /** From before the pages are opened until after both have wiped. */
    async function wholeChat(conditions: Conditions): Promise<void> {
      captures = await Promise.all([Capture.start('alice'), Capture.start('bob')]);
      await lab.chat(conditions);
      await lab.talk();
      await lab.both('send', [WORDS]);
      await lab.both('allSent', 'read');
      await lab.end();
      await Promise.all(captures.map((capture) => capture.stop()));
    }

    it('nobody can read a message; in a direct chat the two learn their addresses, as the capture shows', async () => {
      await wholeChat({ alice: 'cone', bob: 'cone' });
      for (const [index, { access }] of [lab.bob, lab.alice].entries()) {
        const capture = captures[index];
        // The search finds what is there: what servers tell in the open, and the way that packets take.
        expect(capture?.shows('the person')).to.equal(true);
        expect([...(capture?.addresses() ?? [])]).to.include.oneOf([...access.addresses]);
        for (const said of SAID) expect(capture?.shows(said)).to.equal(false);
      }
    });

    it('nobody can read a message of a relay-only chat, and neither client is told where the other is', async () => {
      await wholeChat({ alice: 'cone', bob: 'cone', relayOnly: true });
      for (const [index, { access }] of [lab.bob, lab.alice].entries()) {
        const capture = captures[index];
        const addresses = [...(capture?.addresses() ?? [])];
        expect(addresses).to.include(WORLD);
        for (const address of access.addresses) {
          expect(addresses).not.to.include(address);
          expect(capture?.shows(address)).to.equal(false);
        }
        expect(capture?.shows('the person')).to.equal(true);
        for (const said of SAID) expect(capture?.shows(said)).to.equal(false);
      }
    });
  });
}
