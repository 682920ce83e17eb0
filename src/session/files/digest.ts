/**
 * The digest of a whole file: SHA-256 over the SHA-256 of its chunks, in order, with the size in front. WebCrypto cannot
 * hash a stream; in plain JavaScript it would cost a third of a core at line rate, while chunks hash beside everything
 * else. The tree has one level and the length is in it, so no other file has the same digest.
 */
import { concat, equalBytes, u64, utf8, type Bytes } from '../../wire/bytes.js';

const HASH_LENGTH = 32;

export class FileDigest {
  /** Digests that are ready or being made: nobody waits for one before the next chunk. */
  readonly #chunks: Promise<ArrayBuffer>[];

  /** @param count chunks of the file */
  constructor(
    private readonly size: number,
    private readonly count: number,
  ) {
    this.#chunks = [];
  }

  has(index: number): boolean {
    return this.#chunks[index] !== undefined;
  }

  add(index: number, chunk: Bytes): void {
    this.#chunks[index] = crypto.subtle.digest('SHA-256', chunk);
  }

  /** 32 bytes. Only once every chunk was added. */
  async finish(): Promise<Bytes> {
    const all = new Uint8Array(this.count * HASH_LENGTH);
    for (const [index, chunk] of (await Promise.all(this.#chunks)).entries()) {
      all.set(new Uint8Array(chunk), index * HASH_LENGTH);
    }
    const input = concat(utf8('dm-elements/1 file'), u64(this.size), all);
    return new Uint8Array(await crypto.subtle.digest('SHA-256', input));
  }

  async matches(digest: Uint8Array): Promise<boolean> {
    return equalBytes(await this.finish(), digest);
  }
}
