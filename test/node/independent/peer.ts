/** One side of a session: docs/protocol.md sections 2 to 9. It trusts its caller about the order of calls. */
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js';
import { Chain, epochKeys, introductionKeys, type Content, type Direction, type EpochKeys } from './epoch.js';
import {
  aeadOpen,
  aeadSeal,
  counterNonce,
  ecdh,
  hkdf,
  hmac,
  join,
  L,
  lp,
  pointOf,
  sha256,
  u16,
  u32,
  u64,
  u8,
} from './primitives.js';

/** Everything random that a side uses, in the order of use. */
export interface PeerInputs {
  /** Initiator: 16 bytes. */
  readonly session?: Buffer;
  /** 32 bytes. */
  readonly nonce: Buffer;
  /** A cheat: what the responder reveals instead of the nonce that it was committed to. */
  readonly revealed?: Buffer;
  /** Private scalars: of the handshake, then of each rekey. */
  readonly ecdh: readonly Buffer[];
  /** Of each encapsulation 32 bytes (`m`), of each key pair 64 bytes (`d ‖ z`). */
  readonly kem: readonly Buffer[];
}

export interface Ids {
  readonly a: string;
  readonly b: string;
}

interface Attempt {
  readonly header: Buffer;
  readonly number: number;
  readonly keys: Record<'reconnect' | 'resume', Record<Direction, Buffer>>;
  sent: number;
}

interface OpenedRecord extends Content {
  /** What the rules of a rekey ask for in return. */
  readonly reply: Buffer | null;
}

export class Peer {
  readonly #send: Direction;
  readonly #receive: Direction;
  readonly #ecdh: Buffer[];
  readonly #kem: Buffer[];
  #scalar: Buffer;
  #decapsulationKey: Uint8Array | null = null;
  #m1: Buffer = Buffer.alloc(0);
  #m2: Buffer = Buffer.alloc(0);
  #reveal: Buffer | null = null;
  #nonces: Buffer[] = [];
  #signals = { sent: 0 };
  #attempt: Attempt | null = null;
  #epochs: EpochKeys[] = [];
  #sendChain!: Chain;
  #receiveChain!: Chain;
  #ask: Buffer | null = null;
  #next: EpochKeys | null = null;
  #lostSent = 0;
  #introduction!: ReturnType<typeof introductionKeys>;
  transcript: Buffer = Buffer.alloc(0);
  ikm: Buffer = Buffer.alloc(0);
  received = 0;

  constructor(
    private readonly role: 'a' | 'b',
    private readonly ids: Ids,
    private readonly inputs: PeerInputs,
    private readonly psk: Buffer = Buffer.alloc(0),
  ) {
    [this.#send, this.#receive] = role === 'a' ? ['a>b', 'b>a'] : ['b>a', 'a>b'];
    [this.#ecdh, this.#kem] = [[...inputs.ecdh], [...inputs.kem]];
    this.#scalar = take(this.#ecdh);
  }

  get epochs(): readonly EpochKeys[] {
    return this.#epochs;
  }
  get introduction(): ReturnType<typeof introductionKeys> {
    return this.#introduction;
  }

  // Section 2

  request(room: Buffer = Buffer.alloc(16)): Buffer {
    this.#m1 = join(u8(1), this.inputs.session ?? Buffer.alloc(16), room);
    return this.#m1;
  }

  accept(m1: Buffer): Buffer {
    this.#m1 = m1;
    const { publicKey, secretKey } = ml_kem768.keygen(take(this.#kem));
    this.#decapsulationKey = secretKey;
    this.#m2 = join(pointOf(this.#scalar), publicKey, this.#commitment(this.inputs.nonce));
    return this.#m2;
  }

  receiveAccept(m2: Buffer): void {
    this.#m2 = m2;
    const { cipherText, sharedSecret } = ml_kem768.encapsulate(m2.subarray(65, 65 + 1184), take(this.#kem));
    const pkA = pointOf(this.#scalar);
    this.#reveal = join(pkA, cipherText, this.inputs.nonce);
    this.#agree(pkA, Buffer.from(cipherText), ecdh(this.#scalar, m2.subarray(0, 65)), sharedSecret);
  }

  #receiveKeys(m3: Buffer): void {
    const [pkA, ct, nonceA] = [m3.subarray(0, 65), m3.subarray(65, 65 + 1088), m3.subarray(65 + 1088)];
    if (!this.#decapsulationKey) throw new Error('no decapsulation key');
    const nonceB = this.inputs.revealed ?? this.inputs.nonce;
    this.#reveal = nonceB;
    this.#nonces = [nonceA, nonceB];
    this.#agree(pkA, ct, ecdh(this.#scalar, pkA), ml_kem768.decapsulate(ct, this.#decapsulationKey));
  }

  #receiveReveal(m4: Buffer): void {
    if (!this.#commitment(m4).equals(this.#m2.subarray(65 + 1184))) throw new Error('commitment');
    this.#nonces = [this.inputs.nonce, m4];
  }

  #agree(pkA: Buffer, ct: Buffer, shared: Buffer, sharedSecret: Uint8Array): void {
    const m2 = this.#m2;
    const [pkB, ekB, commitment] = [m2.subarray(0, 65), m2.subarray(65, 65 + 1184), m2.subarray(65 + 1184)];
    const [idA, idB] = [Buffer.from(this.ids.a), Buffer.from(this.ids.b)];
    this.transcript = sha256(L('transcript'), lp(this.#m1, idA, idB, pkB, ekB, commitment, pkA, ct));
    this.ikm = lp(shared, sharedSecret, this.psk);
    this.#introduction = introductionKeys(this.transcript, this.ikm);
    const keys = epochKeys(0, this.transcript, this.ikm, this.transcript);
    this.#epochs = [keys];
    [this.#sendChain, this.#receiveChain] = [new Chain(keys, this.#send), new Chain(keys, this.#receive)];
  }

  #commitment(nonce: Buffer): Buffer {
    return sha256(L('commitment'), this.#m1.subarray(1, 17), nonce);
  }

  // Sections 4 and 9: signals

  sealSignal(plaintext: Buffer): Buffer {
    if (this.#attempt) {
      const header = join(this.#attempt.header, u32(this.#attempt.sent));
      const key = this.#attempt.keys.reconnect[this.#send];
      return join(header, aeadSeal(key, counterNonce(this.#attempt.sent++), header, plaintext));
    }
    const front = this.#reveal ? join(u8(1), this.#reveal) : u8(2);
    this.#reveal = null;
    const counter = this.#signals.sent++;
    const header = join(front, u32(counter));
    return join(header, aeadSeal(this.#introduction.signal[this.#send], counterNonce(counter), header, plaintext));
  }

  /** Opens what comes next; it does not look for repeated ones. */
  openSignal(bytes: Buffer): Buffer {
    switch (bytes[0]) {
      case 1: {
        const length = this.role === 'a' ? 32 : 1185;
        const reveal = bytes.subarray(1, 1 + length);
        if (this.role === 'a') this.#receiveReveal(reveal);
        else this.#receiveKeys(reveal);
        return this.#open(this.#introduction.signal[this.#receive], bytes, 1 + length);
      }
      case 2:
        return this.#open(this.#introduction.signal[this.#receive], bytes, 1);
      case 3: {
        const [epoch, attempt] = [bytes.readUInt16BE(1), bytes.readUInt32BE(3)];
        if (this.#attempt?.number !== attempt) this.#begin(epoch, attempt);
        if (!this.#attempt) throw new Error('no attempt');
        return this.#open(this.#attempt.keys.reconnect[this.#receive], bytes, 7);
      }
      case 4:
        return this.#open(this.#lostKey(bytes.readUInt16BE(1)), bytes, 3);
      default:
        throw new Error('unknown kind of signal');
    }
  }

  lost(): Buffer {
    const epoch = this.#epochs[0]?.number ?? 0;
    const counter = ++this.#lostSent;
    const header = join(u8(4), u16(epoch), u32(counter));
    const attempt = u32(this.#attempt?.number ?? 0);
    return join(header, aeadSeal(this.#lostKey(epoch), counterNonce(counter), header, attempt));
  }

  #open(key: Buffer, bytes: Buffer, counterAt: number): Buffer {
    const counter = bytes.readUInt32BE(counterAt);
    return aeadOpen(key, counterNonce(counter), bytes.subarray(0, counterAt + 4), bytes.subarray(counterAt + 4));
  }

  // Section 5

  confirm(fpA: Buffer, fpB: Buffer): Buffer {
    return join(u8(0x01), this.#confirmation(this.#send, fpA, fpB));
  }

  isConfirmed(frame: Buffer, fpA: Buffer, fpB: Buffer): boolean {
    return frame.equals(join(u8(0x01), this.#confirmation(this.#receive, fpA, fpB)));
  }

  #confirmation(direction: Direction, fpA: Buffer, fpB: Buffer): Buffer {
    const input = join(L('confirmation'), lp(this.transcript, ...this.#nonces, fpA, fpB));
    return hmac(this.#introduction.confirm[direction], input);
  }

  safety(): { emoji: number[]; decimals: number[]; number: string; qr: Buffer; expectedQr: Buffer } {
    const s = hkdf(join(...this.#nonces), this.transcript, 'sas', 100);
    const bits = [...s.subarray(0, 6)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
    const group = (size: number, index: number): number => parseInt(bits.slice(size * index, size * (index + 1)), 2);
    const digits = Array.from({ length: 6 }, (_, index) => s.readUIntBE(6 + 5 * index, 5) % 100_000);
    const [ofA, ofB] = [join(L('qr'), u8(0), s.subarray(36, 68)), join(L('qr'), u8(0), s.subarray(68, 100))];
    return {
      emoji: Array.from({ length: 7 }, (_, index) => group(6, index)),
      decimals: Array.from({ length: 3 }, (_, index) => group(13, index) + 1000),
      number: digits.map((value) => String(value).padStart(5, '0')).join(''),
      qr: this.role === 'a' ? ofA : ofB,
      expectedQr: this.role === 'a' ? ofB : ofA,
    };
  }

  // Sections 6 and 7

  seal(body: Buffer, kind = 0): Buffer {
    return this.#sendChain.seal({ kind, body });
  }

  acknowledge(): Buffer {
    return this.seal(u64(this.received), 1);
  }

  farewell(body: Buffer): Buffer {
    return this.#sendChain.farewell(body);
  }

  open(frame: Buffer): OpenedRecord {
    const content = this.#receiveChain.open(frame);
    this.received++;
    return { ...content, reply: this.#rekeyStep(content) };
  }

  ask(): Buffer {
    this.#scalar = take(this.#ecdh);
    const { publicKey, secretKey } = ml_kem768.keygen(take(this.#kem));
    this.#decapsulationKey = secretKey;
    this.#ask = join(pointOf(this.#scalar), publicKey);
    return this.seal(this.#ask, 2);
  }

  #rekeyStep({ kind, body }: Content): Buffer | null {
    if (kind === 2) {
      const scalar = take(this.#ecdh);
      const { cipherText, sharedSecret } = ml_kem768.encapsulate(body.subarray(65), take(this.#kem));
      const answer = join(pointOf(scalar), cipherText);
      this.#next = this.#nextEpoch(body, answer, ecdh(scalar, body.subarray(0, 65)), sharedSecret);
      const frame = this.seal(answer, 3);
      this.#sendChain = new Chain(this.#next, this.#send);
      this.#epochs.push(this.#next);
      return frame;
    }
    if (kind === 3) {
      if (!this.#ask || !this.#decapsulationKey) throw new Error('not asked');
      const sharedSecret = ml_kem768.decapsulate(body.subarray(65), this.#decapsulationKey);
      const next = this.#nextEpoch(this.#ask, body, ecdh(this.#scalar, body.subarray(0, 65)), sharedSecret);
      const frame = this.seal(Buffer.alloc(0), 4);
      [this.#sendChain, this.#receiveChain] = [new Chain(next, this.#send), new Chain(next, this.#receive)];
      this.#epochs.push(next);
      return frame;
    }
    if (kind === 4) {
      if (!this.#next) throw new Error('not answered');
      this.#receiveChain = new Chain(this.#next, this.#receive);
      // The other side has the new epoch: the old reconnect secret has served.
      this.#epochs = [this.#next];
    }
    return null;
  }

  #nextEpoch(ask: Buffer, answer: Buffer, shared: Buffer, sharedSecret: Uint8Array): EpochKeys {
    const old = this.#receiveChain.keys;
    const transcript = sha256(L('rekey'), lp(old.transcript, ask, answer));
    return epochKeys(old.number + 1, transcript, lp(shared, sharedSecret), join(old.rekey, transcript));
  }

  // Section 9

  /** Initiator: begins an attempt, in the newest epoch. */
  reconnect(number: number): void {
    this.#begin(this.#receiveChain.keys.number, number);
  }

  resume(fpA: Buffer, fpB: Buffer): Buffer {
    return join(u8(0x02), u64(this.received), this.#resumption(this.#send, this.received, fpA, fpB));
  }

  /** The number of records that the other side has. Throws for a wrong MAC. */
  openResume(frame: Buffer, fpA: Buffer, fpB: Buffer): number {
    const received = Number(frame.readBigUInt64BE(1));
    if (!frame.subarray(9).equals(this.#resumption(this.#receive, received, fpA, fpB))) throw new Error('resume');
    return received;
  }

  #resumption(direction: Direction, received: number, fpA: Buffer, fpB: Buffer): Buffer {
    if (!this.#attempt) throw new Error('no attempt');
    const input = join(L('resume'), lp(u32(this.#attempt.number), u64(received), fpA, fpB));
    return hmac(this.#attempt.keys.resume[direction], input);
  }

  #begin(epoch: number, number: number): void {
    const secret = this.#reconnectSecret(epoch);
    const keys = (use: string): Record<Direction, Buffer> => ({
      'a>b': hkdf(secret, u32(number), `${use} a>b`, 32),
      'b>a': hkdf(secret, u32(number), `${use} b>a`, 32),
    });
    const header = join(u8(3), u16(epoch), u32(number));
    this.#attempt = { header, number, keys: { reconnect: keys('reconnect'), resume: keys('resume') }, sent: 0 };
  }

  #lostKey(epoch: number): Buffer {
    return hkdf(this.#reconnectSecret(epoch), Buffer.alloc(0), 'lost b>a', 32);
  }

  #reconnectSecret(epoch: number): Buffer {
    const keys = this.#epochs.find(({ number }) => number === epoch);
    if (!keys) throw new Error('an epoch that is forgotten');
    return keys.reconnect;
  }
}

function take(values: Buffer[]): Buffer {
  const value = values.shift();
  if (!value) throw new Error('no random values are left');
  return value;
}
