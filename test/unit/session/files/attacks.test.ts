import { expect } from 'chai';
import fc from 'fast-check';
import type { DMSession } from '../../../../src/session/session.js';
import type { FileTransferLike } from '../../../../src/session/files/types.js';
import { Files, MAX_OFFERS, type FilesHost } from '../../../../src/session/files/files.js';
import { parseFileMessage, type FileMessage } from '../../../../src/session/files/messages.js';
import { sealChunk, transferKeys } from '../../../../src/secure/stream.js';
import { fromBase64url, toBase64url, type Bytes } from '../../../../src/wire/bytes.js';
import { START_WINDOW } from '../../../../src/session/files/window.js';
import { CHUNK_LENGTH } from '../../../../src/wire/chunks.js';
import { FakeClock } from '../../../helpers/fake-clock.js';
import type { MemoryLink } from '../../../helpers/memory-link.js';
import { connect, makePair, until, type Pair } from '../../../helpers/pair.js';

const bytes = (size: number): Bytes => new Uint8Array(size).fill(7);
/** Time passes until it holds. */
async function passing({ clock }: Pair, condition: () => boolean): Promise<void> {
  while (!condition()) {
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve));
    clock.advance(1_000);
  }
}

describe('a wire that changes chunks', () => {
  let pair: Pair;
  let a: DMSession;
  let b: DMSession;
  let wire: MemoryLink;

  beforeEach(async () => {
    pair = await makePair();
    ({ a, b } = await connect(pair));
    // Alice's end: what it sends on the files lane goes through the hands of the test.
    wire = pair.network.open.find(({ options }) => options.initiator) as MemoryLink;
  });
  afterEach(() => pair.close());

  /** `hands` sees each chunk and says what is sent instead. */
  async function transfer(hands: (frame: Bytes, index: number) => Bytes[]): Promise<FileTransferLike[]> {
    const send = wire.send.bind(wire);
    let index = 0;
    wire.send = async (lane, frame) => {
      if (lane === 'messages') return send(lane, frame);
      for (const each of hands(frame.slice(), index++)) await send('files', each);
    };
    const [out] = await a.sendFiles([new File([bytes(5 * CHUNK_LENGTH)], 'a.bin')]);
    await until(b, () => b.files.list.length === 1);
    const [into] = b.files.list;
    await into?.accept();
    return [out as FileTransferLike, into as FileTransferLike];
  }

  const held: Bytes[] = [];
  const attacks: Record<string, (frame: Bytes, index: number) => Bytes[]> = {
    'flips a bit of one': (frame, index) => {
      if (index === 2) frame[100] = (frame[100] as number) ^ 1;
      return [frame];
    },
    'leaves one out': (frame, index) => (index === 2 ? [] : [frame]),
    'repeats one': (frame, index) => (index === 2 ? [frame, frame] : [frame]),
    'swaps two': (frame, index) => {
      if (index === 2) held.push(frame);
      return index === 2 ? [] : index === 3 ? [frame, ...held.splice(0)] : [frame];
    },
    'cuts one short': (frame, index) => [index === 2 ? frame.slice(0, 1_000) : frame],
    // Nothing comes after it that would tell: only time does.
    'leaves the last one out': (frame, index) => (index === 4 ? [] : [frame]),
  };
  for (const [name, hands] of Object.entries(attacks)) {
    it(`${name}: the file is discarded, the chat goes on`, async () => {
      const [out, into] = (await transfer(hands)) as [FileTransferLike, FileTransferLike];
      await passing(pair, () => into.status.state === 'failed');
      expect(into.status).to.deep.equal({ state: 'failed', reason: 'integrity' });
      await until(a, () => out.status.state === 'failed');
      expect(into.content()).to.equal(null);
      await a.send('still here');
      await until(b, () => b.messages.some(({ content }) => content === 'still here'));
    });
  }

  it('that sends garbage on the files lane disturbs nothing', async () => {
    const [out, into] = (await transfer((frame) => [bytes(3), frame, bytes(70_000), new Uint8Array()])) as [
      FileTransferLike,
      FileTransferLike,
    ];
    await until(a, () => out.status.state === 'done');
    expect(into.status.state).to.equal('done');
  });
});

/** One side alone, with the other one played by the test. */
function lonely(more: Partial<FilesHost> = {}): {
  files: Files;
  clock: FakeClock;
  said: FileMessage[];
  salts: { send: Bytes; receive: Bytes };
  keyed: () => number;
} {
  let keyed = 0;
  const said: FileMessage[] = [];
  const salts = { send: bytes(32), receive: bytes(32) };
  const clock = new FakeClock();
  const host: FilesHost = {
    clock,
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    policy: 'ask',
    maxFileSize: 1e12,
    send: (message) => said.push(message),
    sendChunk: async () => {},
    salts: () => {
      keyed++;
      return salts;
    },
    added: () => {},
    changed: () => {},
    countTraffic: () => {},
    ...more,
  };
  return { files: new Files(host), clock, said, salts, keyed: () => keyed };
}

const ID = toBase64url(bytes(16));
const KEY = bytes(32);
const offerOf = (size: number, id = ID, name = 'a.bin'): FileMessage => ({
  type: 'file',
  id,
  action: 'offer',
  name,
  folder: '',
  size,
  mime: '',
  key: toBase64url(KEY),
});
/** Bounded by the test's own time. */
const eventually = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve));
};

/** What the sender of `ID` sends under the key of one attempt. */
async function sealed(attempt: number, index: number, last: boolean, size: number, salt: Bytes): Promise<Bytes> {
  const transfer = { id: fromBase64url(ID) as Bytes, attempt };
  return sealChunk(await transferKeys(KEY.slice(), salt, transfer), transfer, index, last, bytes(size));
}

describe('a malicious sender', () => {
  it('that ignores how much room there is loses its file, and fills nobody’s memory', async () => {
    const { files, salts } = lonely();
    await files.handle(offerOf(1_000 * CHUNK_LENGTH));
    const [file] = files.list;
    await file?.accept({
      createWritable: async () => ({
        write: () => new Promise(() => {}),
        close: async () => {},
        abort: async () => {},
      }),
    });
    const transfer = { id: fromBase64url(ID) as Bytes, attempt: 0 };
    const keys = await transferKeys(KEY.slice(), salts.receive, transfer);
    for (let index = 0; index <= START_WINDOW; index++) {
      files.chunk(await sealChunk(keys, transfer, index, false, bytes(CHUNK_LENGTH)));
    }
    expect(file?.status).to.deep.equal({ state: 'failed', reason: 'integrity' });
  });

  it('that says another digest than that of what it sent loses its file', async () => {
    const { files, said, salts } = lonely();
    await files.handle(offerOf(3));
    const [file] = files.list;
    await file?.accept();
    files.chunk(await sealed(0, 0, true, 3, salts.receive));
    await files.handle({ type: 'file', id: ID, action: 'end', digest: toBase64url(bytes(32)) });
    await eventually(() => file?.status.state === 'failed');
    expect(file?.status).to.deep.equal({ state: 'failed', reason: 'integrity' });
    expect(said.at(-1)).to.include({ action: 'cancel', reason: 'integrity' });
  });

  it('that sends what nobody asked for is passed over', async () => {
    const { files, salts } = lonely();
    await files.handle(offerOf(3));
    const [file] = files.list;
    files.chunk(await sealed(0, 0, true, 3, salts.receive));
    expect(file?.status.state).to.equal('offered');
    // Had it been kept, the same chunk in its time would be one too many.
    await file?.accept();
    files.chunk(await sealed(0, 0, true, 3, salts.receive));
    await eventually(() => file?.status.state !== 'transferring' || file.status.bytes === 3);
    expect(file?.status).to.include({ state: 'transferring', bytes: 3 });
  });

  it('cannot offer one id twice, and not without end', async () => {
    const { files, said } = lonely();
    await files.handle(offerOf(1));
    const error: unknown = await files.handle(offerOf(1)).catch((reason: unknown) => reason);
    expect(error).to.have.property('code', 'protocol');
    for (let count = 0; count < 2 * MAX_OFFERS; count++) {
      await files.handle(offerOf(1, toBase64url(crypto.getRandomValues(new Uint8Array(16)))));
    }
    expect(files.list.length).to.equal(MAX_OFFERS);
    expect(said.at(-1)).to.include({ action: 'decline', reason: 'declined' });
  });

  it('that offers more than chunks can be counted of is told so, and the chat goes on', async () => {
    const { files, said } = lonely({ maxFileSize: Infinity });
    await files.handle(offerOf(Number.MAX_SAFE_INTEGER));
    expect(files.list).to.deep.equal([]);
    expect(said).to.deep.equal([{ type: 'file', id: ID, action: 'decline', reason: 'too-large' }]);
  });

  it('that calls something a picture where only pictures are taken loses it with the first chunk', async () => {
    const { files, said, salts } = lonely({ policy: 'images' });
    const picture = { ...offerOf(3, ID, 'a.png'), mime: 'image/png' } as FileMessage;
    await files.handle({ ...picture, id: toBase64url(bytes(16).fill(9)), name: 'x.exe' } as FileMessage);
    expect(said.at(-1)).to.include({ action: 'decline', reason: 'policy' });
    await files.handle(picture);
    await files.list[1]?.accept();
    files.chunk(await sealed(0, 0, true, 3, salts.receive));
    await eventually(() => files.list[1]?.status.state === 'failed');
    expect(said.at(-1)).to.include({ action: 'cancel', reason: 'integrity' });
  });

  it('that says the end and keeps the rest to itself waits for nothing: a pause and a lost link do not count', async () => {
    const { files, clock, said, salts } = lonely();
    await files.handle(offerOf(2 * CHUNK_LENGTH));
    const [file] = files.list;
    await file?.accept();
    const end: FileMessage = { type: 'file', id: ID, action: 'end', digest: toBase64url(bytes(32)) };
    await files.handle(end);
    clock.advance(9_000);
    files.chunk(await sealed(0, 0, false, CHUNK_LENGTH, salts.receive));
    clock.advance(9_000);
    await files.handle({ type: 'file', id: ID, action: 'pause' });
    clock.advance(60_000);
    await files.handle({ type: 'file', id: ID, action: 'resume' });
    clock.advance(9_000);
    files.link(false);
    clock.advance(60_000);
    files.link(true);
    await eventually(() => said.filter(({ action }) => action === 'request').length === 2);
    // Nobody has said the end of this attempt.
    clock.advance(60_000);
    expect(file?.status.state).to.equal('transferring');
    await files.handle(end);
    clock.advance(9_000);
    expect(file?.status.state).to.equal('transferring');
    clock.advance(1_000);
    expect(file?.status).to.deep.equal({ state: 'failed', reason: 'integrity' });
  });

  it('cannot name a file so that it leaves its folder or hides what it is', async () => {
    const { files } = lonely();
    await files.handle({
      ...offerOf(1, ID, '../../etc/cron.d/pa\u202Egpj.exe'),
      folder: '/../..\\secret/../x',
    } as FileMessage);
    expect(files.list[0]).to.include({ name: 'pagpj.exe', folder: 'secret/x', risky: true });
  });
});

describe('a link that is gone', () => {
  it('leaves chunks behind that come late, with a gap before them: the file goes on at the missing one', async () => {
    const { files, said, salts } = lonely();
    await files.handle(offerOf(2 * CHUNK_LENGTH + 3));
    const [file] = files.list;
    await file?.accept();
    files.chunk(await sealed(0, 0, false, CHUNK_LENGTH, salts.receive));
    files.link(false);
    // The one between was lost with the link.
    files.chunk(await sealed(0, 2, true, 3, salts.receive));
    files.link(true);
    await eventually(
      () => said.at(-1)?.action !== 'request' || said.filter((each) => each.action === 'request').length > 1,
    );
    expect(said.at(-1)).to.include({ action: 'request', attempt: 1, from: 1 });
    files.chunk(await sealed(1, 1, false, CHUNK_LENGTH, salts.receive));
    files.chunk(await sealed(1, 2, true, 3, salts.receive));
    await eventually(() => file?.status.state !== 'transferring' || file.status.bytes === file.size);
    expect(file?.status).to.include({ state: 'transferring', bytes: 2 * CHUNK_LENGTH + 3 });
  });
});

describe('a malicious receiver', () => {
  const offered = async (): Promise<ReturnType<typeof lonely> & { id: string; sent: () => number }> => {
    const side = lonely();
    const [file] = await side.files.send([{ file: new File([bytes(10 * CHUNK_LENGTH)], 'a.bin') }]);
    const id = file?.id ?? '';
    return { ...side, id, sent: () => (file?.status.state === 'transferring' ? file.status.bytes / CHUNK_LENGTH : 0) };
  };
  const request = (id: string, attempt: number, from: number, until: number): FileMessage => ({
    type: 'file',
    id,
    action: 'request',
    attempt,
    from,
    until,
  });

  it('gets each chunk under one key once: an attempt is never served twice', async () => {
    const { files, id, sent, keyed } = await offered();
    await files.handle(request(id, 3, 0, 2));
    await eventually(() => sent() === 2);
    await files.handle(request(id, 3, 0, 8));
    await files.handle(request(id, 1, 0, 8));
    // An attempt begins with its key.
    expect(keyed()).to.equal(1);
    await files.handle(request(id, 4, 0, 8));
    expect(keyed()).to.equal(2);
  });

  it('that says "done" before everything was sent is not believed', async () => {
    const { files, id, sent } = await offered();
    await files.handle(request(id, 0, 0, 2));
    await eventually(() => sent() === 2);
    await files.handle({ type: 'file', id, action: 'done' });
    expect(files.get(id)?.status.state).to.equal('transferring');
  });

  it('that asks for what is not there ends that file', async () => {
    const { files, id } = await offered();
    await files.handle(request(id, 0, 4_000_000_000, 4_000_000_001));
    expect(files.get(id)?.status.state).to.equal('failed');
  });
});

describe('file messages', () => {
  it('parse or do not, whatever they are', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('id', 'action', 'name', 'size', 'key', 'attempt'), fc.anything()),
        (value) => {
          const parsed = parseFileMessage({ id: ID, ...value });
          expect(parsed === null || parsed === 'unknown' || parsed.type === 'file').to.equal(true);
        },
      ),
    );
  });

  it('are refused with sizes, places and names that cannot be', () => {
    const offer = offerOf(5) as unknown as Record<string, unknown>;
    expect(parseFileMessage(offer)).to.deep.equal(offer);
    for (const bad of [
      { size: -1 },
      { size: 1.5 },
      { size: 2 ** 53 },
      { size: '5' },
      { name: 'x'.repeat(256) },
      { name: 5 },
      { folder: 'x'.repeat(1_025) },
      { mime: 'x'.repeat(128) },
      { key: 'AAAA' },
      { id: 'AAAA' },
    ]) {
      expect(parseFileMessage({ ...offer, ...bad }), JSON.stringify(bad).slice(0, 40)).to.equal(null);
    }
    const request = { id: ID, action: 'request', attempt: 0, from: 1, until: 2 };
    expect(parseFileMessage(request)).not.to.equal(null);
    expect(parseFileMessage({ ...request, from: 3 })).to.equal(null);
    expect(parseFileMessage({ ...request, attempt: 2 ** 32 })).to.equal(null);
    expect(parseFileMessage({ id: ID, action: 'cancel', reason: 'because' })).to.equal(null);
    expect(parseFileMessage({ id: ID, action: 'teleport' })).to.equal('unknown');
  });
});
