/**
 * Files as large as films, between two browser processes, in all pairs; their SHA-256 is compared, and messages meanwhile do
 * not wait.
 *
 *   npm run test:files-large
 *   MIB=480 npm run test:files-large     more does not fit into the memory that a session lets files have
 *
 * What is larger goes from disk to disk: `npm run bench:file-memory -- --mib 2048` does that, and compares too.
 */
import { env } from 'node:process';
import { expect } from 'chai';
import { launchPair } from '../helpers/browsers/pair.js';
import { expectWhole, patienceFor, talk } from '../helpers/browsers/transfer.js';

const MIB = 1024 ** 2;
const PAIRS = [
  { from: 'chromium', to: 'chromium', mib: Number(env['MIB']) || 300 },
  { from: 'firefox', to: 'firefox', mib: 64 },
  { from: 'chromium', to: 'firefox', mib: 64 },
  { from: 'firefox', to: 'chromium', mib: 64 },
] as const;

describe('a large file', () => {
  for (const { from, to, mib } of PAIRS) {
    const size = mib * MIB;
    it(`of ${mib} MiB arrives whole from ${from} to ${to}`, async () => {
      const pair = await launchPair(from, to);
      try {
        const meeting = await pair.meet();
        await talk(meeting);
        const { times, moving } = await expectWhole(meeting, 'large.bin', size);
        // Not a measurement (see bench/files.ts). Had they waited for the file, there would be one, as long as the file.
        expect(times.length, `messages in ${moving} ms`).to.be.at.least(3);
        const median = [...times].sort((one, other) => one - other)[Math.floor(times.length / 2)];
        expect(median).to.be.below(Math.min(500, moving / 3));
        await meeting.close();
      } finally {
        await pair.close();
      }
    }).timeout(2 * patienceFor(size));
  }
});
