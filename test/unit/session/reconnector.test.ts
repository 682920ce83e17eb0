import { expect } from 'chai';
import { FAILED_MS, HEAL_MS, PATIENCE, Reconnector, RETRY_MS } from '../../../src/session/reconnector.js';
import { FakeClock } from '../../helpers/fake-clock.js';

describe('when another link is tried', () => {
  let clock: FakeClock;
  let tried: number[];
  let reconnector: Reconnector;
  beforeEach(() => {
    clock = new FakeClock();
    const start = clock.now();
    tried = [];
    reconnector = new Reconnector(clock, async () => void tried.push(clock.now() - start));
  });

  it('is after a moment, for a link that is silent', () => {
    reconnector.silent();
    clock.advance(HEAL_MS - 1);
    expect(tried).to.deep.equal([]);
    clock.advance(1);
    expect(tried).to.deep.equal([HEAL_MS]);
  });

  it('is at once for one that is gone, and each further attempt gets longer', () => {
    reconnector.lost();
    clock.advance(RETRY_MS * (1 + PATIENCE + PATIENCE ** 2));
    const second = RETRY_MS + RETRY_MS * PATIENCE;
    expect(tried).to.deep.equal([0, RETRY_MS, second, second + RETRY_MS * PATIENCE ** 2]);
  });

  it('is soon for one that failed, which was not slow', () => {
    reconnector.lost();
    clock.advance(RETRY_MS);
    reconnector.lost();
    clock.advance(FAILED_MS + RETRY_MS);
    expect(tried).to.deep.equal([0, RETRY_MS, RETRY_MS + FAILED_MS, 2 * RETRY_MS + FAILED_MS]);
  });

  it('is forgotten when a link works', () => {
    reconnector.lost();
    clock.advance(RETRY_MS);
    reconnector.stop();
    clock.advance(60_000);
    expect(tried).to.deep.equal([0, RETRY_MS]);
    reconnector.lost();
    clock.advance(RETRY_MS);
    expect(tried.slice(2)).to.deep.equal([RETRY_MS + 60_000, 2 * RETRY_MS + 60_000]);
  });

  it('is now when the page or the network comes back, but not twice within a second', () => {
    reconnector.silent();
    reconnector.hurry();
    reconnector.hurry();
    clock.advance(FAILED_MS);
    reconnector.hurry();
    expect(tried).to.deep.equal([0, FAILED_MS]);
  });
});
