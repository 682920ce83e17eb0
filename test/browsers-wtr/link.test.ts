/** The link over real WebRTC, both ends in one page. */
import { expect } from 'chai';
import { DMError } from '../../src/errors.js';
import { createLink } from '../../src/link/create.js';
import { HIGH_WATER_BYTES } from '../../src/link/lane.js';
import type { LinkOptions, LinkSignal } from '../../src/link/link.js';
import { parseLinkSignal } from '../../src/link/signals.js';
import { CANDIDATES, CHROMIUM_OFFER, FIREFOX_ANSWER } from '../helpers/descriptions.js';
import { LinkEnd, makeLinkPair } from '../helpers/link-pair.js';

const KIB = 1024;

const codeOf = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'resolved',
    (error: unknown) => (DMError.is(error) ? error.code : error),
  );

describe('a link', () => {
  const ends: LinkEnd[] = [];

  afterEach(() => {
    for (const end of ends.splice(0)) end.link.close();
  });

  async function connecting(options: Partial<LinkOptions> = {}): Promise<[LinkEnd, LinkEnd]> {
    const pair = await makeLinkPair(options);
    ends.push(...pair);
    return pair;
  }

  async function connected(): Promise<[LinkEnd, LinkEnd]> {
    const pair = await connecting();
    await Promise.all(pair.map((end) => end.reaches('open')));
    return pair;
  }

  it('opens on both sides, and says so once', async () => {
    const [asking, answering] = await connected();
    for (const end of [asking, answering]) expect(end.states).to.deep.equal([{ state: 'open', error: undefined }]);
    expect(await asking.link.path()).to.equal('direct');
  });

  it('contacts nobody but the other side', async () => {
    const [asking, answering] = await connected();
    for (const end of [asking, answering]) {
      expect(end.configurations.map((each) => each?.iceServers)).to.deep.equal([[]]);
      expect(end.signals.filter((each) => each.type === 'candidate' && / typ srflx/.test(each.candidate))).to.be.empty;
    }
  });

  it('hands the ICE options on to the browser', async () => {
    const options = {
      iceServers: [{ urls: 'turn:127.0.0.1:3478', username: 'u', credential: 'c' }],
      iceTransportPolicy: 'relay',
      iceCandidatePoolSize: 10,
    } as const;
    const [asking] = await connecting(options);
    expect(asking.configurations[0]).to.deep.include(options);
  });

  it('keeps the order within a lane, the limits of each message, and the lanes apart', async () => {
    const [asking, answering] = await connected();
    const sizes = Array.from({ length: 300 }, (_, index) => index);
    for (const size of sizes) {
      void asking.link.send('messages', new Uint8Array(size).fill(size));
      void asking.link.send('files', new Uint8Array(size + 1).fill(size + 1));
    }
    await answering.until(({ received }) => received.messages.length === 300 && received.files.length === 300);
    expect(answering.received.messages.map(({ length }) => length)).to.deep.equal(sizes);
    expect(answering.received.files.map(({ length }) => length)).to.deep.equal(sizes.map((size) => size + 1));
    expect(answering.received.messages[299]?.every((byte) => byte === 299 % 256)).to.equal(true);
    expect(asking.received).to.deep.equal({ messages: [], files: [] });
  });

  it('carries messages both ways at once', async () => {
    const [asking, answering] = await connected();
    for (let index = 0; index < 100; index++) {
      void asking.link.send('messages', Uint8Array.of(index));
      void answering.link.send('messages', Uint8Array.of(100 + index));
    }
    await Promise.all([asking, answering].map((end) => end.until(({ received }) => received.messages.length === 100)));
    expect(answering.received.messages.map(([byte]) => byte)).to.deep.equal([...Array(100).keys()]);
    expect(asking.received.messages.map(([byte]) => byte)).to.deep.equal([...Array(100).keys()].map((n) => n + 100));
  });

  it('slows a fast sender down: 8 MiB never take more room than the high-water mark', async () => {
    const [asking, answering] = await connected();
    const chunk = new Uint8Array(64 * KIB);
    let most = 0;
    for (let index = 0; index < 128; index++) {
      chunk[0] = index;
      await asking.link.send('files', chunk);
      most = Math.max(most, asking.link.buffered('files'));
    }
    await answering.until((end) => end.bytesOf('files') === 8 * KIB * KIB);
    expect(answering.received.files.map(([byte]) => byte)).to.deep.equal([...Array(128).keys()]);
    expect(most).to.be.at.most(HIGH_WATER_BYTES + chunk.length);
    expect(asking.link.buffered('files')).to.equal(0);
  });

  it('delivers a message while the other lane is full', async () => {
    const [asking, answering] = await connected();
    const chunk = new Uint8Array(64 * KIB);
    const queued = Array.from({ length: 128 }, () => asking.link.send('files', chunk));
    void asking.link.send('messages', Uint8Array.of(7));
    await answering.until(({ received }) => received.messages.length === 1);
    expect(answering.bytesOf('files')).to.be.below(8 * KIB * KIB);
    await Promise.all(queued);
  });

  it('takes messages up to its maximum, refuses longer ones, and goes on', async () => {
    const [asking, answering] = await connected();
    const { maxMessageSize } = asking.link;
    expect(maxMessageSize).to.equal(256 * KIB);
    expect(answering.link.maxMessageSize).to.equal(maxMessageSize);
    await asking.link.send('messages', new Uint8Array(maxMessageSize));
    expect(await codeOf(asking.link.send('messages', new Uint8Array(maxMessageSize + 1)))).to.equal('too-large');
    await asking.link.send('messages', Uint8Array.of(1));
    await answering.until(({ received }) => received.messages.length === 2);
    expect(answering.received.messages.map(({ length }) => length)).to.deep.equal([maxMessageSize, 1]);
  });

  it('knows both certificates, and those are the ones of the descriptions', async () => {
    const [asking, answering] = await connected();
    const [a, b] = [await asking.link.fingerprints(), await answering.link.fingerprints()];
    expect(a.local).to.deep.equal(b.remote);
    expect(a.remote).to.deep.equal(b.local);
    expect(a.local).to.have.length(32);
    expect(a.local).not.to.deep.equal(a.remote);
    const described = asking.signals.flatMap((each) => (each.type === 'offer' ? [each.sdp] : [])).join('');
    const hex = [...a.local].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(':');
    expect(described).to.contain(`a=fingerprint:sha-256 ${hex}\r\n`);
  });

  it('has a certificate of its own each time', async () => {
    const [first] = await connected();
    const [second] = await connected();
    expect((await first.link.fingerprints()).local).not.to.deep.equal((await second.link.fingerprints()).local);
  });

  it('has no fingerprints, no path and takes no message before it is made', async () => {
    const alone = new LinkEnd();
    ends.push(alone);
    await alone.open({ initiator: false });
    expect(await codeOf(alone.link.fingerprints())).to.equal('link-lost');
    expect(await alone.link.path()).to.equal('unknown');
  });

  describe('refuses what could break it', () => {
    it('text that is no step never gets to the browser', async () => {
      const [asking, answering] = await connected();
      for (const text of ['{}', 'garbage', '{"renegotiate":true}', '{"candidate":{}}']) {
        expect(parseLinkSignal(text)).to.equal(null);
      }
      await expectAlive(asking, answering);
    });

    it('a second description, of either kind, changes nothing', async () => {
      const [asking, answering] = await connected();
      const strays: LinkSignal[] = [
        { type: 'offer', sdp: CHROMIUM_OFFER },
        { type: 'answer', sdp: FIREFOX_ANSWER },
      ];
      for (const end of [asking, answering]) for (const stray of strays) end.link.signal(stray);
      await expectAlive(asking, answering);
    });

    it('a description of the wrong kind does not stand in the way of the right one', async () => {
      const [asking, answering] = [new LinkEnd(), new LinkEnd()];
      ends.push(asking, answering);
      await answering.open({ initiator: false });
      await asking.open({ initiator: true });
      answering.link.signal({ type: 'answer', sdp: FIREFOX_ANSWER });
      asking.link.signal({ type: 'offer', sdp: CHROMIUM_OFFER });
      asking.deliver = (signal) => answering.link.signal(signal);
      answering.deliver = (signal) => asking.link.signal(signal);
      await Promise.all([asking.reaches('open'), answering.reaches('open')]);
    });

    it('a step that the browser refuses closes the link, with an error and without an exception', async () => {
      const [asking] = await connected();
      asking.link.signal({ type: 'candidate', candidate: CANDIDATES.host, sdpMid: 'nowhere', sdpMLineIndex: null });
      await asking.reaches('closed');
      expect(asking.states.at(-1)?.error).to.include({ name: 'DMError', code: 'link-lost' });
    });

    it('ICE servers that the browser refuses are a mistake in the configuration', async () => {
      const options = { initiator: true, iceServers: [{ urls: 'https://not-an-ice-server.example' }] };
      expect(await codeOf(createLink(options, new LinkEnd()))).to.equal('bad-config');
    });
  });

  describe('ends', () => {
    it('for the other side too, as lost; here nothing more is reported', async () => {
      const [asking, answering] = await connected();
      asking.link.close();
      await answering.reaches('closed');
      expect(answering.states.at(-1)?.error).to.include({ name: 'DMError', code: 'link-lost' });
      expect(asking.states.map(({ state }) => state)).to.deep.equal(['open']);
      expect(await codeOf(asking.link.send('messages', Uint8Array.of(1)))).to.equal('link-lost');
      expect(await codeOf(answering.link.send('messages', Uint8Array.of(1)))).to.equal('link-lost');
      expect(await codeOf(asking.link.fingerprints())).to.equal('link-lost');
    });

    it('after what was handed over has been sent', async () => {
      const [asking, answering] = await connected();
      for (let index = 0; index < 8; index++) void asking.link.send('messages', new Uint8Array(64 * KIB));
      asking.link.close();
      await answering.reaches('closed');
      expect(answering.bytesOf('messages')).to.equal(512 * KIB);
    });

    it('with an error for what still waits', async () => {
      const [asking] = await connected();
      const sends = Array.from({ length: 64 }, () => codeOf(asking.link.send('files', new Uint8Array(64 * KIB))));
      asking.link.close();
      const results = await Promise.all(sends);
      expect(results[0]).to.equal('resolved');
      expect(results.at(-1)).to.equal('link-lost');
    });

    it('once, however often it is told to', async () => {
      const [asking, answering] = await connected();
      asking.link.close();
      asking.link.close();
      await answering.reaches('closed');
      answering.link.close();
      asking.link.signal({ type: 'answer', sdp: FIREFOX_ANSWER });
      expect(answering.states.map(({ state }) => state)).to.deep.equal(['open', 'closed']);
    });

    it('while it is still connecting, without another word', async () => {
      const [asking, answering] = await connecting();
      asking.link.close();
      answering.link.close();
      expect([...asking.states, ...answering.states]).to.deep.equal([]);
      expect(asking.connections.map(({ connectionState }) => connectionState)).to.deep.equal(['closed']);
    });

    it('when the connection breaks underneath', async () => {
      const [asking, answering] = await connected();
      for (const connection of asking.connections) connection.close();
      await answering.reaches('closed');
      expect(answering.states.at(-1)?.error).to.include({ name: 'DMError', code: 'link-lost' });
    });
  });

  it('is interrupted when the browser says so, and open again when that is over', async () => {
    const [asking] = await connected();
    const connection = asking.connections.at(-1)!;
    const says = (state: RTCPeerConnectionState): void => {
      Object.defineProperty(connection, 'connectionState', { value: state, configurable: true });
      connection.dispatchEvent(new Event('connectionstatechange'));
    };
    says('disconnected');
    says('connected');
    Reflect.deleteProperty(connection, 'connectionState');
    expect(asking.states.map(({ state }) => state)).to.deep.equal(['open', 'interrupted', 'open']);
  });

  it('with relay-only and no TURN server gives no address away', async () => {
    const [asking, answering] = await connecting({ iceTransportPolicy: 'relay' });
    await Promise.all(
      [asking, answering].map((end) =>
        end.until(({ connections }) => connections[0]?.iceGatheringState === 'complete'),
      ),
    );
    const said = [...asking.signals, ...answering.signals];
    expect(said.filter(({ type }) => type === 'candidate')).to.deep.equal([]);
    const addresses = said.flatMap((each) => ('sdp' in each ? (each.sdp.match(/IN IP[46] \S+|candidate/g) ?? []) : []));
    expect(addresses).to.not.be.empty;
    expect(new Set(addresses)).to.deep.equal(new Set(['IN IP4 0.0.0.0']));
  });
});

/** Both directions still work. */
async function expectAlive(asking: LinkEnd, answering: LinkEnd): Promise<void> {
  await asking.link.send('messages', Uint8Array.of(1));
  await answering.link.send('messages', Uint8Array.of(2));
  await Promise.all([asking, answering].map((end) => end.until(({ received }) => received.messages.length > 0)));
  expect([asking.link.state, answering.link.state]).to.deep.equal(['open', 'open']);
}
