/** Files through real browsers: what arrives is what was sent. Big ones, and messages beside them: test/files-large. */
import { expect } from 'chai';
import { safeFileName } from '../../src/session/files/names.js';
import { CHUNK_LENGTH } from '../../src/wire/chunks.js';
import { made, sha256 } from '../helpers/browsers/contents.js';
import { launchPair, type BrowserPair, type Meeting } from '../helpers/browsers/pair.js';
import { talk } from '../helpers/browsers/transfer.js';

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
        await talk(meeting);
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
    });
  }
});
