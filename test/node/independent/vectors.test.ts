import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import { makeVectors, VECTORS } from '../../../scripts/vectors.js';
import { paddedLength, type EpochKeys } from './epoch.js';
import { Peer, type PeerInputs } from './peer.js';
import { aeadOpen, aeadSeal, ecdh, hkdf, hmac, join, L, lp, pointOf, u32, u8 } from './primitives.js';
import { hkdfSync } from 'node:crypto';

type Side = 'a' | 'b';

interface Step {
  readonly from: Side;
  readonly what: string;
  readonly bytes?: string;
  readonly text?: string;
  readonly body?: string;
  readonly fpA?: string;
  readonly fpB?: string;
  readonly attempt?: number;
}

interface SessionVector {
  readonly name: string;
  readonly ids: Record<Side, string>;
  readonly inviteSecret: string | null;
  readonly inputs: Record<Side, { session?: string; nonce: string; ecdh: string[]; kem: string[] }>;
  readonly safety: Record<
    Side,
    { emoji: number[]; decimals: number[]; number: string; qr: string; expectedQr: string }
  >;
  readonly steps: readonly Step[];
  readonly derived: readonly { use: string; ikm: string; salt: string; output: string }[];
}

interface Vectors {
  readonly sessions: readonly SessionVector[];
  readonly padding: readonly { body: number; padded: number }[];
  readonly stream: {
    fileKey: string;
    salt: string;
    transfer: string;
    chunks: string[];
    attempts: { attempt: number; frames: string[] }[];
  };
  readonly identity: {
    privateKey: string;
    challengePrivateKey: string;
    challenge: string;
    transcript: string;
    proofs: Record<'initiator' | 'responder', { key: string; proof: string }>;
  };
  readonly invite: { secret: string; inviter: string; room: string; psk: string; url: string };
}

const bytes = (hex: string | undefined): Buffer => Buffer.from(hex ?? '', 'hex');

const inputsOf = ({ session, nonce, ecdh: scalars, kem }: SessionVector['inputs'][Side]): PeerInputs => ({
  ...(session && { session: bytes(session) }),
  nonce: bytes(nonce),
  ecdh: scalars.map(bytes),
  kem: kem.map(bytes),
});

/** Two independent sides go through the steps of a session; each makes the very bytes of the vector. */
class Replay {
  readonly peers: Record<Side, Peer>;
  readonly #room: Buffer;
  /** Made by an answer to a rekey, to be the next frame of that side. */
  readonly #replies: Record<Side, Buffer[]> = { a: [], b: [] };
  readonly #kept: Buffer[] = [];
  /** Derived keys of all epochs that were. */
  readonly epochs = new Map<number, EpochKeys>();

  constructor(vector: SessionVector) {
    const secret = vector.inviteSecret ? bytes(vector.inviteSecret) : null;
    const psk = secret ? hkdf(secret, Buffer.alloc(0), 'psk', 32) : Buffer.alloc(0);
    this.#room = secret ? hkdf(secret, Buffer.alloc(0), 'room', 16) : Buffer.alloc(16);
    this.peers = {
      a: new Peer('a', vector.ids, inputsOf(vector.inputs.a), psk),
      b: new Peer('b', vector.ids, inputsOf(vector.inputs.b), psk),
    };
  }

  step(step: Step): void {
    const [own, other] = [this.peers[step.from], this.peers[step.from === 'a' ? 'b' : 'a']];
    const made = this.#make(step, own);
    if (made) expect(made.toString('hex'), `${step.from} ${step.what}`).to.equal(step.bytes);
    if (made) this.#take(step, other, made);
    for (const keys of [...own.epochs, ...other.epochs]) this.epochs.set(keys.number, keys);
  }

  #make({ from, what, text, body, fpA, fpB, attempt }: Step, own: Peer): Buffer | null {
    switch (what) {
      case 'm1':
        return own.request(this.#room);
      case 'm2':
        return own.accept(this.peers.a.request(this.#room));
      case 'signal':
        return own.sealSignal(Buffer.from(text ?? ''));
      case 'confirm':
        return own.confirm(bytes(fpA), bytes(fpB));
      case 'message':
        return own.seal(bytes(body));
      case 'farewell':
        return own.farewell(bytes(body));
      case 'acknowledge':
        return own.acknowledge();
      case 'ask':
        return own.ask();
      case 'answer':
      case 'close':
        return this.#replies[from].shift() ?? null;
      case 'lost message':
      case 'kept message':
        this.#kept.push(own.seal(bytes(body)));
        return what === 'lost message' ? (this.#kept.at(-1) ?? null) : null;
      case 'lost':
        return own.lost();
      case 'reconnect':
        own.reconnect(attempt ?? 0);
        return null;
      case 'resume':
        return own.resume(bytes(fpA), bytes(fpB));
      case 'again':
        return this.#kept.shift() ?? null;
      default:
        throw new Error(`unknown step: ${what}`);
    }
  }

  #take({ from, what, text, body, fpA, fpB }: Step, other: Peer, made: Buffer): void {
    switch (what) {
      case 'm2':
        return other.receiveAccept(made);
      case 'signal':
        expect(other.openSignal(made).toString()).to.equal(text);
        return;
      case 'lost':
        expect(other.openSignal(made).toString('hex')).to.equal('00000000');
        return;
      case 'confirm':
        expect(other.isConfirmed(made, bytes(fpA), bytes(fpB))).to.equal(true);
        return;
      case 'resume':
        expect(other.openResume(made, bytes(fpA), bytes(fpB))).to.be.at.least(0);
        return;
      case 'message':
      case 'again':
      case 'acknowledge':
      case 'ask':
      case 'answer':
      case 'close': {
        const opened = other.open(made);
        if (opened.reply) this.#replies[from === 'a' ? 'b' : 'a'].push(opened.reply);
        if (body !== undefined) expect(opened.body.toString('hex')).to.equal(body);
      }
    }
  }
}

describe('test vectors', () => {
  let vectors: Vectors;

  before(async () => {
    vectors = JSON.parse(await readFile(VECTORS, 'utf8')) as Vectors;
  });

  it('are what the product makes of these inputs today', async () => {
    expect(await readFile(VECTORS, 'utf8')).to.equal(await makeVectors());
  });

  it('come out of a second implementation too: whole sessions, byte by byte', () => {
    expect(vectors.sessions).to.have.lengthOf(2);
    for (const vector of vectors.sessions) {
      const replay = new Replay(vector);
      for (const step of vector.steps) replay.step(step);
      expect([...replay.epochs.keys()], vector.name).to.deep.equal([0, 1, 2]);
      for (const side of ['a', 'b'] as const) {
        const { qr, expectedQr, ...words } = replay.peers[side].safety();
        const made = { ...words, qr: qr.toString('hex'), expectedQr: expectedQr.toString('hex') };
        expect(made).to.deep.equal(vector.safety[side]);
      }
    }
  });

  it('name every key that a session derives, and none that the second implementation does not', () => {
    for (const vector of vectors.sessions) {
      const replay = new Replay(vector);
      for (const step of vector.steps) replay.step(step);
      const outputs = new Map(vector.derived.map(({ use, output }) => [output, use]));
      for (const { use, ikm, salt, output } of vector.derived) {
        expect(hkdf(bytes(ikm), bytes(salt), use, output.length / 2).toString('hex'), use).to.equal(output);
      }
      const { introduction } = replay.peers.a;
      for (const direction of ['a>b', 'b>a'] as const) {
        for (const { chain, farewell, file } of replay.epochs.values()) {
          expect(outputs.get(chain[direction].toString('hex'))).to.equal(`chain ${direction}`);
          expect(outputs.get(farewell[direction].toString('hex'))).to.equal(`farewell ${direction}`);
          expect(outputs.get(file[direction].toString('hex'))).to.equal(`file ${direction}`);
        }
        expect(outputs.get(introduction.signal[direction].toString('hex'))).to.equal(`signal ${direction}`);
        expect(outputs.get(introduction.confirm[direction].toString('hex'))).to.equal(`confirm ${direction}`);
      }
      // No two uses ever have the same key.
      expect(outputs.size).to.equal(vector.derived.length);
    }
  });

  it('of padding', () => {
    for (const { body, padded } of vectors.padding) expect(paddedLength(body), `${body} bytes`).to.equal(padded);
  });

  it('of file chunks', () => {
    const { fileKey, salt, transfer, chunks, attempts } = vectors.stream;
    for (const { attempt, frames } of attempts) {
      const info = join(L('stream'), bytes(transfer), u32(attempt));
      const derived = Buffer.from(hkdfSync('sha256', bytes(fileKey), bytes(salt), info, 39));
      for (const [index, chunk] of chunks.entries()) {
        const nonce = join(derived.subarray(32), u32(index), u8(index === chunks.length - 1 ? 1 : 0));
        const header = join(u8(0x20), u8(1), bytes(transfer), u32(attempt), u32(index));
        const frame = join(header, aeadSeal(derived.subarray(0, 32), nonce, header, bytes(chunk)));
        expect(frame.toString('hex')).to.equal(frames[index]);
        expect(() => aeadOpen(derived.subarray(0, 32), nonce, header, bytes(frames[index + 1]))).to.throw();
      }
    }
  });

  it('of identity proofs, made and checked from either end', () => {
    const { privateKey, challengePrivateKey, challenge, transcript, proofs } = vectors.identity;
    expect(pointOf(bytes(challengePrivateKey)).toString('hex')).to.equal(challenge);
    for (const [role, letter] of [
      ['initiator', 'a'],
      ['responder', 'b'],
    ] as const) {
      const key = pointOf(bytes(privateKey));
      expect(proofs[role].key).to.equal(key.toString('hex'));
      for (const shared of [
        ecdh(bytes(privateKey), bytes(challenge)),
        // The asker computes the same: the proof convinces nobody else.
        ecdh(bytes(challengePrivateKey), key),
      ]) {
        const macKey = hkdf(shared, bytes(transcript), `identity ${letter}`, 32);
        const proof = hmac(macKey, join(L('identity'), lp(bytes(transcript), bytes(challenge), key)));
        expect(proof.toString('hex')).to.equal(proofs[role].proof);
      }
    }
  });

  it('of invites', () => {
    const { secret, inviter, room, psk, url } = vectors.invite;
    expect(hkdf(bytes(secret), Buffer.alloc(0), 'room', 16).toString('hex')).to.equal(room);
    expect(hkdf(bytes(secret), Buffer.alloc(0), 'psk', 32).toString('hex')).to.equal(psk);
    const text = `${bytes(secret).toString('base64url')}.${Buffer.from(inviter).toString('base64url')}`;
    expect(new URL(url).hash).to.equal(`#dm=1.${text}`);
  });
});
