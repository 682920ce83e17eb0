import { expect } from 'chai';
import { destinationSink } from '../../../../src/session/files/sink.js';
import type { FileDestination } from '../../../../src/session/files/types.js';
import type { Bytes } from '../../../../src/wire/bytes.js';

/** Keeps what is written as a browser does: by copy. */
class Place implements FileDestination {
  readonly writes: Bytes[] = [];
  readonly given: Bytes[] = [];
  closed = false;
  aborted = false;
  refuse = false;

  async createWritable() {
    return {
      write: async (bytes: Bytes) => {
        this.given.push(bytes);
        if (this.refuse) throw new Error('the disk is full');
        this.writes.push(bytes.slice());
      },
      close: async () => void (this.closed = true),
      abort: async () => void (this.aborted = true),
    };
  }

  get content(): Buffer {
    return Buffer.concat(this.writes);
  }
}

const chunk = (length: number, seed: number): Bytes =>
  Uint8Array.from({ length }, (_, index) => (index * 31 + seed) % 251);

describe('a file that goes to a chosen place', () => {
  let place: Place;
  beforeEach(() => {
    place = new Place();
  });

  it('is written in fewer and larger pieces than it came in, in order', async () => {
    const sink = await destinationSink(place);
    const chunks = Array.from({ length: 41 }, (_, seed) => chunk(65_494, seed));
    for (const each of chunks) await sink.write(each);
    await sink.close();
    expect(place.content.equals(Buffer.concat(chunks))).to.equal(true);
    expect(place.writes).to.have.length.below(chunks.length / 3);
    expect(place.closed).to.equal(true);
  });

  it('is whole when it is one byte, or none', async () => {
    for (const length of [1, 0]) {
      place = new Place();
      const sink = await destinationSink(place);
      await sink.write(chunk(length, 7));
      await sink.close();
      expect([place.content.length, place.closed]).to.deep.equal([length, true]);
    }
  });

  it('is not closed when the last piece could not be written', async () => {
    const sink = await destinationSink(place);
    place.refuse = true;
    await sink.write(chunk(10, 1));
    const error = await sink.close().catch((each: unknown) => each);
    expect(String(error)).to.include('the disk is full');
    expect(place.closed).to.equal(false);
  });

  it('says of a piece that could not be written before much more is taken', async () => {
    const sink = await destinationSink(place);
    place.refuse = true;
    let taken = 0;
    const error = await (async () => {
      for (; taken < 100; taken++) await sink.write(chunk(65_494, taken));
    })().catch((each: unknown) => each);
    expect(String(error)).to.include('the disk is full');
    expect(taken).to.be.below(10);
  });

  it('leaves nothing in memory, written or thrown away', async () => {
    const sink = await destinationSink(place);
    for (let seed = 0; seed < 9; seed++) await sink.write(chunk(65_494, seed + 1));
    await sink.discard();
    expect(place.aborted).to.equal(true);
    expect(place.given).to.have.length.above(1);
    const buffers = new Set(place.given.map(({ buffer }) => buffer));
    for (const buffer of buffers) expect(new Uint8Array(buffer).every((byte) => byte === 0)).to.equal(true);
  });
});
