import { expect } from 'chai';
import { Attachments, LOAD_MS } from '../../../../src/session/attachments.js';
import { Files, type FilesHost } from '../../../../src/session/files/files.js';
import type { FileMessage } from '../../../../src/session/files/messages.js';
import { toBase64url } from '../../../../src/wire/bytes.js';
import { FakeClock } from '../../../helpers/fake-clock.js';

type Code = { readonly Files: typeof Files };

const offer = (fill: number): FileMessage => ({
  type: 'file',
  id: toBase64url(new Uint8Array(16).fill(fill)),
  action: 'offer',
  name: 'a.txt',
  folder: '',
  size: 5,
  mime: '',
  key: toBase64url(new Uint8Array(32)),
});

describe('the code of files', () => {
  const said: FileMessage[] = [];
  const clock = new FakeClock();
  const host: FilesHost = {
    clock,
    random: (length) => new Uint8Array(length),
    policy: 'ask',
    maxFileSize: 1e9,
    send: (message) => said.push(message),
    sendChunk: async () => {},
    salts: () => ({ send: new Uint8Array(32), receive: new Uint8Array(32) }),
    added: () => {},
    changed: () => {},
    countTraffic: () => {},
  };
  beforeEach(() => void said.splice(0));

  it('that does not come ends no chat: what was offered is declined, and the next offer tries again', async () => {
    let fails = true;
    const files = new Attachments(host, async () => {
      if (fails) throw new TypeError('Failed to fetch dynamically imported module');
      return { Files };
    });
    await files.handle(offer(1));
    expect(said).to.deep.equal([{ type: 'file', id: offer(1).id, action: 'decline', reason: 'declined' }]);
    fails = false;
    await files.handle(offer(2));
    expect(files.list.map(({ id }) => id)).to.deep.equal([offer(2).id]);
  });

  it('is waited for, as a file has its place among the messages, but not for ever', async () => {
    let arrive = (_: Code): void => {};
    const files = new Attachments(host, () => new Promise((resolve) => (arrive = resolve)));
    const handled = files.handle(offer(1));
    clock.advance(LOAD_MS - 1);
    arrive({ Files });
    await handled;
    expect(files.list.map(({ id }) => id)).to.deep.equal([offer(1).id]);

    const late = new Attachments(host, () => new Promise((resolve) => (arrive = resolve)));
    const given = late.handle(offer(2));
    clock.advance(LOAD_MS);
    await given;
    expect(said).to.deep.equal([{ type: 'file', id: offer(2).id, action: 'decline', reason: 'declined' }]);
    arrive({ Files });
    await new Promise((resolve) => setTimeout(resolve));
    await late.handle(offer(3));
    expect(late.list.map(({ id }) => id)).to.deep.equal([offer(3).id]);
    expect(clock.pending).to.equal(0);
  });

  it('that comes after the end of the session brings nothing back', async () => {
    let arrive = (_: Code): void => {};
    const files = new Attachments(host, () => new Promise((resolve) => (arrive = resolve)));
    const handled = files.handle(offer(1));
    files.wipe();
    arrive({ Files });
    await handled;
    expect([files.list, said]).to.deep.equal([[], []]);
  });
});
