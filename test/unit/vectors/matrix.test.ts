/** The short strings are those of the Matrix specification: its table, its words, its arithmetic. */
import { expect } from 'chai';
import fc from 'fast-check';
import { EMOJI, ENGLISH } from '../../../components/dm-verify/emoji.js';
import { decimals, emojiIndices } from '../../../src/secure/sas.js';
import table from '../../vectors/matrix/sas-emoji.json' with { type: 'json' };

describe('short strings of Matrix', () => {
  it('has its 64 emoji in their order, with their English words', () => {
    expect(table.map(({ number }) => number)).to.deep.equal([...Array(64).keys()]);
    expect(EMOJI).to.deep.equal(table.map(({ emoji }) => emoji));
    expect(ENGLISH).to.deep.equal(table.map(({ description }) => description));
  });

  it('are all zeros and all ones at the ends of the range (the values of vodozemac)', () => {
    const [zeros, ones] = [new Uint8Array(6), new Uint8Array(6).fill(0xff)];
    expect(emojiIndices(zeros)).to.deep.equal([0, 0, 0, 0, 0, 0, 0]);
    expect(emojiIndices(ones)).to.deep.equal([63, 63, 63, 63, 63, 63, 63]);
    expect(decimals(zeros)).to.deep.equal([1000, 1000, 1000]);
    expect(decimals(ones)).to.deep.equal([9191, 9191, 9191]);
  });

  it('follow the formulas of the specification for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 6, maxLength: 6 }), (sas) => {
        const [b0 = 0, b1 = 0, b2 = 0, b3 = 0, b4 = 0] = sas;
        // Client-server API, section "SAS method: decimal".
        expect(decimals(sas)).to.deep.equal([
          ((b0 << 5) | (b1 >> 3)) + 1000,
          (((b1 & 0x7) << 10) | (b2 << 2) | (b3 >> 6)) + 1000,
          (((b3 & 0x3f) << 7) | (b4 >> 1)) + 1000,
        ]);
        // Section "SAS method: emoji": the first 42 bits, seven groups of six.
        const bits = [...sas].map((byte) => byte.toString(2).padStart(8, '0')).join('');
        expect(emojiIndices(sas)).to.deep.equal(
          (bits.slice(0, 42).match(/.{6}/g) ?? []).map((six) => parseInt(six, 2)),
        );
      }),
    );
  });
});
