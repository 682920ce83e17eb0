/** Files through real browsers: what arrives is what was sent, and messages do not wait behind it. */
import { expect } from 'chai';
import { env } from 'node:process';
import { safeFileName } from '../../src/session/files/names.js';
import { CHUNK_LENGTH } from '../../src/wire/chunks.js';
import { made, sha256 } from '../helpers/browsers/contents.js';
import { launchPair, type BrowserPair, type Meeting } from '../helpers/browsers/pair.js';

/** Megabytes of the big file: `FILE_MB=300 npm test -- pairs` for the long version. */
const BIG_MB = Number(env['FILE_MB']) || 24;
const PAIRS = [
  ['chromium', 'chromium'],
  ['firefox', 'chromium'],
] as const;

const FILES = [
  { name: 'empty.txt', size: 0 },
  { name: 'one.bin', size: 1 },
  { name: 'chunk.bin', size: CHUNK_LENGTH },
  { name: 'chunk and one.bin', size: CHUNK_LENGTH + 1 },
  { name: 'sixteen.bin', size: 16 * CHUNK_LENGTH },
  { name: 'Übersicht – 照片 🙂.jpg', size: 100_000 },
  { name: '..\\..\\evil\u202Egpj.exe', size: 10 },
];

describe('files', () => {
  for (const [kindOfAlice, kindOfBob] of PAIRS) {
    describe(`from ${kindOfAlice} to ${kindOfBob}`, () => {
      let pair: BrowserPair;
      let meeting: Meeting;

      before(async () => {
        pair = await launchPair(kindOfAlice, kindOfBob);
      });
      beforeEach(async () => {
        meeting = await pair.meet();
        const { alice, bob } = meeting;
        await alice.do('ask');
        await bob.do('reaches', 'incoming_request');
        await bob.do('accept');
        await Promise.all([alice.do('reaches', 'active'), bob.do('reaches', 'active')]);
      });
      afterEach(() => meeting.close());
      after(() => pair.close());

      it('arrive whole: nothing, one byte, whole chunks, odd names', async () => {
        const { alice, bob } = meeting;
        await alice.do('sendFiles', FILES);
        await bob.do('acceptFiles', FILES.length);
        const [received, sent] = await Promise.all([bob.do('filesOver'), alice.do('filesOver')]);
        const expected = FILES.map(async ({ name, size }) => ({
          name: safeFileName(name),
          size,
          state: 'done',
          hash: await sha256(made(name, size)),
        }));
        expect(received).to.deep.equal(await Promise.all(expected));
        expect(new Set(sent.map(({ state }) => state))).to.deep.equal(new Set(['done']));
      });

      it(`arrive whole when they are big (${BIG_MB} MB), while messages go on`, async () => {
        const { alice, bob } = meeting;
        const size = BIG_MB * 1_000_000;
        await alice.do('sendFiles', [{ name: 'big.bin', size }]);
        await bob.do('acceptFiles', 1);
        const [received, latencies] = await Promise.all([bob.do('filesOver', 80_000), alice.do('latencies', 5)]);
        expect(received).to.deep.equal([
          { name: 'big.bin', size, state: 'done', hash: await sha256(made('big.bin', size)) },
        ]);
        // Not a measurement (see bench/files.ts): a message that waited for the file would take seconds.
        expect(Math.min(...latencies)).to.be.below(2_000);
      });
    });
  }
});
