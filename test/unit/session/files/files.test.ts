import { expect } from 'chai';
import { DMError } from '../../../../src/errors.js';
import { START_WINDOW } from '../../../../src/session/files/window.js';
import type { DMSession } from '../../../../src/session/session.js';
import { chunkCount, CHUNK_LENGTH } from '../../../../src/wire/chunks.js';
import type { FileDestination, FileStatus, FileTransferLike } from '../../../../src/session/files/types.js';
import type { Bytes } from '../../../../src/wire/bytes.js';
import { connect, makePair, until, type Pair } from '../../../helpers/pair.js';

const noise = (size: number): Bytes => {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(bytes.subarray(at, Math.min(size, at + 65_536)));
  return bytes;
};
const file = (bytes: Bytes, name = 'notes.txt', type = ''): File => new File([bytes], name, { type });
const bytesOf = async (transfer: FileTransferLike): Promise<Bytes> =>
  new Uint8Array((await transfer.content()?.arrayBuffer()) ?? new ArrayBuffer(0));
const stateOf = (transfer: FileTransferLike | undefined): FileStatus['state'] | undefined => transfer?.status.state;
const code = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no error',
    (error: unknown) => (DMError.is(error) ? error.code : error),
  );

/** A place on a disk, that a test can make fail. */
class Disk implements FileDestination {
  readonly written: Bytes[] = [];
  state: 'open' | 'closed' | 'aborted' = 'open';
  /** Writes wait for it. */
  slow: Promise<void> = Promise.resolve();
  full = false;
  /** How often something was asked of it, and whether it ever answers that it is closed. */
  asked = 0;
  closes: Promise<void> = Promise.resolve();

  async createWritable(): ReturnType<FileDestination['createWritable']> {
    return {
      write: async (bytes) => {
        this.asked++;
        await this.slow;
        if (this.full) throw new Error('no space left');
        this.written.push(bytes.slice());
      },
      close: async () => {
        await this.closes;
        this.state = 'closed';
      },
      abort: async () => void (this.state = 'aborted'),
    };
  }

  get bytes(): Bytes {
    const all = new Uint8Array(this.written.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of this.written) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
}

/** Whatever is under way in this process is through. */
const settle = async (turns = 20): Promise<void> => {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setTimeout(resolve));
};
/** Nothing is written any more. */
async function quiet(disk: Disk): Promise<void> {
  for (let before = -1; before !== disk.asked;) {
    before = disk.asked;
    await settle();
  }
}

describe('files', () => {
  let pair: Pair;
  let a: DMSession;
  let b: DMSession;

  beforeEach(async () => {
    pair = await makePair();
    ({ a, b } = await connect(pair));
  });
  afterEach(() => pair.close());

  /** Alice offers; Bob sees it. */
  async function offer(...files: File[]): Promise<{ out: FileTransferLike; into: FileTransferLike }> {
    const [out] = await a.sendFiles(files);
    await until(b, () => b.files.get(out?.id ?? '') !== undefined);
    return { out: out as FileTransferLike, into: b.files.get(out?.id ?? '') as FileTransferLike };
  }
  const over = (session: DMSession, transfer: FileTransferLike): Promise<void> =>
    until(session, () => !['offered', 'transferring', 'paused'].includes(transfer.status.state));

  it('arrive whole, whatever their size', async () => {
    for (const size of [0, 1, CHUNK_LENGTH - 1, CHUNK_LENGTH, CHUNK_LENGTH + 1, 3 * CHUNK_LENGTH, 2_000_000]) {
      const content = noise(size);
      const { out, into } = await offer(file(content));
      expect([into.size, stateOf(into), stateOf(out)]).to.deep.equal([size, 'offered', 'offered']);
      await into.accept();
      await Promise.all([over(b, into), over(a, out)]);
      expect([stateOf(into), stateOf(out)]).to.deep.equal(['done', 'done']);
      expect(await bytesOf(into)).to.deep.equal(content);
    }
  });

  it('have their place in the transcript on both sides, without content', async () => {
    const { out } = await offer(file(noise(10), 'Plan B.pdf', 'application/pdf'));
    for (const session of [a, b]) {
      expect(session.messages[0]).to.include({ id: out.id, type: 'file', content: '' });
      expect(session.messages[0]?.metadata).to.deep.equal({
        fileName: 'Plan B.pdf',
        fileSize: 10,
        mimeType: 'application/pdf',
      });
    }
    await until(a, () => a.messages[0]?.status === 'delivered');
  });

  it('go both ways and several at once, while people write', async () => {
    const contents = [noise(400_000), noise(300_000), noise(0)];
    const out = [...(await a.sendFiles(contents.map((content) => file(content))))];
    const back = [...(await b.sendFiles(contents.map((content) => file(content))))];
    await until(b, () => b.files.list.length === 6);
    await until(a, () => a.files.list.length === 6);
    const incoming = (session: DMSession): FileTransferLike[] =>
      session.files.list.filter(({ direction }) => direction === 'in');
    await Promise.all([...incoming(a), ...incoming(b)].map((transfer) => transfer.accept()));
    await a.send('while it runs');
    await until(b, () => b.messages.some(({ content }) => content === 'while it runs'));
    await Promise.all([...out.map((each) => over(a, each)), ...back.map((each) => over(b, each))]);
    for (const session of [a, b]) {
      expect(await Promise.all(incoming(session).map(bytesOf))).to.deep.equal(contents);
    }
  });

  it('are streamed to a place that the person chose, which is closed only once all is verified', async () => {
    const [content, disk] = [noise(500_000), new Disk()];
    const { into } = await offer(file(content));
    await into.accept(disk);
    await over(b, into);
    expect(disk.state).to.equal('closed');
    expect(disk.bytes).to.deep.equal(content);
    expect(into.content()).to.equal(null);
  });

  it('are finished in their own time: a disk that hangs holds up no message', async () => {
    for (const hangs of ['slow', 'closes'] as const) {
      const disk = new Disk();
      disk[hangs] = new Promise(() => {});
      const { into } = await offer(file(noise(100_000)));
      await into.accept(disk);
      if (hangs === 'closes') await until(b, () => disk.written.length === 2);
      await settle();
      await a.send(hangs);
      await until(b, () => b.messages.some(({ content }) => content === hangs));
      expect([stateOf(into), disk.state]).to.deep.equal(['transferring', 'open']);
      into.cancel();
    }
  });

  it('from deep folders and of long types are offered as far as an offer has room', async () => {
    const folder = Array.from({ length: 100 }, () => 'ten+letter').join('/');
    expect(folder.length).to.be.above(1_024);
    const long = `audio/${'x'.repeat(200)}`;
    await a.sendFiles([{ file: file(noise(1), 'a.txt', long), folder }]);
    await until(b, () => b.files.list.length === 1);
    expect(b.files.list[0]?.folder).to.match(/^(ten\+letter\/)+ten\+letter$/);
    expect([b.files.list[0]?.mimeType, a.state]).to.deep.equal(['', 'active']);
  });

  it('leave their room in memory with their message', async () => {
    const big = 400 * 1024 * 1024;
    const pretending = file(noise(1_000));
    Object.defineProperty(pretending, 'size', { value: big });
    // It is being read, and nothing of it comes.
    const unread = { arrayBuffer: () => new Promise(() => {}) };
    Object.defineProperty(pretending, 'slice', { value: () => unread });
    const first = await offer(pretending);
    await first.into.accept();
    const second = await offer(pretending);
    expect(await code(second.into.accept())).to.equal('too-large');
    first.out.cancel();
    await over(b, first.into);
    await second.into.accept();
    second.into.cancel();

    const { out, into } = await offer(file(noise(1_000)));
    await into.accept();
    await Promise.all([over(b, into), over(a, out)]);
    const content = into.content();
    expect([content?.size, into.content()]).to.deep.equal([1_000, content]);
    await a.deleteMessage(out.id);
    await until(b, () => b.message(out.id)?.deleted === true);
    expect(into.content()).to.equal(null);
  });

  it('of our own that have failed are offered again, once', async () => {
    const disk = new Disk();
    disk.full = true;
    const content = noise(100_000);
    const { out, into } = await offer(file(content));
    expect(out.retriable).to.equal(false);
    await into.accept(disk);
    await Promise.all([over(a, out), over(b, into)]);
    expect([out.retriable, into.retriable]).to.deep.equal([true, false]);
    out.retry();
    out.retry();
    into.retry();
    await until(b, () => b.files.list.length === 2);
    expect([out.retriable, a.files.list.length]).to.deep.equal([false, 2]);
    await b.files.list[1]?.accept();
    await over(b, b.files.list[1] as FileTransferLike);
    expect(await bytesOf(b.files.list[1] as FileTransferLike)).to.deep.equal(content);
  });

  it('that stall say so', async () => {
    const disk = new Disk();
    disk.slow = new Promise(() => {});
    const { out, into } = await offer(file(noise(30_000_000)));
    await into.accept(disk);
    await until(a, () => out.status.state === 'transferring' && out.status.bytes > 0);
    await settle();
    pair.clock.advance(2_000);
    const rate = (): number => (out.status.state === 'transferring' ? (out.status.rate ?? NaN) : NaN);
    const before = rate();
    expect(before).to.be.above(0);
    for (let second = 0; second < 8; second++) pair.clock.advance(1_000);
    expect(rate()).to.be.below(before / 4);
  });

  it('are declined, and cancelled by either side, before and during', async () => {
    const first = await offer(file(noise(100)));
    first.into.decline();
    await over(a, first.out);
    expect(first.out.status).to.deep.equal({ state: 'declined', by: 'peer', reason: 'declined' });
    expect(first.into.status).to.deep.equal({ state: 'declined', by: 'self', reason: 'declined' });

    const second = await offer(file(noise(100)));
    second.out.cancel();
    await over(b, second.into);
    expect(second.into.status).to.deep.equal({ state: 'cancelled', by: 'peer' });

    const disk = new Disk();
    disk.slow = new Promise(() => {});
    const third = await offer(file(noise(2_000_000)));
    await third.into.accept(disk);
    await until(a, () => stateOf(third.out) === 'transferring');
    third.into.cancel();
    await over(a, third.out);
    expect(third.out.status).to.deep.equal({ state: 'cancelled', by: 'peer' });
    expect(disk.state).to.equal('aborted');
    expect(await code(third.into.accept())).to.equal('bad-state');

    const other = new Disk();
    const fourth = await offer(file(noise(20_000_000)));
    await fourth.into.accept(other);
    await until(b, () => other.written.length > 0);
    fourth.out.cancel();
    await over(b, fourth.into);
    expect(fourth.into.status).to.deep.equal({ state: 'cancelled', by: 'peer' });
    expect([other.state, other.bytes.length < 20_000_000]).to.deep.equal(['aborted', true]);
    await a.send('and the chat goes on');
    await until(b, () => b.messages.some(({ content }) => content === 'and the chat goes on'));
  });

  it('wait while either side has paused them, and go on', async () => {
    for (const pauser of ['out', 'into'] as const) {
      const disk = new Disk();
      let release = (): void => {};
      disk.slow = new Promise((resolve) => (release = resolve));
      const content = noise(20_000_000);
      const { out, into } = await offer(file(content));
      await into.accept(disk);
      await until(a, () => out.status.state === 'transferring' && out.status.bytes >= START_WINDOW * CHUNK_LENGTH);
      const [pausing, other, session] = pauser === 'out' ? [out, into, b] : [into, out, a];
      pausing.pause();
      await until(session, () => stateOf(other) === 'paused');
      expect(pausing.status).to.include({ state: 'paused', by: 'self' });
      expect(other.status).to.include({ state: 'paused', by: 'peer' });
      release();
      // What was on its way is written, and then nothing more.
      await quiet(disk);
      expect(disk.written.length).to.equal(START_WINDOW);
      const { asked } = disk;
      for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setTimeout(resolve));
      expect([disk.asked, disk.state]).to.deep.equal([asked, 'open']);
      pausing.resume();
      await over(b, into);
      expect(disk.bytes).to.deep.equal(content);
    }
  }).timeout(60_000);

  it('are never sent faster than the receiver has room', async () => {
    const disk = new Disk();
    disk.slow = new Promise(() => {});
    const { out, into } = await offer(file(noise(30_000_000)));
    await into.accept(disk);
    await until(a, () => out.status.state === 'transferring' && out.status.bytes >= START_WINDOW * CHUNK_LENGTH);
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve));
    expect(out.status).to.include({ bytes: START_WINDOW * CHUNK_LENGTH });
    expect(disk.written.length).to.equal(0);
  });

  it('go on at the missing chunk after the link was lost, however often', async () => {
    const content = noise(12_000_000);
    const disk = new Disk();
    const { out, into } = await offer(file(content));
    await into.accept(disk);
    for (const part of [2, 5, 9]) {
      await until(b, () => disk.written.length >= part * 10 || stateOf(into) === 'done');
      pair.network.cut();
      await until(b, () => into.status.state !== 'transferring' || b.state !== 'active');
      await until(a, () => a.state === 'active');
      await until(b, () => b.state === 'active');
    }
    await Promise.all([over(a, out), over(b, into)]);
    expect(stateOf(into)).to.equal('done');
    expect(disk.written.length).to.equal(chunkCount(content.length));
    expect(disk.bytes).to.deep.equal(content);
  }).timeout(60_000);

  it('that cannot be written end as a file, not as a chat', async () => {
    const disk = new Disk();
    disk.full = true;
    const { out, into } = await offer(file(noise(200_000)));
    await into.accept(disk);
    await Promise.all([over(a, out), over(b, into)]);
    expect(into.status).to.deep.equal({ state: 'failed', reason: 'storage' });
    expect(out.status).to.deep.equal({ state: 'failed', reason: 'storage' });
    expect([disk.state, a.state, b.state]).to.deep.equal(['aborted', 'active', 'active']);
  });

  it('that cannot be read end as a file, not as a chat', async () => {
    const broken = file(noise(200_000));
    broken.slice = () => ({ arrayBuffer: () => Promise.reject(new Error('NotReadableError')) }) as unknown as Blob;
    const { out, into } = await offer(broken);
    await into.accept();
    await Promise.all([over(a, out), over(b, into)]);
    expect(into.status).to.deep.equal({ state: 'failed', reason: 'unreadable' });
    expect(a.state).to.equal('active');
  });

  it('do not fit into memory beyond the cap, and may still go to a place', async () => {
    const big = file(noise(1_000));
    Object.defineProperty(big, 'size', { value: 600 * 1024 * 1024 });
    const { into } = await offer(big);
    expect(await code(into.accept())).to.equal('too-large');
    expect(stateOf(into)).to.equal('offered');
    await into.accept(new Disk());
    expect(stateOf(into)).to.equal('transferring');
  });

  it('are wiped with the session', async () => {
    const { out, into } = await offer(file(noise(100_000)));
    await into.accept();
    await over(b, into);
    const { into: waiting } = await offer(file(noise(5)));
    const ending = a.end();
    await until(b, () => b.state === 'ended');
    await ending;
    expect([a.files.list, b.files.list]).to.deep.equal([[], []]);
    expect(into.content()?.size ?? 0).to.equal(0);
    expect(stateOf(waiting)).to.equal('failed');
    expect(stateOf(out)).to.equal('done');
    expect(await code(a.sendFiles([file(noise(1))]))).to.equal('bad-state');
  });
});

describe('file policy', () => {
  it('lets only images through, or nothing, in either direction', async () => {
    const images = await makePair({ filePolicy: 'images' });
    const { a } = await connect(images);
    expect(await code(a.sendFiles([file(noise(1), 'a.txt', 'text/plain')]))).to.equal('forbidden');
    expect(await code(a.sendFiles([file(noise(1), 'a.svg', 'image/svg+xml')]))).to.equal('forbidden');
    const png = Uint8Array.from('\x89PNG\r\n\x1a\n', (letter) => letter.charCodeAt(0));
    expect(await code(a.sendFiles([file(png, 'a.png', 'image/png')]))).to.equal('no error');
    expect(await code(a.sendFiles([file(png, 'x.exe', 'image/png')]))).to.equal('forbidden');
    expect(await code(a.sendFiles([file(noise(100), 'a.png', 'image/png')]))).to.equal('forbidden');
    await images.close();
    const none = await makePair({ filePolicy: 'none' });
    expect(await code((await connect(none)).a.sendFiles([file(noise(1), 'a.png', 'image/png')]))).to.equal('forbidden');
    await none.close();
  });

  it('answers for a person who takes no files, or none of this size', async () => {
    const pair = await makePair();
    const strict = pair.client('carol', { filePolicy: 'none' });
    const small = pair.client('dave', { maxFileSize: 10 });
    await Promise.all([strict.connect(), small.connect()]);
    for (const [peer, client, reason] of [
      ['carol', strict, 'policy'],
      ['dave', small, 'too-large'],
    ] as const) {
      client.addEventListener('dm-request', (event) => void event.session.accept());
      const session = await pair.alice.startSession(peer);
      await until(session, () => session.state === 'active');
      const [out] = await session.sendFiles([file(noise(11))]);
      await until(session, () => stateOf(out) === 'declined');
      expect(out?.status).to.deep.equal({ state: 'declined', by: 'peer', reason });
    }
    await pair.close();
  });

  it('refuses our own files over the limit before anything is offered', async () => {
    const pair = await makePair({ maxFileSize: 10 });
    const { a } = await connect(pair);
    expect(await code(a.sendFiles([file(noise(5)), file(noise(11))]))).to.equal('too-large');
    expect(a.files.list).to.deep.equal([]);
    await pair.close();
  });
});
