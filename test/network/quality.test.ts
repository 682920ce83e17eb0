/** Networks that work badly: a chat is slow there, and right. */
import { expect } from 'chai';
import type { Quality } from './lab/wire.js';
import { Lab } from './lab/people.js';
import { BROWSER_PAIRS, isShort } from './lab/selection.js';

interface Cell {
  readonly name: string;
  /** Of Alice's wire; Bob's is good. */
  readonly quality: Quality;
  /** Nothing arrives sooner than physics allows: the condition was really there. Milliseconds. */
  readonly atLeast: { readonly message?: number; readonly file?: number };
  /** Whether the path is sure to be direct. */
  readonly direct: boolean;
}

const CELLS: readonly Cell[] = [
  // A lost answer of STUN comes half a second later, and Firefox may have settled for the relay by then: it has no use for
  // addresses that are told to it afterwards.
  { name: 'that lose 5 % of the packets each way', quality: { loss: 0.05 }, atLeast: {}, direct: false },
  { name: 'that add 200 ms each way', quality: { delay: 200 }, atLeast: { message: 400, file: 400 }, direct: true },
  { name: 'of 1 Mbit/s', quality: { rate: 1_000_000 }, atLeast: { file: 8_000 }, direct: true },
];

for (const [kindOfAlice, kindOfBob] of isShort ? BROWSER_PAIRS.slice(0, 1) : BROWSER_PAIRS) {
  describe(`${kindOfAlice} and ${kindOfBob} over networks`, () => {
    let lab: Lab;

    before(async () => {
      lab = await Lab.start(kindOfAlice, kindOfBob);
    });

    afterEach(() => lab.end());

    after(() => lab?.stop());

    for (const { name, quality, atLeast, direct } of CELLS) {
      it(`${name}: find each other, and everything arrives`, async () => {
        await lab.chat({ alice: 'cone', bob: 'cone', quality });
        const { wire } = lab.alice.access;
        const [lost, started] = [await wire.lost(), performance.now()];
        await lab.talk();
        // A file of a megabyte is some hundred packets and as many answers.
        if (quality.loss) expect((await wire.lost()) - lost).to.be.above(10);
        expect(performance.now() - started).to.be.at.least(atLeast.file ?? 0);
        expect(Math.min(...(await lab.alice.do('latencies', 2)))).to.be.at.least(atLeast.message ?? 0);
        if (direct) await lab.both('takes', 'direct');
      });
    }
  });
}
