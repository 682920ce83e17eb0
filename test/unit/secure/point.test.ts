import { expect } from 'chai';
import { exportPoint, generateKeyPair } from '../../../src/secure/handshake.js';
import { isPoint } from '../../../src/secure/point.js';

describe('a point of P-256', () => {
  it('is every public key that a browser makes', async () => {
    for (let round = 0; round < 20; round++) {
      const { publicKey } = await generateKeyPair();
      expect(isPoint(await exportPoint(publicKey))).to.equal(true);
    }
  });

  it('is not a public key with any one bit flipped', async () => {
    const { publicKey } = await generateKeyPair();
    const point = await exportPoint(publicKey);
    for (let bit = 0; bit < point.length * 8; bit++) {
      const other = point.slice();
      other[bit >> 3] = (other[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(isPoint(other), `bit ${bit}`).to.equal(false);
    }
  });

  it('is not zero, nothing, compressed, too long, or beyond the field', async () => {
    const zero = Uint8Array.of(4, ...new Uint8Array(64));
    const { publicKey } = await generateKeyPair();
    const point = await exportPoint(publicKey);
    const compressed = Uint8Array.of(2, ...point.subarray(1, 33));
    for (const bad of [zero, new Uint8Array(), compressed, Uint8Array.of(...point, 0), new Uint8Array(65).fill(255)]) {
      expect(isPoint(bad)).to.equal(false);
    }
  });
});
