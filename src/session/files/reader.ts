/** Reads a file by slices: never the whole of it in memory, and not a slice for every chunk, for each costs a message to another process. */
import type { Bytes } from '../../wire/bytes.js';
import { CHUNK_LENGTH } from '../../wire/chunks.js';

/** About 1 MiB. */
const CHUNKS_PER_SLICE = 16;
const SLICE_LENGTH = CHUNKS_PER_SLICE * CHUNK_LENGTH;

export class ChunkReader {
  /** The slice that is being used, and the one after it. */
  readonly #slices = new Map<number, Promise<ArrayBuffer>>();

  constructor(private readonly file: Blob) {}

  /** Rejects when the browser cannot read the file (any more), or when it has become shorter. */
  async chunk(index: number): Promise<Bytes> {
    const number = Math.floor(index / CHUNKS_PER_SLICE);
    for (const other of this.#slices.keys()) if (other < number || other > number + 1) this.#slices.delete(other);
    const slice = await this.#slice(number);
    if ((number + 1) * SLICE_LENGTH < this.file.size) void this.#slice(number + 1);
    const start = (index % CHUNKS_PER_SLICE) * CHUNK_LENGTH;
    const expected = Math.min(CHUNK_LENGTH, this.file.size - index * CHUNK_LENGTH);
    const bytes = new Uint8Array(slice, start, Math.max(0, Math.min(expected, slice.byteLength - start)));
    if (bytes.length !== expected) throw new RangeError('the file has become shorter');
    return bytes;
  }

  close(): void {
    this.#slices.clear();
  }

  #slice(number: number): Promise<ArrayBuffer> {
    const known = this.#slices.get(number);
    if (known) return known;
    const reading = this.file.slice(number * SLICE_LENGTH, (number + 1) * SLICE_LENGTH).arrayBuffer();
    // Whoever needs it sees the failure; reading ahead must not make an unhandled one.
    reading.catch(() => {});
    this.#slices.set(number, reading);
    return reading;
  }
}
