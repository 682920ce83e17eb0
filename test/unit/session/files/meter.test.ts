import { expect } from 'chai';
import { Meter } from '../../../../src/session/files/meter.js';

describe('the meter', () => {
  it('says nothing in the first second, then rate and time left', () => {
    let now = 0;
    const meter = new Meter(() => now);
    meter.restart(0);
    for (let bytes = 0; now < 10_000; now += 200) meter.record((bytes += 200_000));
    expect(meter.rate).to.be.closeTo(1_000_000, 60_000);
    expect(meter.remaining(5_000_000)).to.be.within(5, 6);
    meter.restart(0);
    expect([meter.rate, meter.remaining(1)]).to.deep.equal([null, null]);
  });

  it('takes a burst at the beginning for no more than it is', () => {
    let now = 0;
    const meter = new Meter(() => now);
    meter.restart(0);
    now = 2;
    let bytes = 65_536;
    meter.record(bytes);
    while (now < 1_200) {
      now += 200;
      meter.record((bytes += 200_000));
    }
    expect(meter.rate).to.be.closeTo(1_000_000, 80_000);
  });

  it('forgets: a stall shows within seconds', () => {
    let now = 0;
    const meter = new Meter(() => now);
    meter.restart(0);
    let bytes = 0;
    for (; now < 5_000; now += 200) meter.record((bytes += 200_000));
    for (; now < 11_000; now += 200) meter.record(bytes);
    expect(meter.rate).to.be.below(200_000);
  });
});
