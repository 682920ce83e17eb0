import { expect } from 'chai';
import { DMError } from '../../../src/errors.js';
import { qrModules, readQr, type QrImage, type QrModules } from '../../../src/wire/qr.js';

/** What a camera would see: `scale` pixels a module. */
function photograph(modules: QrModules, scale = 4): QrImage {
  const size = modules.length * scale;
  const data = new Uint8ClampedArray(size * size * 4).fill(255);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (modules[Math.floor(y / scale)]?.[Math.floor(x / scale)])
        data.fill(0, (y * size + x) * 4, (y * size + x) * 4 + 3);
    }
  }
  return { width: size, height: size, data };
}

describe('QR codes', () => {
  it('are read as they were written', async () => {
    for (const text of ['a', 'https://example.com/chat?room=1#dm=1.abcDEF-_123.Ym9i', 'x'.repeat(1_000)]) {
      const modules = await qrModules(text);
      expect(modules.every((row) => row.length === modules.length)).to.equal(true);
      expect(await readQr(photograph(modules))).to.equal(text);
    }
  });

  it('have a quiet zone', async () => {
    const modules = await qrModules('quiet');
    for (const edge of [0, 1, modules.length - 1]) {
      expect(modules[edge]?.some(Boolean)).to.equal(false);
      expect(modules.some((row) => row[edge])).to.equal(false);
    }
  });

  it('refuse what does not fit', async () => {
    const error = await qrModules('x'.repeat(10_000)).catch((reason: unknown) => reason);
    expect(DMError.is(error, 'too-large')).to.equal(true);
  });

  it('read nothing from an image without one', async () => {
    expect(await readQr({ width: 40, height: 40, data: new Uint8ClampedArray(40 * 40 * 4).fill(200) })).to.equal(null);
    expect(await readQr({ width: 0, height: 0, data: new Uint8ClampedArray() })).to.equal(null);
  });
});
