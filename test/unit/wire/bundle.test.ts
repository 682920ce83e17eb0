import { expect } from 'chai';
import { concat, u32, type Bytes } from '../../../src/wire/bytes.js';
import { bundle, countTogether, unbundle } from '../../../src/wire/bundle.js';
import { MAX_BODY_LENGTH } from '../../../src/wire/frames.js';

const body = (length: number): Bytes => new Uint8Array(length).fill(length);

describe('several bodies in one record', () => {
  it('come out as they went in, in order', () => {
    const bodies = [body(1), body(0), body(300), body(2), body(0)];
    expect(unbundle(bundle(bodies))).to.deep.equal(bodies);
  });

  for (const [name, bytes] of Object.entries({
    'nothing at all': new Uint8Array(),
    'one body alone': bundle([body(3)]),
    'a body that is cut off': bundle([body(3), body(4)]).slice(0, -1),
    'bytes behind the last body': concat(bundle([body(3), body(4)]), Uint8Array.of(0)),
    'a length beyond the end': concat(bundle([body(3), body(4)]), u32(0xffffffff)),
  })) {
    it(`are not ${name}`, () => {
      expect(unbundle(bytes)).to.equal(null);
    });
  }

  it('are as many as fit, and at least the first', () => {
    const waiting = (...lengths: number[]): { body: Bytes }[] => lengths.map((length) => ({ body: body(length) }));
    expect(countTogether(waiting(10, 20, 30))).to.equal(3);
    expect(countTogether(waiting(MAX_BODY_LENGTH, 1))).to.equal(1);
    expect(countTogether(waiting(MAX_BODY_LENGTH - 9, 1))).to.equal(2);
    expect(countTogether(waiting(MAX_BODY_LENGTH - 8, 1))).to.equal(1);
    expect(countTogether(waiting(30_000, 30_000, 30_000))).to.equal(2);
  });
});
