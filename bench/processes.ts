/** What a browser costs the machine: itself and every process that it has started (Linux only), and a page's heap. */
import { readdir, readFile } from 'node:fs/promises';
import type { Page } from 'puppeteer-core';

/** Of the kernel's clock (`sysconf(_SC_CLK_TCK)`), 100 on every Linux in use. */
const TICKS_PER_SECOND = 100;

/** Bytes that they hold for themselves. */
export async function anonymous(root: number): Promise<number> {
  let total = 0;
  for (const pid of (await family(root)).keys()) {
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
    total += Number(/^Anonymous:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1024;
  }
  return total;
}

const SAMPLE_EVERY_MS = 200;

/**
 * Watches what browsers hold for themselves, several times a second.
 * @returns ends it, and says the peak of each above what it held at the beginning, in bytes
 */
export async function watchMemory(pids: readonly number[]): Promise<() => Promise<number[]>> {
  const before = await Promise.all(pids.map(anonymous));
  const peaks = [...before];
  const look = async (): Promise<void> => {
    for (const [index, pid] of pids.entries()) peaks[index] = Math.max(peaks[index] ?? 0, await anonymous(pid));
  };
  let watching = true;
  const watched = (async () => {
    while (watching) {
      await new Promise((resolve) => setTimeout(resolve, SAMPLE_EVERY_MS));
      await look();
    }
  })();
  return async () => {
    watching = false;
    await watched;
    return peaks.map((peak, index) => peak - (before[index] ?? 0));
  };
}

/** Seconds of processor time that they have used so far. `NaN` where there is no `/proc`. */
export async function processorSeconds(root: number): Promise<number> {
  const fields = [...(await family(root)).values()];
  // proc(5): utime and stime.
  const ticks = fields.reduce((sum, stat) => sum + Number(stat[11]) + Number(stat[12]), 0);
  return fields.length === 0 ? NaN : ticks / TICKS_PER_SECOND;
}

/** The fields of `/proc/<pid>/stat` after the name, by pid, of a process and all its descendants. */
async function family(root: number): Promise<ReadonlyMap<number, readonly string[]>> {
  const all = new Map<number, readonly string[]>();
  for (const name of (await readdir('/proc').catch(() => [])).filter((each) => /^\d+$/.test(each))) {
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    if (stat) all.set(Number(name), stat.slice(stat.lastIndexOf(')') + 2).split(' '));
  }
  const found = new Map<number, readonly string[]>();
  for (const waiting = [root]; waiting.length > 0;) {
    const pid = waiting.pop() as number;
    const own = all.get(pid);
    if (own) found.set(pid, own);
    for (const [child, stat] of all) if (Number(stat[1]) === pid) waiting.push(child);
  }
  return found;
}

/** JavaScript's heap after a collection of garbage, in bytes. Chromium only. */
export async function heapOf(page: Page): Promise<number> {
  const devtools = await page.createCDPSession();
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  await devtools.detach();
  return usedSize;
}
