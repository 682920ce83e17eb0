import { expect } from '@open-wc/testing';
import { isShowable, pixelsOf } from '../../components/dm-file/pixels.js';

const bytes = (...parts: (string | number[])[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'string' ? [...part].map((letter) => letter.charCodeAt(0)) : part)),
  );
const zeros = (count: number): number[] => new Array<number>(count).fill(0);
/** 30,000, which nobody shows. */
const BIG = [0x75, 0x30];
const LITTLE = [0x30, 0x75];

const HUGE: Record<string, Uint8Array<ArrayBuffer>> = {
  png: bytes([0x89], 'PNG\r\n\x1a\n', [0, 0, 0, 13], 'IHDR', [0, 0], BIG, [0, 0], BIG),
  gif: bytes('GIF89a', LITTLE, LITTLE),
  jpeg: bytes([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xff, 0xc4, 0, 3, 9, 0xff, 0xc2, 0, 17, 8], BIG, BIG),
  'webp, lossy': bytes('RIFF', zeros(4), 'WEBPVP8 ', zeros(10), [0xff, 0x3f], [0xff, 0x3f]),
  'webp, lossless': bytes('RIFF', zeros(4), 'WEBPVP8L', zeros(4), [0x2f, 0xff, 0xff, 0xff, 0x0f]),
  'webp, extended': bytes('RIFF', zeros(4), 'WEBPVP8X', zeros(8), [0x2f, 0x75, 0, 0x2f, 0x75, 0]),
  avif: bytes(zeros(4), 'ftypavif', zeros(20), 'ispe', zeros(4), [0, 0, 0, 9, 0, 0, 0, 9], 'ispe', zeros(4), [
    0,
    0,
    ...BIG,
    0,
    0,
    ...BIG,
  ]),
};

describe('how large a picture is', () => {
  for (const [kind, header] of Object.entries(HUGE)) {
    it(`is read from its header, and refused before it is decoded (${kind})`, async () => {
      const expected = /lossy|lossless/.test(kind) ? [16_383 ** 2, 16_384 ** 2] : [900_000_000];
      expect(expected).to.include(pixelsOf(header));
      expect(await isShowable(new Blob([header]))).to.equal(false);
      for (let end = 0; end < header.length; end++) pixelsOf(header.slice(0, end));
    });
  }

  it('is as the browser says, of pictures that it makes itself', async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 321, height: 123 });
    for (const type of ['image/png', 'image/jpeg', 'image/webp']) {
      const picture = await new Promise<Blob>((resolve) => canvas.toBlob((blob) => resolve(blob!), type));
      expect(pixelsOf(new Uint8Array(await picture.arrayBuffer())), type).to.equal(321 * 123);
      expect(await isShowable(picture), type).to.equal(true);
    }
  });

  it('is not known of what is no picture', async () => {
    for (const text of ['', 'hello', '<svg/>', '\xff\xd8hello there']) {
      expect(pixelsOf(bytes(text)), text).to.equal(null);
    }
    expect(await isShowable(new Blob(['hello']))).to.equal(false);
  });
});
