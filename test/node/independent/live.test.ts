import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import type { SecureChannel, SecureChannelOptions } from '../../../src/secure/channel.js';
import { initiate, respond } from '../../../src/secure/secure-channel.js';
import { fromUtf8, utf8, type Bytes } from '../../../src/wire/bytes.js';
import { Peer, type PeerInputs } from './peer.js';
import { join, u32 } from './primitives.js';

const IDS = { a: 'alice', b: 'bob' };
const FAREWELL = utf8('farewell');

/** A side of the product against one of the second implementation, with random values on both sides. */
interface Pair {
  readonly product: SecureChannel;
  /** Frames of the product that were not taken yet. */
  readonly out: Bytes[];
  readonly peer: Peer;
}

const buffer = (bytes: Uint8Array | undefined): Buffer => Buffer.from(bytes ?? []);
const bytes = (data: Uint8Array): Bytes => Uint8Array.from(data);

const peerOf = (role: 'a' | 'b', cheat: Partial<PeerInputs> = {}): Peer =>
  new Peer(role, IDS, {
    ...cheat,
    session: randomBytes(16),
    nonce: randomBytes(32),
    ecdh: [0, 1, 2, 3].map(() => randomBytes(32)),
    kem: role === 'a' ? [32, 64, 64, 64].map((n) => randomBytes(n)) : [64, 32, 32, 32].map((n) => randomBytes(n)),
  });

const optionsOf = (self: string, peer: string, out: Bytes[]): SecureChannelOptions => ({
  self,
  peer,
  output: (frame) => void out.push(frame),
  confirmed: () => {},
  farewell: FAREWELL.slice(),
});

async function asInitiator(): Promise<Pair> {
  const out: Bytes[] = [];
  const { channel: product, m1 } = await initiate(optionsOf('alice', 'bob', out));
  const peer = peerOf('b');
  await product.receiveAccept(bytes(peer.accept(buffer(m1))));
  expect(peer.openSignal(buffer(await product.sealSignal(utf8('offer')))).toString()).to.equal('offer');
  const answer = await product.openSignal(bytes(peer.sealSignal(Buffer.from('answer'))));
  expect(answer?.kind === 'step' && fromUtf8(answer.plaintext)).to.equal('answer');
  return { product, out, peer };
}

async function asResponder(): Promise<Pair> {
  const out: Bytes[] = [];
  const peer = peerOf('a');
  const { channel: product, m2 } = await respond(optionsOf('bob', 'alice', out), bytes(peer.request()));
  peer.receiveAccept(buffer(m2));
  const offer = await product.openSignal(bytes(peer.sealSignal(Buffer.from('offer'))));
  expect(offer?.kind === 'step' && fromUtf8(offer.plaintext)).to.equal('offer');
  expect(peer.openSignal(buffer(await product.sealSignal(utf8('answer')))).toString()).to.equal('answer');
  return { product, out, peer };
}

async function confirm({ product, out, peer }: Pair): Promise<void> {
  const [own, other] = [randomBytes(32), randomBytes(32)];
  const [fpA, fpB] = product.role === 'initiator' ? [own, other] : [other, own];
  await product.confirm({ local: bytes(own), remote: bytes(other) });
  expect(peer.isConfirmed(buffer(out.shift()), fpA, fpB)).to.equal(true);
  await product.receive(bytes(peer.confirm(fpA, fpB)));
}

async function say(pair: Pair, fromProduct: string, fromPeer: string): Promise<void> {
  await pair.product.send(utf8(fromProduct));
  expect(pair.peer.open(buffer(pair.out.shift())).body.toString()).to.equal(fromProduct);
  const bodies = await pair.product.receive(bytes(pair.peer.seal(Buffer.from(fromPeer))));
  expect(bodies.map(fromUtf8)).to.deep.equal([fromPeer]);
}

/** Both sides confirm a further link; the frames that the product repeats are left in `out`. */
async function resume({ product, out, peer }: Pair): Promise<number> {
  const [own, other] = [randomBytes(32), randomBytes(32)];
  const [fpA, fpB] = product.role === 'initiator' ? [own, other] : [other, own];
  await product.confirm({ local: bytes(own), remote: bytes(other) });
  const received = peer.openResume(buffer(out.shift()), fpA, fpB);
  await product.receive(bytes(peer.resume(fpA, fpB)));
  return received;
}

describe('the product and a second implementation', () => {
  for (const [name, make] of Object.entries({ 'product asks': asInitiator, 'product answers': asResponder })) {
    describe(name, () => {
      it('see the same words and confirm the same keys', async () => {
        const pair = await make();
        const safety = pair.peer.safety();
        expect(pair.product.safety?.emoji).to.deep.equal(safety.emoji);
        expect(pair.product.safety?.decimals).to.deep.equal(safety.decimals);
        expect(pair.product.safety?.number).to.equal(safety.number);
        expect(buffer(pair.product.safety?.qr)).to.deep.equal(safety.expectedQr);
        await confirm(pair);
      });

      it('talk in order, both ways, and say farewell', async () => {
        const pair = await make();
        await confirm(pair);
        for (let round = 0; round < 20; round++) {
          await say(pair, `from the product ${round}`, `from the peer ${round} ${'x'.repeat(round * 50)}`);
          // Acknowledgements and the like are records too.
          for (const frame of pair.out.splice(0)) pair.peer.open(buffer(frame));
        }
        // What waits for its turn shares a record; the peer answers in kind.
        const together = ['one', 'two', 'three'];
        await Promise.all(together.map((text) => pair.product.send(utf8(text))));
        const { kind, body } = pair.peer.open(buffer(pair.out.shift()));
        const bundled = join(...together.flatMap((text) => [u32(Buffer.byteLength(text)), Buffer.from(text)]));
        expect([kind, body.toString('hex')]).to.deep.equal([5, bundled.toString('hex')]);
        const bodies = await pair.product.receive(bytes(pair.peer.seal(bundled, 5)));
        expect(bodies.map(fromUtf8)).to.deep.equal(together);
        const farewell = await pair.product.receive(bytes(pair.peer.farewell(Buffer.from('left'))));
        expect(farewell.map(fromUtf8)).to.deep.equal(['left']);
      });
    });
  }

  it('rekey when the product asks', async () => {
    const pair = await asInitiator();
    await confirm(pair);
    for (let epoch = 1; epoch <= 3; epoch++) {
      await pair.product.rekey();
      const { reply } = pair.peer.open(buffer(pair.out.shift()));
      await pair.product.receive(bytes(reply ?? Buffer.alloc(0)));
      pair.peer.open(buffer(pair.out.shift()));
      expect(pair.product.farewell?.[3]).to.equal(epoch);
      await say(pair, `epoch ${epoch}`, `epoch ${epoch} too`);
    }
  });

  it('rekey when the product is asked', async () => {
    const pair = await asResponder();
    await confirm(pair);
    for (let epoch = 1; epoch <= 3; epoch++) {
      await pair.product.receive(bytes(pair.peer.ask()));
      const { reply } = pair.peer.open(buffer(pair.out.shift()));
      await pair.product.receive(bytes(reply ?? Buffer.alloc(0)));
      await say(pair, `epoch ${epoch}`, `epoch ${epoch} too`);
    }
  });

  it('reconnect when the product asks: what was lost comes again, then a new epoch', async () => {
    const pair = await asInitiator();
    await confirm(pair);
    await pair.product.send(utf8('lost on the way'));
    const [lost] = pair.out.splice(0);
    pair.product.suspend();
    expect(await pair.product.openSignal(bytes(pair.peer.lost()))).to.deep.equal({ kind: 'lost', attempt: 0 });
    await pair.product.reconnect();
    pair.peer.openSignal(buffer(await pair.product.sealSignal(utf8('offer'))));
    await pair.product.openSignal(bytes(pair.peer.sealSignal(Buffer.from('answer'))));
    expect(await resume(pair)).to.equal(0);
    const [again, ask] = pair.out.splice(0);
    expect(again).to.deep.equal(lost);
    expect(pair.peer.open(buffer(again)).body.toString()).to.equal('lost on the way');
    const { reply } = pair.peer.open(buffer(ask));
    await pair.product.receive(bytes(reply ?? Buffer.alloc(0)));
    pair.peer.open(buffer(pair.out.shift()));
    await say(pair, 'again', 'and again');
  });

  it('reconnect when the product is asked', async () => {
    const pair = await asResponder();
    await confirm(pair);
    await say(pair, 'one', 'two');
    await pair.product.send(utf8('lost on the way'));
    const [lost] = pair.out.splice(0);
    pair.product.suspend();
    expect(pair.peer.openSignal(buffer(await pair.product.sealLost())).toString('hex')).to.equal('00000000');
    pair.peer.reconnect(1);
    const offer = await pair.product.openSignal(bytes(pair.peer.sealSignal(Buffer.from('offer'))));
    expect(offer).to.deep.include({ kind: 'step', attempt: 1 });
    pair.peer.openSignal(buffer(await pair.product.sealSignal(utf8('answer'))));
    expect(await resume(pair)).to.equal(1);
    expect(pair.out.splice(0)).to.deep.equal([lost]);
    expect(pair.peer.open(buffer(lost)).body.toString()).to.equal('lost on the way');
    await say(pair, 'three', 'four');
  });

  it('do not agree when the nonce is another than promised, although everything else is right', async () => {
    const { channel: product, m1 } = await initiate(optionsOf('alice', 'bob', []));
    const cheat = peerOf('b', { revealed: randomBytes(32) });
    await product.receiveAccept(bytes(cheat.accept(buffer(m1))));
    cheat.openSignal(buffer(await product.sealSignal(utf8('offer'))));
    const outcome = await product
      .openSignal(bytes(cheat.sealSignal(Buffer.from('answer'))))
      .catch((error: unknown) => error);
    expect(outcome).to.have.property('code', 'mismatch');
    expect(product.safety).to.equal(null);
  });
});
