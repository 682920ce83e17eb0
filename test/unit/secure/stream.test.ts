import { expect } from 'chai';
import fc from 'fast-check';
import { openChunk, sealChunk, transferKeys, type StreamKeys } from '../../../src/secure/stream.js';
import { CHUNK_LENGTH, chunkCount, parseChunk, type Transfer } from '../../../src/wire/chunks.js';
import type { Bytes } from '../../../src/wire/bytes.js';

const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));
const TRANSFER: Transfer = { id: random(16), attempt: 0 };

/** All chunks of a file, sealed at once. */
const sealFile = (keys: StreamKeys, transfer: Transfer, chunks: readonly Bytes[]): Promise<Bytes[]> =>
  Promise.all(chunks.map((chunk, index) => sealChunk(keys, transfer, index, index === chunks.length - 1, chunk)));

/** What a receiver gets that expects `count` chunks, up to the first that is not the next one. */
async function openFile(keys: StreamKeys, frames: readonly Bytes[], count: number): Promise<Bytes[]> {
  const opened: Bytes[] = [];
  for (const [index, frame] of frames.entries()) {
    const chunk = parseChunk(frame);
    const plaintext = chunk && (await openChunk(keys, chunk, index, index === count - 1));
    if (!plaintext) break;
    opened.push(plaintext);
  }
  return opened;
}

describe('file chunks', () => {
  let keys: StreamKeys;
  const secret = random(32);
  const salt = random(32);

  beforeEach(async () => {
    keys = await transferKeys(secret, salt, TRANSFER);
  });

  it('arrive as they were, an empty file too', async () => {
    for (const chunks of [[new Uint8Array()], [random(10)], [random(CHUNK_LENGTH), random(CHUNK_LENGTH), random(1)]]) {
      expect(await openFile(keys, await sealFile(keys, TRANSFER, chunks), chunks.length)).to.deep.equal(chunks);
    }
  });

  it('make frames of at most 65,536 bytes, and no longer one parses', async () => {
    const [frame] = await sealFile(keys, TRANSFER, [random(CHUNK_LENGTH)]);
    expect(frame).to.have.lengthOf(65_536);
    expect(parseChunk(new Uint8Array([...(frame ?? []), 0]))).to.equal(null);
  });

  it('that are left out, repeated, moved, cut off or appended do not open', async () => {
    const chunks = [random(5), random(6), random(7), random(8)];
    const frames = (await sealFile(keys, TRANSFER, chunks)) as [Bytes, Bytes, Bytes, Bytes];
    const [one, two, three, four] = frames;
    const received = async (order: readonly Bytes[], count = 4): Promise<number> =>
      (await openFile(keys, order, count)).length;
    expect(await received([one, three, four])).to.equal(1);
    expect(await received([one, one, two])).to.equal(1);
    expect(await received([two, one])).to.equal(0);
    expect(await received([one, two, three], 3), 'cut off: the last one does not say that it is the last').to.equal(2);
    expect(await received([one, two, three, four, four], 5), 'appended').to.equal(3);
  });

  it('of another attempt, transfer, file key or direction do not open', async () => {
    const frames = await sealFile(keys, TRANSFER, [random(5)]);
    for (const other of [
      await transferKeys(secret, salt, { ...TRANSFER, attempt: 1 }),
      await transferKeys(secret, salt, { ...TRANSFER, id: random(16) }),
      await transferKeys(secret, random(32), TRANSFER),
      await transferKeys(random(32), salt, TRANSFER),
    ]) {
      expect(await openFile(other, frames, 1)).to.have.lengthOf(0);
    }
  });

  it('that were changed in any bit do not open', async () => {
    const [frame] = (await sealFile(keys, TRANSFER, [random(40)])) as [Bytes];
    await fc.assert(
      fc.asyncProperty(fc.nat(frame.length - 1), fc.nat(7), async (at, bit) => {
        const copy = frame.slice();
        copy[at] = (copy[at] ?? 0) ^ (1 << bit);
        expect(await openFile(keys, [copy], 1)).to.have.lengthOf(0);
      }),
    );
  });

  it('parse or do not, and never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (rest) => {
        const chunk = parseChunk(Uint8Array.of(0x20, 1, ...rest));
        if (chunk) expect(chunk.header.length + chunk.sealed.length).to.equal(rest.length + 2);
      }),
    );
  });

  it('are counted: one for an empty file, and never more than an index can say', () => {
    expect([0, 1, CHUNK_LENGTH, CHUNK_LENGTH + 1].map(chunkCount)).to.deep.equal([1, 1, 1, 2]);
    for (const size of [-1, 0.5, NaN, 2 ** 53, CHUNK_LENGTH * 2 ** 32]) {
      expect(() => chunkCount(size), String(size))
        .to.throw()
        .with.property('code', 'too-large');
    }
  });
});
