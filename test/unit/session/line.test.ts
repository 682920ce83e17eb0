import { expect } from 'chai';
import type { CreateLink, Link, LinkHandlers } from '../../../src/link/link.js';
import type { SecureChannel } from '../../../src/secure/channel.js';
import { Line } from '../../../src/session/line.js';
import type { Bytes } from '../../../src/wire/bytes.js';

const CHUNK: Bytes = new Uint8Array([1]);

/** A line whose links open when the test says so, and whose channel agrees with everything. */
function lineOf(): { line: Line; links: { handlers: LinkHandlers; chunks: Bytes[] }[] } {
  const links: { handlers: LinkHandlers; chunks: Bytes[] }[] = [];
  const createLink: CreateLink = async (_options, handlers) => {
    const chunks: Bytes[] = [];
    links.push({ handlers, chunks });
    const link: Partial<Link> = {
      state: 'open',
      send: async (lane, bytes) => {
        if (lane === 'files') chunks.push(bytes as Bytes);
      },
      fingerprints: async () => ({ local: CHUNK, remote: CHUNK }),
      close: () => {},
    };
    return link as Link;
  };
  const channel: Partial<SecureChannel> = {
    role: 'initiator',
    suspend: () => {},
    wipe: () => {},
    confirm: async () => {},
    reconnect: async () => links.length,
  };
  const nothing = (): void => {};
  const line = new Line(
    channel as SecureChannel,
    Promise.resolve(),
    createLink,
    async () => ({ iceServers: [] }),
    { sent: 0, received: 0 },
    {
      signal: async () => {},
      open: nothing,
      body: async () => {},
      chunk: nothing,
      interrupted: nothing,
      lost: nothing,
      broken: nothing,
    },
  );
  return { line, links };
}

const code = (sending: Promise<void>): Promise<unknown> =>
  sending.then(
    () => 'sent',
    (error: unknown) => (error as { code: unknown }).code,
  );

describe('chunks on a line', () => {
  it('wait until both sides have confirmed its first link', async () => {
    const { line, links } = lineOf();
    await line.open();
    expect(await code(line.sendChunk(CHUNK))).to.equal('link-lost');
    links[0]?.handlers.state('open');
    expect(await code(line.sendChunk(CHUNK))).to.equal('link-lost');
    line.confirmed();
    expect(await code(line.sendChunk(CHUNK))).to.equal('sent');
    expect(links[0]?.chunks.length).to.equal(1);
  });

  it('do not take a link that replaces another before it is confirmed: they would overtake what is on its way', async () => {
    const { line, links } = lineOf();
    await line.open();
    links[0]?.handlers.state('open');
    line.confirmed();
    await line.reopen();
    expect(await code(line.sendChunk(CHUNK)), 'the old link carries them meanwhile').to.equal('sent');
    links[1]?.handlers.state('open');
    expect(await code(line.sendChunk(CHUNK))).to.equal('link-lost');
    expect(links.map(({ chunks }) => chunks.length)).to.deep.equal([1, 0]);
    line.confirmed();
    expect(await code(line.sendChunk(CHUNK))).to.equal('sent');
    expect(links.map(({ chunks }) => chunks.length)).to.deep.equal([1, 1]);
    line.close();
  });
});
