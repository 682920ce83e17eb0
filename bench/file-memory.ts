/**
 * What a big file costs in memory on both sides, and what it does to messages: a real file on the disk of one browser is
 * sent to a file on the disk of the other one (the origin's own file system, whose handles are those of a save dialog).
 * Memory is what the processes of each browser hold for themselves (anonymous pages, Linux), as a peak above what they
 * held when the chat began.
 *
 *   npm run bench:file-memory                  2,048 MiB
 *   npm run bench:file-memory -- --mib 256
 */
import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { ElementHandle } from 'puppeteer-core';
import type { FileMemoryPage } from './file-memory-page.js';
import { launchPages } from './pages.js';
import { watchMemory } from './processes.js';
import { quantile, writeResults } from './report.js';
import { browserVersions } from './versions.js';

const MIB = 1024 ** 2;
/** Extra memory of one browser, in bytes; p95 of messages in milliseconds. */
const GOALS = { memory: 64 * MIB, messageP95: 100 } as const;
const KINDS = ['chromium', 'chromium'] as const;
const SLICE = 64 * 1024;

const { values } = parseArgs({ options: { mib: { type: 'string', default: '2048' } } });
const size = Number(values.mib) * MIB;
const path = join(tmpdir(), `dm-file-memory-${process.pid}.bin`);

const pages = await launchPages<FileMemoryPage>('bench/file-memory-page.ts', KINDS);
try {
  await makeFile();
  await pages.bob('listen');
  await pages.alice('ask');
  const page = (await pages.browsers[0]?.pages())?.at(-1);
  const input = (await page?.waitForSelector('input')) as ElementHandle<HTMLInputElement> | null;
  await input?.uploadFile(path);
  const peaks = await watchMemory(pages.browsers.map((browser) => browser.process()?.pid ?? 0));
  const started = performance.now();
  const received = pages.bob('receive');
  const pings = pages.alice('ping', 50);
  await pages.alice('send');
  const got = await received;
  const seconds = (performance.now() - started) / 1_000;
  const [alice = NaN, bob = NaN] = await peaks();
  await pages.alice('stop');
  const latencies = await pings;
  if (got !== size) throw new Error(`expected ${size} bytes, got ${got}`);
  await compare();
  const p95 = quantile(latencies, 0.95);
  line(`${values.mib} MiB from disk to disk, ${(size / 1e6 / seconds).toFixed(1)} MB/s`);
  line(`peak above the idle chat: ${mib(alice)} who sends, ${mib(bob)} who receives (goal ${mib(GOALS.memory)})`);
  line(
    `messages meanwhile: p50 ${quantile(latencies, 0.5).toFixed(0)} ms, p95 ${p95.toFixed(0)} ms (goal ${GOALS.messageP95} ms), ${latencies.length} of them`,
  );
  await writeResults(
    `file-memory-${values.mib}`,
    {
      goals: GOALS,
      mebibytes: Number(values.mib),
      megabytesPerSecond: size / 1e6 / seconds,
      extraBytes: { alice, bob },
      messageMilliseconds: { p50: quantile(latencies, 0.5), p95, count: latencies.length },
    },
    await browserVersions(KINDS, pages.browsers),
  );
} finally {
  await pages.close();
  await rm(path, { force: true });
}

/** Every slice is another one, so that a chunk in the wrong place is found. */
async function makeFile(): Promise<void> {
  const file = await open(path, 'w');
  const part = Buffer.alloc(MIB);
  for (let at = 0; at < size; at += MIB) {
    for (let offset = 0; offset < MIB; offset += SLICE) part.writeDoubleBE(at + offset + 0.5, offset);
    await file.write(part.subarray(0, Math.min(MIB, size - at)));
  }
  await file.close();
}

/** The product has compared the digest of the whole; this looks at slices from outside, the first and the last among them. */
async function compare(): Promise<void> {
  const file = await open(path, 'r');
  const count = Math.ceil(size / SLICE);
  for (let index = 0; index < 64; index++) {
    const at = Math.round((index / 63) * (count - 1)) * SLICE;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SLICE), 0, SLICE, at);
    const ours = createHash('sha256').update(buffer.subarray(0, bytesRead)).digest('hex');
    const theirs = await pages.bob('digest', at, at + bytesRead);
    if (ours !== theirs) throw new Error(`the bytes at ${at} are not the same`);
  }
  await file.close();
}

function mib(bytes: number): string {
  return `${(bytes / MIB).toFixed(0)} MiB`;
}

function line(text: string): void {
  process.stdout.write(`${text}\n`);
}
