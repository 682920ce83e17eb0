import { expect } from 'chai';
import { RECEIPT_INTERVAL_MS, Receipts } from '../../../src/session/receipts.js';
import { FakeClock } from '../../helpers/fake-clock.js';

describe('Receipts', () => {
  let clock: FakeClock;
  let receipts: Receipts;
  let confirmed: string[];

  beforeEach(() => {
    clock = new FakeClock();
    confirmed = [];
    receipts = new Receipts(clock, (id) => confirmed.push(id));
  });

  it('confirm a message at once that comes after a pause', () => {
    receipts.arrived('a');
    clock.advance(RECEIPT_INTERVAL_MS);
    receipts.arrived('b');
    expect(confirmed).to.deep.equal(['a', 'b']);
  });

  it('confirm the last of those that come quickly, and nothing twice', () => {
    for (const id of ['a', 'b', 'c']) receipts.arrived(id);
    expect(confirmed).to.deep.equal(['a']);
    clock.advance(10 * RECEIPT_INTERVAL_MS);
    expect(confirmed).to.deep.equal(['a', 'c']);
    expect(clock.pending).to.equal(0);
  });

  it('confirm nothing more after a wipe', () => {
    for (const id of ['a', 'b']) receipts.arrived(id);
    receipts.wipe();
    clock.advance(10 * RECEIPT_INTERVAL_MS);
    expect(confirmed).to.deep.equal(['a']);
    expect(clock.pending).to.equal(0);
  });
});
