/** Where the bytes of an accepted file go. RAM is the default, up to a cap; nothing is stored unless the person chose a place. */
import { DMError } from '../../errors.js';
import type { Bytes } from '../../wire/bytes.js';
import type { FileDestination, FileWriter } from './types.js';

/** All files in the RAM of one session together. Bytes. */
export const MEMORY_CAP = 512 * 1024 * 1024;

/** What is written to a chosen place at once. Bytes. */
const BLOCK_LENGTH = 256 * 1024;

export interface Sink {
  write(bytes: Bytes): Promise<void>;
  /** Everything is there and verified. */
  close(): Promise<void>;
  /** Throws away what there is: wrong, cancelled, or wiped. */
  discard(): Promise<void>;
  /** The bytes, of a sink in RAM that was closed. */
  parts(): readonly Bytes[] | null;
}

/** What is left of the RAM that files may take. */
export class MemoryBudget {
  #used = 0;

  constructor(private readonly cap = MEMORY_CAP) {}

  /** Throws `too-large`. Returns what gives it back. */
  take(size: number): () => void {
    if (this.#used + size > this.cap) throw new DMError('too-large', 'files in memory would be over their cap');
    this.#used += size;
    let taken = true;
    return () => {
      if (taken) this.#used -= size;
      taken = false;
    };
  }
}

/** Throws `too-large` when the budget does not allow it. */
export function memorySink(size: number, budget: MemoryBudget): Sink {
  const giveBack = budget.take(size);
  let parts: Bytes[] = [];
  return {
    write: async (bytes) => void parts.push(bytes),
    close: async () => {},
    parts: () => parts,
    discard: async () => {
      for (const part of parts) part.fill(0);
      parts = [];
      giveBack();
    },
  };
}

/**
 * Browsers write to a copy, which takes the file's place only when it is closed: nothing half is left behind. Each write
 * is a way through several processes, so chunks are written in blocks; one is filled while the other one is written.
 */
export async function destinationSink(destination: FileDestination): Promise<Sink> {
  const writer: FileWriter = await destination.createWritable();
  let open = true;
  let [filling, spare] = [new Uint8Array(BLOCK_LENGTH), new Uint8Array(BLOCK_LENGTH)];
  let filled = 0;
  let writing: Promise<void> = Promise.resolve();
  /** Resolves when the block before is written, and there is one to fill. */
  const flush = async (): Promise<void> => {
    await writing;
    const block = filling.subarray(0, filled);
    [filling, spare, filled] = [spare, filling, 0];
    writing = writer.write(block).finally(() => block.fill(0));
    // Whoever writes or closes next is told.
    writing.catch(() => {});
  };
  return {
    write: async (bytes) => {
      for (let start = 0; start < bytes.length;) {
        const part = bytes.subarray(start, start + BLOCK_LENGTH - filled);
        filling.set(part, filled);
        filled += part.length;
        start += part.length;
        if (filled === BLOCK_LENGTH) await flush();
      }
    },
    close: async () => {
      if (filled > 0) await flush();
      await writing;
      open = false;
      await writer.close();
    },
    parts: () => null,
    discard: async () => {
      filling.fill(0);
      if (open) await writer.abort().catch(() => {});
      open = false;
    },
  };
}
