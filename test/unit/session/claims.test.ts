import { expect } from 'chai';
import { Claims } from '../../../src/session/claims.js';
import { FakeClock } from '../../helpers/fake-clock.js';

describe('claims', () => {
  function setup(lingerMs = 3_000): { clock: FakeClock; claims: Claims; abandoned: () => number } {
    const clock = new FakeClock();
    let count = 0;
    return { clock, claims: new Claims(clock, lingerMs, () => count++), abandoned: () => count };
  }

  it('lets go only after the last release and the linger', () => {
    const { clock, claims, abandoned } = setup();
    const [first, second] = [claims.claim(), claims.claim()];
    first();
    clock.advance(10_000);
    expect(abandoned()).to.equal(0);
    second();
    clock.advance(2_999);
    expect(abandoned()).to.equal(0);
    clock.advance(1);
    expect(abandoned()).to.equal(1);
  });

  it('holds on when somebody claims again in time, as a moved or remounted element does', () => {
    const { clock, claims, abandoned } = setup();
    claims.claim()();
    clock.advance(2_000);
    claims.claim();
    clock.advance(10_000);
    expect(abandoned()).to.equal(0);
  });

  it('counts a release once', () => {
    const { clock, claims, abandoned } = setup();
    const release = claims.claim();
    claims.claim();
    release();
    release();
    clock.advance(10_000);
    expect(abandoned()).to.equal(0);
  });

  it('lets go at once where nothing lingers', () => {
    const { clock, claims, abandoned } = setup(0);
    claims.claim()();
    clock.advance(0);
    expect(abandoned()).to.equal(1);
  });
});
