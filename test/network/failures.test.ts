/** Networks over which no chat can come about: both people are told what stands in the way, in words. */
import { expect } from 'chai';
import { Lab, type Conditions } from './lab/people.js';
import { BROWSER_PAIRS, isShort } from './lab/selection.js';

/** What browsers themselves say when they find no way. */
const NO_WAY = /ICE failed|TURN|STUN/;

const CASES: readonly {
  readonly name: string;
  readonly conditions: Conditions;
  readonly reason: string;
  readonly words: string;
}[] = [
  {
    name: 'two networks that need a relay, on a site without one',
    conditions: { alice: 'symmetric', bob: 'symmetric', turn: 'none' },
    reason: 'no-relay',
    words: 'this site has no relay',
  },
  {
    name: 'networks without UDP, on a site whose relay speaks UDP alone',
    conditions: { alice: 'cone', bob: 'cone', udp: false, turn: 'udp' },
    reason: 'relay-unreachable',
    words: 'relay does not answer',
  },
];

for (const [kindOfAlice, kindOfBob] of isShort ? BROWSER_PAIRS.slice(0, 1) : BROWSER_PAIRS) {
  describe(`${kindOfAlice} and ${kindOfBob} that cannot reach each other`, () => {
    let lab: Lab;

    before(async () => {
      lab = await Lab.start(kindOfAlice, kindOfBob);
    });

    after(() => lab?.stop());

    for (const { name, conditions, reason, words } of CASES) {
      it(`are told: ${name}`, async () => {
        await lab.agree(conditions);
        await lab.both('over');
        expect((await lab.both('status')).map((status) => 'reason' in status && status.reason)).to.deep.equal([
          reason,
          reason,
        ]);
        for (const count of await lab.both('says', words)) expect(count).to.be.above(0);
        await lab.end(NO_WAY);
      });
    }
  });
}
