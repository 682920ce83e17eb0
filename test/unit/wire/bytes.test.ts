import { expect } from 'chai';
import fc from 'fast-check';
import {
  concat,
  equalBytes,
  fromBase64url,
  fromUtf8,
  toBase64url,
  u16,
  u32,
  u64,
  utf8,
  wipe,
} from '../../../src/wire/bytes.js';

describe('bytes', () => {
  it('joins parts in order', () => {
    expect([...concat(Uint8Array.of(1), new Uint8Array(), Uint8Array.of(2, 3))]).to.deep.equal([1, 2, 3]);
  });

  it('compares by content and by length', () => {
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).to.equal(true);
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).to.equal(false);
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2, 0))).to.equal(false);
  });

  it('writes numbers in network byte order and refuses what does not fit', () => {
    expect([...u16(0x1234)]).to.deep.equal([0x12, 0x34]);
    expect([...u32(0x12345678)]).to.deep.equal([0x12, 0x34, 0x56, 0x78]);
    expect([...u64(2 ** 40 + 5)]).to.deep.equal([0, 0, 1, 0, 0, 0, 0, 5]);
    for (const bad of [-1, 1.5, NaN]) {
      expect(() => u16(bad)).to.throw(RangeError);
      expect(() => u32(bad)).to.throw(RangeError);
      expect(() => u64(bad)).to.throw(RangeError);
    }
    expect(() => u16(0x10000)).to.throw(RangeError);
    expect(() => u32(2 ** 32)).to.throw(RangeError);
    expect(() => u64(2 ** 53)).to.throw(RangeError);
  });

  it('decodes what it encoded, for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = toBase64url(bytes);
        expect(text).to.match(/^[A-Za-z0-9_-]*$/);
        expect([...(fromBase64url(text) ?? [])]).to.deep.equal([...bytes]);
      }),
    );
  });

  it('accepts only the one canonical base64url text of some bytes', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 24 }), (text) => {
        const bytes = fromBase64url(text);
        if (bytes) expect(toBase64url(bytes)).to.equal(text);
      }),
    );
    for (const bad of ['A', 'AB==', 'AB', 'A+/A', 'AA A']) expect(fromBase64url(bad), bad).to.equal(null);
    expect(fromBase64url('AA')).to.deep.equal(Uint8Array.of(0));
  });

  it('tells invalid UTF-8 from text', () => {
    expect(fromUtf8(utf8('héllo 👋'))).to.equal('héllo 👋');
    expect(fromUtf8(Uint8Array.of(0xc3))).to.equal(null);
    expect(fromUtf8(Uint8Array.of(0xed, 0xa0, 0x80))).to.equal(null);
  });

  it('wipes in place and passes over what is not there', () => {
    const secret = Uint8Array.of(1, 2, 3);
    wipe(secret, null, undefined);
    expect([...secret]).to.deep.equal([0, 0, 0]);
  });
});
