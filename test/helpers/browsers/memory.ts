/**
 * What is left in the memory of a page, by the DevTools protocol. Chromium only.
 *
 * Strings are found by a heap snapshot. A snapshot shows that there is a buffer, but not what is in it; so the page is
 * watched from its start: every buffer that goes into or comes out of WebCrypto, or is a copy, is followed by a weak
 * reference, and those that are still alive at the end are read.
 */
import { writeFile } from 'node:fs/promises';
import type { CDPSession, Page } from 'puppeteer-core';
import { contentsOf, type Contents } from './heap.js';

/** Texts to look for, and bytes. */
export interface Wanted {
  readonly texts: readonly string[];
  /** Hexadecimal, 8 bytes at least. */
  readonly bytes: readonly string[];
}

/** What was found. Empty, if nothing was. */
export interface Found {
  readonly texts: readonly string[];
  readonly bytes: readonly string[];
}

/** Follows all buffers with secrets in them, from before anything else runs. `onSecret`: each one, as it is used. */
export async function follow(page: Page, onSecret: (hex: string) => void): Promise<void> {
  await page.exposeFunction('reportSecret', onSecret);
  await page.evaluateOnNewDocument(FOLLOW);
}

/** Collects garbage, and looks for these texts and bytes in what is still alive. The page has been followed. */
export async function search(page: Page, { texts, bytes }: Wanted): Promise<Found> {
  const session = await page.createCDPSession();
  try {
    const snapshot = await heapSnapshot(session);
    const found = (await page.evaluate(`globalThis.findInBuffers(${JSON.stringify(bytes)})`)) as string[];
    return { texts: texts.filter((text) => snapshot.includes(text)), bytes: found };
  } finally {
    // The page may be gone by now; what was wrong before that counts.
    await session.detach().catch(() => {});
  }
}

/** The numbers that tell a leak, after garbage was collected. */
export async function counts(
  page: Page,
): Promise<{ readonly heap: number; readonly nodes: number; readonly listeners: number }> {
  const session = await page.createCDPSession();
  try {
    await collect(session);
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters');
    return { heap: usedSize, nodes, listeners: jsEventListeners };
  } finally {
    await session.detach();
  }
}

/**
 * What scripts keep, after garbage was collected.
 *
 * @param path where to leave the snapshot, for the Memory panel of DevTools to open and compare with another
 */
export async function contents(page: Page, path?: string): Promise<Contents> {
  const session = await page.createCDPSession();
  try {
    const snapshot = await heapSnapshot(session);
    if (path) await writeFile(path, snapshot);
    return contentsOf(snapshot);
  } finally {
    await session.detach();
  }
}

/** More than once: what a finalizer lets go of is garbage of the next round. */
async function collect(session: CDPSession): Promise<void> {
  await session.send('HeapProfiler.enable');
  for (let round = 0; round < 3; round++) await session.send('HeapProfiler.collectGarbage');
}

async function heapSnapshot(session: CDPSession): Promise<string> {
  const chunks: string[] = [];
  const keep = ({ chunk }: { chunk: string }): void => void chunks.push(chunk);
  session.on('HeapProfiler.addHeapSnapshotChunk', keep);
  await collect(session);
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false, captureNumericValue: false });
  session.off('HeapProfiler.addHeapSnapshotChunk', keep);
  return chunks.join('');
}

const FOLLOW = `(() => {
  const followed = new Map();
  let next = 0;
  const follow = (bytes) => {
    const buffer = ArrayBuffer.isView(bytes) ? bytes.buffer : bytes;
    if (buffer instanceof ArrayBuffer) followed.set(next++, new WeakRef(buffer));
    if (next % 1000 === 0) for (const [key, reference] of followed) if (!reference.deref()) followed.delete(key);
    return bytes;
  };
  const viewOf = (bytes) =>
    ArrayBuffer.isView(bytes) ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : new Uint8Array(bytes);
  const say = (bytes) => {
    follow(bytes);
    const letters = Array.from(viewOf(bytes), (byte) => byte.toString(16).padStart(2, '0'));
    globalThis.reportSecret(letters.join(''));
    return bytes;
  };
  const wrap = (owner, name, before, after) => {
    const original = owner[name];
    owner[name] = function (...args) {
      before?.(this, args);
      const result = original.apply(this, args);
      return after ? (result instanceof Promise ? result.then(after) : after(result)) : result;
    };
  };
  const subtle = SubtleCrypto.prototype;
  wrap(subtle, 'importKey', (_, [format, data, algorithm]) => {
    if (format === 'raw' && !/^EC/.test(algorithm.name ?? algorithm)) say(data);
  });
  wrap(subtle, 'deriveBits', null, say);
  // ML-KEM, where the browser has it itself.
  if (subtle.encapsulateBits) {
    wrap(subtle, 'encapsulateBits', null, (both) => (say(both.sharedKey), both));
    wrap(subtle, 'decapsulateBits', null, say);
  }
  wrap(subtle, 'encrypt', (_, [, , data]) => follow(data));
  wrap(subtle, 'decrypt', null, follow);
  wrap(subtle, 'digest', (_, [, data]) => follow(data));
  wrap(Crypto.prototype, 'getRandomValues', null, (bytes) => (bytes.byteLength >= 32 ? say(bytes) : bytes));
  const TypedArray = Object.getPrototypeOf(Uint8Array.prototype);
  wrap(TypedArray, 'slice', null, follow);
  wrap(TypedArray, 'set', (array) => follow(array));
  wrap(ArrayBuffer.prototype, 'slice', null, follow);
  wrap(Blob.prototype, 'arrayBuffer', null, follow);
  wrap(TextEncoder.prototype, 'encode', null, follow);

  globalThis.findInBuffers = (wanted) => {
    const byStart = new Map();
    for (const hex of wanted) {
      const numbers = hex.match(/../g).map((pair) => parseInt(pair, 16));
      const start = numbers[0] | (numbers[1] << 8) | (numbers[2] << 16);
      byStart.set(start, [...(byStart.get(start) ?? []), { hex, numbers }]);
    }
    const found = new Set();
    const buffers = new Set([...followed.values()].map((reference) => reference.deref()).filter(Boolean));
    for (const buffer of buffers) {
      if (buffer.detached) continue;
      const bytes = new Uint8Array(buffer);
      for (let at = 0; at + 8 <= bytes.length; at++) {
        const known = byStart.get(bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16));
        for (const { hex, numbers } of known ?? []) {
          if (numbers.every((number, index) => bytes[at + index] === number)) found.add(hex);
        }
      }
    }
    return [...found];
  };
})()`;
