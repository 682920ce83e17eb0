import { expect } from 'chai';
import { ANSWER_MS, Heartbeat, LATE_MS, QUIET_MS, UNCONFIRMED_MS } from '../../../src/session/heartbeat.js';
import { FakeClock } from '../../helpers/fake-clock.js';

describe('heartbeat', () => {
  let clock: FakeClock;
  let asked: number;
  let silent: number;
  let heartbeat: Heartbeat;
  beforeEach(() => {
    clock = new FakeClock();
    [asked, silent] = [0, 0];
    heartbeat = new Heartbeat(clock, { ask: () => asked++, silent: () => silent++ });
    heartbeat.start();
  });

  it('asks nobody who is heard from', () => {
    for (let second = 0; second < 120; second++) {
      heartbeat.heard();
      clock.advance(1_000);
    }
    expect([asked, silent]).to.deep.equal([0, 0]);
  });

  it('asks whoever says nothing, and is content with an answer', () => {
    for (let round = 1; round <= 5; round++) {
      clock.advance(QUIET_MS);
      expect(asked).to.equal(round);
      heartbeat.heard();
      clock.advance(ANSWER_MS - 1);
      expect(silent).to.equal(0);
      clock.advance(1);
      heartbeat.heard();
    }
    expect(silent).to.equal(0);
  });

  it('calls silent, once, who does not answer', () => {
    clock.advance(QUIET_MS + ANSWER_MS - 1);
    expect(silent).to.equal(0);
    clock.advance(1);
    expect([asked, silent]).to.deep.equal([1, 1]);
    clock.advance(600_000);
    expect([asked, silent]).to.deep.equal([1, 1]);
    expect(clock.pending).to.equal(0);
  });

  it('asks sooner when something that we said is not confirmed', () => {
    heartbeat.said();
    clock.advance(UNCONFIRMED_MS - 1);
    heartbeat.said();
    expect(asked).to.equal(0);
    clock.advance(1);
    expect(asked).to.equal(1);
    clock.advance(ANSWER_MS);
    expect([asked, silent]).to.deep.equal([1, 1]);
  });

  it('does not ask when what we said is confirmed', () => {
    for (let round = 0; round < 20; round++) {
      heartbeat.said();
      clock.advance(UNCONFIRMED_MS - 1);
      heartbeat.heard();
      clock.advance(1);
    }
    expect([asked, silent]).to.deep.equal([0, 0]);
  });

  it('asks later for nothing that was said just before it asks anyway', () => {
    clock.advance(QUIET_MS - 1);
    heartbeat.said();
    clock.advance(1);
    expect(asked).to.equal(1);
  });

  it('takes no late tick for silence: after an hour of sleep it asks again', () => {
    clock.advance(QUIET_MS);
    clock.sleep(3_600_000);
    clock.advance(ANSWER_MS);
    expect([asked, silent]).to.deep.equal([2, 0]);
    heartbeat.heard();
    clock.advance(ANSWER_MS);
    expect([asked, silent]).to.deep.equal([2, 0]);
  });

  it('raises no alarm in a tab whose timers come once a minute, while answers come', () => {
    for (let minute = 0; minute < 10; minute++) {
      clock.sleep(60_000);
      // The answer to the last question has come; a message wakes a hidden tab.
      if (asked > 0) heartbeat.heard();
      clock.advance(QUIET_MS);
    }
    expect(asked).to.be.above(3);
    expect(silent).to.equal(0);
  });

  it('finds out in a throttled tab, too, that nobody answers', () => {
    clock.sleep(60_000);
    clock.advance(QUIET_MS);
    clock.sleep(60_000);
    clock.advance(ANSWER_MS);
    clock.advance(ANSWER_MS + LATE_MS);
    expect(silent).to.equal(1);
  });

  it('asks at once when told to look, and not at all when it does not run', () => {
    heartbeat.check();
    expect(asked).to.equal(1);
    clock.advance(ANSWER_MS);
    expect(silent).to.equal(1);
    heartbeat.check();
    expect(asked).to.equal(1);
  });
});
