import { expect } from 'chai';
import { generateKeyPair, Initiator, Responder, type HandshakePrimitives } from '../../../src/secure/handshake.js';
import { loadNobleKem } from '../../../src/secure/kem.js';
import type { Bytes } from '../../../src/wire/bytes.js';
import { code } from '../../helpers/channels.js';

const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));
const PRIMITIVES: HandshakePrimitives = { random, kem: () => loadNobleKem(random), generateKeyPair };
const PARTIES = { initiator: 'alice', responder: 'bob' };

describe('handshake', () => {
  it('ends with the same transcript, secret and nonces on both sides', async () => {
    const alice = new Initiator(PRIMITIVES, PARTIES);
    const bob = await Responder.accept(PRIMITIVES, PARTIES, alice.m1);
    const { m3, ...agreement } = await alice.receiveAccept(bob.m2);
    const { nonces, ...other } = await bob.receiveKeys(m3);
    expect(agreement).to.deep.equal(other);
    expect(await alice.receiveReveal(bob.m4)).to.deep.equal(nonces);
    expect(bob.session).to.deep.equal(alice.session);
  });

  it('refuses every nonce but the one that was committed to', async () => {
    const alice = new Initiator(PRIMITIVES, PARTIES);
    const bob = await Responder.accept(PRIMITIVES, PARTIES, alice.m1);
    expect(await code(alice.receiveReveal(bob.m4)), 'before there is a commitment').to.equal('mismatch');
    await alice.receiveAccept(bob.m2);
    expect(await code(alice.receiveReveal(random(32)))).to.equal('mismatch');
    expect(await code(alice.receiveReveal(bob.m4.slice(1)))).to.equal('protocol');
    expect(await code(alice.receiveReveal(bob.m4))).to.equal('no error');
  });

  it('refuses a commitment of another session', async () => {
    const [alice, other] = [new Initiator(PRIMITIVES, PARTIES), new Initiator(PRIMITIVES, PARTIES)];
    const bob = await Responder.accept(PRIMITIVES, PARTIES, other.m1);
    await alice.receiveAccept(bob.m2);
    expect(await code(alice.receiveReveal(bob.m4))).to.equal('mismatch');
  });

  it('uses the key of the responder once', async () => {
    const alice = new Initiator(PRIMITIVES, PARTIES);
    const bob = await Responder.accept(PRIMITIVES, PARTIES, alice.m1);
    const { m3 } = await alice.receiveAccept(bob.m2);
    await bob.receiveKeys(m3);
    expect(await code(bob.receiveKeys(m3))).to.equal('bad-state');
  });

  it('has another transcript when anything in it differs', async () => {
    const transcripts = new Set<string>();
    const alice = new Initiator(PRIMITIVES, PARTIES);
    const bob = await Responder.accept(PRIMITIVES, PARTIES, alice.m1);
    const changed = (at: number): Bytes => bob.m2.map((byte, index) => (index === at ? byte ^ 1 : byte));
    for (const m2 of [bob.m2, changed(65 + 1184), changed(65 + 1184 + 31)]) {
      transcripts.add([...(await alice.receiveAccept(m2)).transcript].join());
    }
    const { m3 } = await alice.receiveAccept(bob.m2);
    const room = random(16);
    for (const parties of [
      PARTIES,
      { initiator: 'alic', responder: 'ebob' },
      { initiator: 'bob', responder: 'alice' },
    ]) {
      for (const of of [null, room]) {
        const asked = new Initiator(PRIMITIVES, parties, of);
        const answering = await Responder.accept(PRIMITIVES, parties, asked.m1);
        transcripts.add([...(await answering.receiveKeys(m3)).transcript].join());
      }
    }
    expect(transcripts.size).to.equal(9);
  });
});
