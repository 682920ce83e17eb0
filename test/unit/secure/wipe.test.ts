import { expect } from 'chai';
import type { HandshakePrimitives } from '../../../src/secure/handshake.js';
import { loadNobleKem } from '../../../src/secure/kem.js';
import { Chain } from '../../../src/secure/ratchet.js';
import { utf8, type Bytes } from '../../../src/wire/bytes.js';
import { agreed, begin, certificate, code, connected, deliver, type ChannelPair } from '../../helpers/channels.js';

const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));

/** A KEM whose work waits until it is let go: a wipe can happen in the middle of a handshake. */
function heldKem(): { primitives: Partial<HandshakePrimitives>; held: Promise<void>; letGo: () => void } {
  let letGo = (): void => {};
  let reached = (): void => {};
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  const held = new Promise<void>((resolve) => (reached = resolve));
  const kem: HandshakePrimitives['kem'] = async () => {
    const noble = await loadNobleKem(random);
    return {
      ...noble,
      encapsulate: async (ek) => {
        reached();
        await gate;
        return noble.encapsulate(ek);
      },
    };
  };
  return { primitives: { kem }, held, letGo };
}

describe('wipe in the middle of something', () => {
  it('sends nothing of what was waiting to be sealed', async () => {
    const { a } = await connected();
    const sends = Array.from({ length: 20 }, (_, index) => code(a.channel.send(utf8(`secret ${index}`))));
    a.channel.wipe();
    expect(new Set(await Promise.all(sends))).to.deep.equal(new Set(['ended']));
    expect(a.out).to.deep.equal([]);
  });

  it('sends nothing of what was being sealed', async () => {
    const { a } = await connected();
    const { subtle } = crypto;
    const encrypt = subtle.encrypt.bind(subtle);
    try {
      // The wipe comes when the ciphertext is made and nobody has it yet.
      subtle.encrypt = async (...args: Parameters<typeof encrypt>) => {
        const sealed = await encrypt(...args);
        a.channel.wipe();
        return sealed;
      };
      expect(await code(a.channel.send(utf8('secret')))).to.equal('ended');
      expect(a.out).to.deep.equal([]);
    } finally {
      subtle.encrypt = encrypt;
    }
  });

  it('opens nothing of what was being opened', async () => {
    const { a, b } = await connected();
    await a.channel.send(utf8('secret'));
    const opening = code(b.channel.receive(a.out[0] ?? new Uint8Array()));
    b.channel.wipe();
    expect(await opening).to.equal('ended');
  });

  it('leaves no keys of a handshake that was being made', async () => {
    const { primitives, held, letGo } = heldKem();
    const { a, m2 } = await begin({ primitives });
    const accepting = code(a.channel.receiveAccept(m2));
    await held;
    a.channel.wipe();
    letGo();
    expect(await accepting).to.equal('ended');
    expect(await code(a.channel.sealSignal(utf8('offer')))).to.equal('ended');
    expect([a.channel.safety, a.channel.files, a.channel.farewell]).to.deep.equal([null, null, null]);
  });

  it('shows no words of a handshake that was being finished', async () => {
    const { a, b, m2 } = await begin();
    await a.channel.receiveAccept(m2);
    await b.channel.openSignal(await a.channel.sealSignal(utf8('offer')));
    const opening = code(a.channel.openSignal(await b.channel.sealSignal(utf8('answer'))));
    a.channel.wipe();
    expect(await opening).to.equal('ended');
    expect(a.channel.safety).to.equal(null);
  });

  it('makes no link of a reconnect that was being prepared', async () => {
    const { a } = await connected();
    a.channel.suspend();
    const reconnecting = code(a.channel.reconnect());
    a.channel.wipe();
    expect(await reconnecting).to.equal('ended');
    expect(await code(a.channel.sealSignal(utf8('offer')))).to.equal('ended');
  });

  it('stops a new epoch that was being made, on either side', async () => {
    const wipeOf: Record<'a' | 'b', (pair: ChannelPair) => Promise<unknown>> = {
      a: async ({ a }) => {
        const rekeying = code(a.channel.rekey());
        a.channel.wipe();
        return rekeying;
      },
      b: async ({ a, b }) => {
        await a.channel.rekey();
        const answering = code(b.channel.receive(a.out.shift() ?? new Uint8Array()));
        b.channel.wipe();
        return answering;
      },
    };
    for (const side of ['a', 'b'] as const) {
      const pair = await connected();
      expect(await wipeOf[side](pair), side).to.equal('ended');
      expect(pair[side].out, side).to.deep.equal([]);
    }
  });

  it('overwrites what it can: the words, the farewell, the salts, the frames that wait', async () => {
    const { a } = await agreed(
      { invite: { room: new Uint8Array(16), psk: new Uint8Array(32).fill(1) } },
      {
        invite: { room: new Uint8Array(16), psk: new Uint8Array(32).fill(1) },
      },
    );
    const { qr, expectedQr } = a.channel.safety ?? {};
    a.channel.wipe();
    for (const bytes of [qr, expectedQr]) expect(bytes?.every((byte) => byte === 0)).to.equal(true);

    const pair = await connected();
    await pair.a.channel.send(utf8('kept until it is acknowledged'));
    const [frame] = pair.a.out;
    const { farewell, files } = pair.a.channel;
    pair.a.channel.wipe();
    for (const bytes of [frame, farewell, files?.send, files?.receive]) {
      expect(bytes && bytes.length > 0 && bytes.every((byte) => byte === 0)).to.equal(true);
    }
  });

  it('of one side does not hurt the other', async () => {
    const { a, b } = await connected();
    await a.channel.send(utf8('one'));
    await deliver({ a, b });
    a.channel.wipe();
    await b.channel.send(utf8('two'));
    await b.channel.confirm({ local: certificate(), remote: certificate() }).catch(() => {});
    expect(b.got).to.deep.equal(['one']);
  });

  it('of a chain gives out no key any more, not even the one that was made ahead', async () => {
    const chain = await Chain.create(random(32), random(32), 0);
    await chain.next().key;
    const next = code(chain.next().key);
    chain.wipe();
    expect(await next).to.equal('ended');
    expect(await code(chain.next().key)).to.equal('ended');
  });
});
