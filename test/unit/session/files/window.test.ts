import { expect } from 'chai';
import { CreditWindow, MAX_WINDOW } from '../../../../src/session/files/window.js';
import { CHUNK_LENGTH } from '../../../../src/wire/chunks.js';

interface Line {
  /** Bytes per second. */
  readonly rate: number;
  /** Milliseconds there and back. */
  readonly roundTrip: number;
}

/**
 * A receiver that asks and says when there is room, a sender that sends what it may, a line that carries one chunk after
 * the other. What counts is the second half of the chunks.
 */
function transfer({ rate, roundTrip }: Line, count = 4_000): { rate: number; longestWait: number; size: number } {
  let now = -roundTrip / 2;
  const window = new CreditWindow(() => now);
  window.granted(0);
  const perChunk = (CHUNK_LENGTH / rate) * 1_000;
  let until = window.size;
  const allowed = Array.from({ length: count }, (_, index) => (index < until ? 0 : Infinity));
  let [sent, longestWait, half] = [0, 0, 0];
  for (let index = 0; index < count; index++) {
    const mayGo = allowed[index] ?? Infinity;
    const begins = Math.max(sent, mayGo);
    sent = begins + perChunk;
    if (index === count / 2) half = sent;
    // A message that is sent when the chunk may go stands behind those before it.
    if (index >= count / 2) longestWait = Math.max(longestWait, begins - mayGo);
    now = sent + roundTrip / 2;
    window.arrived(index);
    const room = index + 1 + window.size;
    if (room - until < window.step) continue;
    window.granted(until);
    allowed.fill(now + roundTrip / 2, until, room);
    until = room;
  }
  return { rate: ((count / 2) * CHUNK_LENGTH) / ((sent - half) / 1_000), longestWait, size: window.size };
}

describe('the room for a file', () => {
  for (const line of [
    { rate: 4e6, roundTrip: 5 },
    { rate: 18e6, roundTrip: 2 },
    { rate: 80e6, roundTrip: 4 },
    { rate: 20e6, roundTrip: 20 },
    { rate: 20e6, roundTrip: 100 },
    { rate: 60e6, roundTrip: 100 },
  ]) {
    const name = `${line.rate / 1e6} MB/s with ${line.roundTrip} ms there and back`;
    it(`keeps a line of ${name} busy, and lets no message wait for long`, () => {
      const { rate, longestWait } = transfer(line);
      expect(rate / line.rate).to.be.above(0.95);
      // The least window is half a mebibyte.
      expect(longestWait).to.be.below(Math.max(90, (8 * CHUNK_LENGTH * 1_000) / line.rate));
    });
  }

  it('has an end where the line is longer than that', () => {
    expect(transfer({ rate: 1e9, roundTrip: 200 }).size).to.equal(MAX_WINDOW);
  });

  it('does not take a pause for a line that is slow', () => {
    let now = 0;
    const window = new CreditWindow(() => now);
    window.granted(0);
    now = 5;
    window.arrived(0);
    const { size } = window;
    window.granted(10);
    window.forget();
    now = 60_000;
    window.arrived(10);
    expect(window.size).to.equal(size);
  });

  it('learns nothing from a clock that is set back', () => {
    let now = 3_600_000;
    const window = new CreditWindow(() => now);
    window.granted(0);
    now = 0;
    window.arrived(0);
    for (let index = 10; index < 100; index += 10) {
      window.granted(index);
      now += 100;
      window.arrived(index);
    }
    expect(window.size).to.equal(MAX_WINDOW);
  });

  it('becomes smaller by half at most, whatever one chunk did', () => {
    let now = 0;
    const window = new CreditWindow(() => now);
    window.granted(0);
    window.arrived(0);
    const { size } = window;
    window.granted(10);
    now = 60_000;
    window.arrived(10);
    expect(window.size).to.equal(size / 2);
  });
});
