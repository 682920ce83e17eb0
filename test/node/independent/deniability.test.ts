import { expect } from 'chai';
import { randomBytes, webcrypto } from 'node:crypto';
import type { HandshakePrimitives } from '../../../src/secure/handshake.js';
import { proveIdentity } from '../../../src/secure/identity.js';
import { loadNobleKem } from '../../../src/secure/kem.js';
import { initiate, respond } from '../../../src/secure/secure-channel.js';
import { createSigner, createVerifier } from '../../../src/secure/signing.js';
import { utf8, type Bytes } from '../../../src/wire/bytes.js';
import { Chain } from './epoch.js';
import { Peer, type PeerInputs } from './peer.js';
import { ecdh, hkdf, hmac, join, L, lp, pointOf } from './primitives.js';

/** What Bob hands to a judge: everything that was on the wire, and every secret of his. */
interface Evidence {
  readonly m1: Buffer;
  readonly m2: Buffer;
  readonly signals: readonly Buffer[];
  readonly confirmation: Buffer;
  readonly fingerprints: readonly [Buffer, Buffer];
  readonly records: readonly Buffer[];
  readonly secretsOfBob: PeerInputs;
}

const IDS = { a: 'alice', b: 'bob' };
const FINGERPRINTS = [randomBytes(32), randomBytes(32)] as const;

/** What Alice has said, if every message, MAC and tag in the evidence is right; throws otherwise. */
function judge({ m1, m2, signals, confirmation, fingerprints, records, secretsOfBob }: Evidence): string[] {
  const bob = new Peer('b', IDS, secretsOfBob);
  expect(bob.accept(m1).equals(m2), 'm2 is made of these secrets').to.equal(true);
  for (const signal of signals) bob.openSignal(signal);
  expect(bob.isConfirmed(confirmation, ...fingerprints), 'confirmation').to.equal(true);
  return records.map((record) => bob.open(record).body.toString());
}

const secrets = (): PeerInputs => ({ nonce: randomBytes(32), ecdh: [randomBytes(32)], kem: [randomBytes(64)] });

async function importScalar(scalar: Buffer, usages: KeyUsage[], name = 'ECDH'): Promise<CryptoKeyPair> {
  const point = pointOf(scalar);
  const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')];
  const jwk = { kty: 'EC', crv: 'P-256', x, y };
  const algorithm = { name, namedCurve: 'P-256' };
  return {
    privateKey: await crypto.subtle.importKey(
      'jwk',
      { ...jwk, d: scalar.toString('base64url') },
      algorithm,
      false,
      usages,
    ),
    publicKey: await crypto.subtle.importKey('jwk', jwk, algorithm, true, []),
  };
}

/** The product on both sides; Bob's randomness is kept, as a cheating Bob would. */
async function realSession(...texts: readonly string[]): Promise<Evidence> {
  const secretsOfBob = secrets();
  const random = (values: Buffer[]) => (): Bytes => Uint8Array.from(values.shift() ?? []);
  const primitives: Partial<HandshakePrimitives> = {
    random: random([secretsOfBob.nonce]),
    generateKeyPair: () => importScalar(secretsOfBob.ecdh[0] ?? Buffer.alloc(0), ['deriveBits']),
    kem: () => loadNobleKem(random([...secretsOfBob.kem])),
  };
  const frames: Buffer[] = [];
  const base = { confirmed: () => {}, farewell: utf8('x') };
  const output = (frame: Bytes): void => void frames.push(Buffer.from(frame));
  const { channel: alice, m1 } = await initiate({ ...base, self: 'alice', peer: 'bob', output });
  const options = { ...base, self: 'bob', peer: 'alice', output: () => {}, primitives };
  const { channel: bob, m2 } = await respond(options, m1);
  await alice.receiveAccept(m2);
  const opening = await alice.sealSignal(utf8('offer'));
  await bob.openSignal(opening);
  await alice.openSignal(await bob.sealSignal(utf8('answer')));
  const [fpA, fpB] = FINGERPRINTS.map((each) => Uint8Array.from(each)) as [Bytes, Bytes];
  let confirmationOfBob: Bytes = new Uint8Array();
  Object.assign(options, { output: (frame: Bytes) => (confirmationOfBob = frame) });
  await alice.confirm({ local: fpA, remote: fpB });
  await bob.confirm({ local: fpB, remote: fpA });
  await alice.receive(confirmationOfBob);
  for (const text of texts) await alice.send(utf8(text));
  const [confirmation, ...records] = frames;
  return {
    m1: Buffer.from(m1),
    m2: Buffer.from(m2),
    signals: [Buffer.from(opening)],
    confirmation: confirmation ?? Buffer.alloc(0),
    fingerprints: [...FINGERPRINTS],
    records,
    secretsOfBob,
  };
}

/** Alice has nothing to do with this one: Bob plays both. */
function forgedSession(...texts: readonly string[]): Evidence {
  const secretsOfBob = secrets();
  const [alice, bob] = [
    new Peer('a', IDS, {
      session: randomBytes(16),
      nonce: randomBytes(32),
      ecdh: [randomBytes(32)],
      kem: [randomBytes(32)],
    }),
    new Peer('b', IDS, secretsOfBob),
  ];
  const m1 = alice.request();
  const m2 = bob.accept(m1);
  alice.receiveAccept(m2);
  const opening = alice.sealSignal(Buffer.from('offer'));
  bob.openSignal(opening);
  alice.openSignal(bob.sealSignal(Buffer.from('answer')));
  return {
    m1,
    m2,
    signals: [opening],
    confirmation: alice.confirm(...FINGERPRINTS),
    fingerprints: [...FINGERPRINTS],
    records: texts.map((text) => alice.seal(Buffer.from(text))),
    secretsOfBob,
  };
}

describe('deniability', () => {
  it('a judge believes the evidence of a real session, and of one that Bob has made up alone', async () => {
    expect(judge(await realSession('hello', 'see you'))).to.deep.equal(['hello', 'see you']);
    expect(judge(forgedSession('hello', 'I owe you a million'))).to.deep.equal(['hello', 'I owe you a million']);
  });

  it('even of a real session Bob can put other words into Alice’s mouth', async () => {
    const evidence = await realSession('hello', 'see you');
    const bob = new Peer('b', IDS, evidence.secretsOfBob);
    bob.accept(evidence.m1);
    for (const signal of evidence.signals) bob.openSignal(signal);
    const [keys] = bob.epochs;
    if (!keys) throw new Error('no keys');
    const chainOfAlice = new Chain(keys, 'a>b');
    const records = ['I owe you', 'a million'].map((text) => chainOfAlice.seal({ kind: 0, body: Buffer.from(text) }));
    expect(judge({ ...evidence, records })).to.deep.equal(['I owe you', 'a million']);
  });

  it('but nobody without Bob’s secrets can: the judge can tell', async () => {
    const evidence = await realSession('hello');
    const foreign = forgedSession('I owe you a million');
    expect(() => judge({ ...evidence, records: foreign.records })).to.throw();
    expect(() => judge({ ...evidence, confirmation: foreign.confirmation })).to.throw();
    expect(() => judge({ ...evidence, secretsOfBob: foreign.secretsOfBob })).to.throw();
    const changed = Buffer.from(evidence.records[0] ?? []);
    changed[100] = (changed[100] ?? 0) ^ 1;
    expect(() => judge({ ...evidence, records: [changed] })).to.throw();
  });

  it('holds for a proof of identity: the one who asked could have made the very same bytes', async () => {
    const [identityOfAlice, questionOfBob, transcript] = [randomBytes(32), randomBytes(32), randomBytes(32)];
    const challenge = pointOf(questionOfBob);
    const real = await proveIdentity(
      await importScalar(identityOfAlice, ['deriveBits']),
      Uint8Array.from(transcript),
      'initiator',
      Uint8Array.from(challenge),
    );
    const forgedKey = hkdf(ecdh(questionOfBob, pointOf(identityOfAlice)), transcript, 'identity a', 32);
    const forged = hmac(forgedKey, join(L('identity'), lp(transcript, challenge, pointOf(identityOfAlice))));
    expect(Buffer.from(real.proof)).to.deep.equal(forged);
  });

  it('is given up, on purpose, by a signature', async () => {
    const binding = Uint8Array.from(randomBytes(32));
    const signer = await createSigner(binding, 'initiator');
    const message = { id: 'm1', content: 'I owe you a million' };
    const signature = await signer.sign(message);
    const verify = await createVerifier(binding, 'initiator', signer.key);
    expect(await verify(message, signature)).to.equal(true);
    expect(await verify({ ...message, content: 'I owe you nothing' }, signature)).to.equal(false);
    expect(await verify({ ...message, id: 'm2' }, signature)).to.equal(false);
    expect(await (await createVerifier(binding, 'responder', signer.key))(message, signature)).to.equal(false);
    const other = Uint8Array.from(randomBytes(32));
    expect(await (await createVerifier(other, 'initiator', signer.key))(message, signature)).to.equal(false);

    // By the specification, with another implementation of the same standard.
    const input = join(
      L('signature'),
      lp(binding, Buffer.from('a'), Buffer.from(message.id), Buffer.from(message.content)),
    );
    const key = await webcrypto.subtle.importKey('raw', signer.key, { name: 'ECDSA', namedCurve: 'P-256' }, true, [
      'verify',
    ]);
    const point = Buffer.from(await webcrypto.subtle.exportKey('raw', key));
    expect(point).to.deep.equal(Buffer.from(signer.key));
    expect(await webcrypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, signature, input)).to.equal(true);
  });
});
