/** Where the bytes of an accepted file go. RAM is the default, up to a cap; nothing is stored unless the person chose a place. */
import { DMError } from '../../errors.js';
import type { Bytes } from '../../wire/bytes.js';
import type { FileDestination, FileWriter } from './types.js';

/** All files in the RAM of one session together. Bytes. */
export const MEMORY_CAP = 512 * 1024 * 1024;

export interface Sink {
  write(bytes: Bytes): Promise<void>;
  /** Everything is there and verified. */
  close(): Promise<void>;
  /** Throws away what there is: wrong, cancelled, or wiped. */
  discard(): Promise<void>;
  /** What was written, of a sink in RAM that was closed: always the same, so that it is there once. */
  content(type: string): Blob | null;
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
  let content: Blob | null = null;
  const forget = (): void => {
    for (const part of parts) part.fill(0);
    parts = [];
  };
  return {
    write: async (bytes) => void parts.push(bytes),
    close: async () => {},
    content: (type) => {
      if (content) return content;
      // It has a copy.
      content = new Blob(parts, { type });
      forget();
      return content;
    },
    discard: async () => {
      forget();
      content = null;
      giveBack();
    },
  };
}

/** Browsers write to a copy, which takes the file's place only when it is closed: nothing half is left behind. */
export async function destinationSink(destination: FileDestination): Promise<Sink> {
  const writer: FileWriter = await destination.createWritable();
  let open = true;
  return {
    write: (bytes) => writer.write(bytes),
    close: async () => {
      open = false;
      await writer.close();
    },
    content: () => null,
    discard: async () => {
      if (open) await writer.abort().catch(() => {});
      open = false;
    },
  };
}
