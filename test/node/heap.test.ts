/** The soak tells a leak by what scripts have made, in the heap of a worker as in that of a page. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect } from 'chai';
import { bytesOf, contentsOf, growth, isLevel, type Contents } from '../helpers/browsers/heap.js';

/** Keeps what it is told to, for ever. */
const PAGE = `
const { parentPort } = require('node:worker_threads');
const kept = [];
class Session {
  constructor() {
    this.parts = Array.from({ length: 24 }, () => ({ of: this, ids: new Map([[1, {}]]) }));
  }
}
const keep = {
  texts: (count) => { for (let n = 0; n < count; n++) kept.push({ id: 'id ' + Math.random() }); },
  sessions: (count) => { for (let n = 0; n < count; n++) kept.push(new Session()); },
  bytes: (count) => kept.push(new ArrayBuffer(count)),
  code: (count) => {
    for (let n = 0; n < count; n++) kept[0] = new Function('a', 'return [a, ' + n + '].map((b) => b * ' + n + ')');
    for (let n = 0; n < 10_000; n++) kept[0](n);
  },
};
parentPort.on('message', ({ what, count }) => parentPort.postMessage(keep[what]?.(count)));
`;

describe('what scripts keep', function () {
  this.timeout(60_000);
  let page: Worker;

  const look = async (): Promise<Contents> => {
    const chunks: string[] = [];
    for await (const chunk of await page.getHeapSnapshot()) chunks.push(String(chunk));
    return contentsOf(chunks.join(''));
  };
  /** What is there before, and after it has kept so many of these. */
  const keep = async (what: string, count: number): Promise<[Contents, Contents]> => {
    const before = await look();
    page.postMessage({ what, count });
    await once(page, 'message');
    return [before, await look()];
  };

  beforeEach(async () => {
    page = new Worker(PAGE, { eval: true });
    page.postMessage({});
    await once(page, 'message');
  });
  afterEach(() => page.terminate());

  it('is level while nothing but code is added', async () => {
    const [before, after] = await keep('code', 200);
    expect(isLevel(before, after, 1)).to.equal(true);
  });

  it('is not level with the texts of one round, even without their content', async () => {
    expect(isLevel(...(await keep('texts', 1_000)), 1)).to.equal(false);
  });

  it('is not level with one session in each round of an hour, and names it', async () => {
    const [before, after] = await keep('sessions', 54);
    expect((bytesOf(after) - bytesOf(before)) / 54).to.be.within(5_000, 9_000);
    expect(isLevel(before, after, 54)).to.equal(false);
    expect(growth(before, after).join()).to.contain('object Session (+54)');
  });

  it('is not level with the bytes of a file, which are outside of the heap', async () => {
    expect(isLevel(...(await keep('bytes', 100_000)), 1)).to.equal(false);
  });
});
