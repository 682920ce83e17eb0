/** The secure channel: handshake, sealed signals, confirmation, records and reconnects under one roof. */
import { DMError } from '../errors.js';
import { concat, u32, wipe, type Bytes } from '../wire/bytes.js';
import { confirmFrame, parseFrame, resumeFrame, type Frame, type RecordFrame } from '../wire/frames.js';
import {
  lostPrefix,
  openingPrefix,
  parseSealedSignal,
  reconnectPrefix,
  signalPrefix,
  type SealedSignal,
} from '../wire/signals.js';
import { counterNonce, open, seal } from './aead.js';
import type { Fingerprints, OpenedSignal, Safety, SecureChannel, SecureChannelOptions } from './channel.js';
import { deriveEpoch, deriveIntroductionKeys, type IntroductionKeys } from './epoch.js';
import {
  generateKeyPair,
  Initiator,
  Responder,
  type Agreement,
  type HandshakePrimitives,
  type Nonces,
} from './handshake.js';
import { mac, verifyMac } from './kdf.js';
import { detectKem } from './kem.js';
import { deriveAttempt, deriveLostKey, resumeInput, type Attempt } from './reconnect.js';
import { RecordLayer, type OpeningRecord } from './records.js';
import { confirmationInput, deriveSafety } from './sas.js';
import { SignalOpener, SignalSeal } from './signals.js';
import { M3_LENGTH, M4_LENGTH, type Role } from './suite.js';

/** The asking side. `m1` (33 bytes) goes with the request. */
export async function initiate(options: SecureChannelOptions): Promise<{ channel: SecureChannel; m1: Bytes }> {
  const primitives = primitivesOf(options);
  // Started now, so that a slow KEM is loaded while the other person thinks.
  void primitives.kem();
  const parties = { initiator: options.self, responder: options.peer };
  const handshake = new Initiator(primitives, parties, options.invite?.room, options.invite?.psk);
  return { channel: new Channel('initiator', options, primitives, handshake), m1: handshake.m1 };
}

/** The answering side. `m2` (1,281 bytes) goes with the acceptance. Rejects `protocol` for an m1 that does not parse. */
export async function respond(
  options: SecureChannelOptions,
  m1: Bytes,
): Promise<{ channel: SecureChannel; m2: Bytes }> {
  const primitives = primitivesOf(options);
  const parties = { initiator: options.peer, responder: options.self };
  const handshake = await Responder.accept(primitives, parties, m1, options.invite?.psk);
  return { channel: new Channel('responder', options, primitives, handshake), m2: handshake.m2 };
}

function primitivesOf(options: SecureChannelOptions): HandshakePrimitives {
  const random = options.primitives?.random ?? ((length) => crypto.getRandomValues(new Uint8Array(length)));
  return { random, kem: () => detectKem(random), generateKeyPair, ...options.primitives };
}

/** Keys exist, but the other side has not confirmed a link yet. */
interface Introduction {
  readonly keys: IntroductionKeys;
  readonly transcript: Bytes;
  readonly seal: SignalSeal;
  readonly opener: SignalOpener;
  /** Ours, in front of our first signal; `null` once sent. */
  reveal: Bytes | null;
  /** The initiator learns the responder's only with its first signal. */
  nonces: Nonces | null;
}

class Channel implements SecureChannel {
  readonly #options: SecureChannelOptions;
  readonly #primitives: HandshakePrimitives;
  readonly #handshake: Initiator | Responder;
  #introduction: Introduction | null = null;
  #records: RecordLayer | null = null;
  #safety: Safety | null = null;
  /** The attempt whose keys seal signals and confirm a link, after the first link. */
  #attempt: Attempt | null = null;
  #lastAttempt = 0;
  /** Frames whose opening has begun. */
  readonly #prepared = new WeakMap<Uint8Array, { readonly frame: RecordFrame; readonly opening: OpeningRecord }>();
  #lostSent = 0;
  #lostSeen = 0;
  /** What the other side has to send to confirm the link that is open; `null` while there is none. */
  #expected: Expectation | null = null;
  #state: 'introducing' | 'open' | 'suspended' | 'wiped' = 'introducing';

  constructor(
    readonly role: Role,
    options: SecureChannelOptions,
    primitives: HandshakePrimitives,
    handshake: Initiator | Responder,
  ) {
    this.#options = options;
    this.#primitives = primitives;
    this.#handshake = handshake;
  }

  get session(): Bytes {
    return this.#handshake.session;
  }
  get safety(): Safety | null {
    return this.#safety;
  }
  get invited(): boolean {
    return this.#options.invite !== undefined;
  }
  get binding(): Bytes | null {
    return this.#confirmedRecords ? (this.#introduction?.transcript ?? null) : null;
  }
  get files(): { readonly send: Bytes; readonly receive: Bytes } | null {
    return this.#confirmedRecords?.files ?? null;
  }
  get farewell(): Bytes | null {
    return this.#confirmedRecords?.farewell ?? null;
  }

  receiveAccept(m2: Uint8Array): Promise<void> {
    return this.#guard(async () => {
      if (!(this.#handshake instanceof Initiator) || this.#introduction) throw badState('an acceptance out of turn');
      const { m3, ...agreement } = await this.#handshake.receiveAccept(m2.slice());
      await this.#introduce(agreement, m3, null);
    });
  }

  async sealSignal(plaintext: Uint8Array): Promise<Bytes> {
    const bytes = plaintext.slice();
    if (this.#attempt) {
      return this.#attempt.seal.seal(reconnectPrefix(this.#attempt.epoch, this.#attempt.number), bytes);
    }
    this.#assertAlive();
    const introduction = this.#introduction;
    if (!introduction) throw badState('no keys to seal a signal with');
    const { reveal } = introduction;
    introduction.reveal = null;
    return introduction.seal.seal(reveal ? openingPrefix(reveal) : signalPrefix(), bytes);
  }

  openSignal(sealed: Uint8Array): Promise<OpenedSignal | null> {
    return this.#guard(async () => {
      const signal = parseSealedSignal(sealed.slice(), this.role === 'initiator' ? M4_LENGTH : M3_LENGTH);
      switch (signal?.kind) {
        case 'opening':
          return step(0, await this.#openOpening(signal));
        case 'signal':
          return step(0, (await this.#introduction?.opener.open(signal)) ?? null);
        case 'reconnect':
          return this.#openReconnect(signal);
        case 'lost':
          return this.#openLost(signal);
        case undefined:
          return null;
      }
    });
  }

  confirm(fingerprints: Fingerprints): Promise<void> {
    return this.#guard(async () => {
      const { local, remote } = fingerprints;
      const [a, b] = this.role === 'initiator' ? [local, remote] : [remote, local];
      // A further link; if the old one still works it carries nothing more.
      this.suspend();
      if (this.#state === 'suspended') await this.#confirmAttempt(a, b);
      else await this.#confirmFirst(a, b);
    });
  }

  send(body: Uint8Array): Promise<number> {
    const records = this.#confirmedRecords;
    if (!records) return Promise.reject(this.#state === 'wiped' ? wiped() : badState('nothing is confirmed yet'));
    return records.send(body);
  }

  prepare(bytes: Uint8Array): void {
    const frame = this.#state === 'open' ? parseFrame(bytes) : null;
    const opening = frame?.type === 'record' && this.#records?.begin(frame);
    if (opening) this.#prepared.set(bytes, { frame, opening });
  }

  receive(bytes: Uint8Array): Promise<readonly Bytes[]> {
    return this.#guard(async () => {
      const prepared = this.#prepared.get(bytes);
      const frame = prepared?.frame ?? parseFrame(bytes);
      if (!frame) throw new DMError('protocol', 'not a frame');
      if (frame.type !== 'record') return this.#receiveConfirmation(frame);
      // Between two links what the old one delivered still counts, until we have said how much that was.
      const confirmed = this.#state === 'open' || (this.#state === 'suspended' && !this.#expected);
      if (!confirmed || !this.#records) throw new DMError('protocol', 'a record before the confirmation');
      return this.#records.receive(frame, prepared?.opening);
    });
  }

  countTraffic(bytes: number): void {
    this.#confirmedRecords?.traffic(bytes);
  }

  async rekey(): Promise<void> {
    if (this.#state === 'open') await this.#records?.rekey();
  }

  suspend(): void {
    this.#expected = null;
    if (this.#state !== 'open' || !this.#records) return;
    this.#records.hold();
    this.#state = 'suspended';
  }

  reconnect(): Promise<number> {
    return this.#guard(async () => {
      const records = this.#confirmedRecords;
      if (this.role !== 'initiator' || !records) throw badState('nothing to reconnect');
      const secret = records.reconnectKeys.get(records.epoch);
      if (!secret) throw badState('no reconnect key');
      const number = ++this.#lastAttempt;
      const attempt = await deriveAttempt(this.role, secret, records.epoch, number);
      this.#assertAlive();
      this.#attempt = attempt;
      return number;
    });
  }

  sealLost(): Promise<Bytes> {
    return this.#guard(async () => {
      // The oldest epoch that is still remembered: the initiator may not have got further.
      const [epoch, secret] = [...(this.#records?.reconnectKeys ?? [])][0] ?? [];
      if (this.role !== 'responder' || epoch === undefined || !secret) throw badState('nothing was lost');
      const counter = ++this.#lostSent;
      const header = concat(lostPrefix(epoch), u32(counter));
      const attempt = u32(this.#lastAttempt);
      return concat(header, await seal(await deriveLostKey(secret), counterNonce(counter), header, attempt));
    });
  }

  wipe(): void {
    if (this.#state === 'wiped') return;
    this.#state = 'wiped';
    if (this.#handshake instanceof Responder) this.#handshake.wipe();
    this.#records?.wipe();
    wipe(this.#introduction?.nonces?.a, this.#introduction?.nonces?.b, this.#introduction?.reveal);
    wipe(this.#safety?.qr, this.#safety?.expectedQr, this.#options.invite?.psk);
    this.#introduction = null;
    this.#records = null;
    this.#attempt = null;
    this.#safety = null;
    this.#expected = null;
  }

  get #confirmedRecords(): RecordLayer | null {
    return this.#state === 'open' || this.#state === 'suspended' ? this.#records : null;
  }

  // The introduction

  async #introduce(agreement: Agreement, reveal: Bytes, nonces: Nonces | null): Promise<Introduction> {
    const { transcript } = agreement;
    const { epoch, secret } = await deriveEpoch(this.role, 0, transcript, agreement.secret, transcript);
    const keys = await deriveIntroductionKeys(this.role, transcript, secret);
    const safety = nonces && (await deriveSafety(this.role, transcript, nonces));
    const records = await RecordLayer.create(
      {
        role: this.role,
        primitives: this.#primitives,
        now: this.#options.now ?? Date.now,
        farewell: this.#options.farewell,
        output: this.#options.output,
      },
      epoch,
    );
    if (this.#state === 'wiped') records.wipe();
    this.#assertAlive();
    const [sealer, opener] = [new SignalSeal(keys.seal), new SignalOpener(keys.open)];
    this.#introduction = { keys, transcript, seal: sealer, opener, reveal, nonces };
    this.#records = records;
    this.#safety = safety;
    return this.#introduction;
  }

  async #openOpening(signal: SealedSignal & { kind: 'opening' }): Promise<Bytes | null> {
    const introduction =
      this.#handshake instanceof Initiator
        ? await this.#takeReveal(signal.reveal)
        : await this.#takeKeys(signal.reveal);
    if (!introduction) return null;
    const plaintext = await introduction.opener.open(signal);
    if (!plaintext) throw new DMError('mismatch', 'the first signal does not open: other keys, or another invite');
    return plaintext;
  }

  /** Initiator: m4. Only the first one counts. */
  async #takeReveal(m4: Bytes): Promise<Introduction | null> {
    const introduction = this.#introduction;
    if (!introduction || introduction.nonces || !(this.#handshake instanceof Initiator)) return null;
    const nonces = await this.#handshake.receiveReveal(m4);
    const safety = await deriveSafety(this.role, introduction.transcript, nonces);
    this.#assertAlive();
    introduction.nonces = nonces;
    this.#safety = safety;
    return introduction;
  }

  /** Responder: m3. Only the first one counts. */
  async #takeKeys(m3: Bytes): Promise<Introduction | null> {
    if (this.#introduction || !(this.#handshake instanceof Responder)) return null;
    const { nonces, ...agreement } = await this.#handshake.receiveKeys(m3);
    return this.#introduce(agreement, this.#handshake.m4, nonces);
  }

  // Confirmation of a link

  async #confirmFirst(a: Bytes, b: Bytes): Promise<void> {
    const introduction = this.#introduction;
    if (!introduction?.nonces || this.#state !== 'introducing') throw badState('nothing to confirm yet');
    const input = confirmationInput(introduction.transcript, introduction.nonces, a, b);
    this.#expected = { type: 'confirm', key: introduction.keys.confirmPeer, input: () => input };
    this.#options.output(confirmFrame(await mac(introduction.keys.confirmOwn, input)));
  }

  async #confirmAttempt(a: Bytes, b: Bytes): Promise<void> {
    const [attempt, records] = [this.#attempt, this.#records];
    if (!attempt || !records) throw badState('nothing to resume yet');
    const input = (received: number): Bytes => resumeInput(attempt.number, received, a, b);
    this.#expected = { type: 'resume', key: attempt.confirmPeer, input };
    const { received } = records;
    this.#options.output(resumeFrame(received, await mac(attempt.confirmOwn, input(received))));
  }

  async #receiveConfirmation(frame: Frame & { type: 'confirm' | 'resume' }): Promise<readonly Bytes[]> {
    const [expected, records] = [this.#expected, this.#records];
    this.#expected = null;
    if (expected?.type !== frame.type || !records) throw new DMError('protocol', 'a confirmation out of turn');
    const received = frame.type === 'resume' ? frame.received : 0;
    if (!(await verifyMac(expected.key, frame.mac, expected.input(received)))) {
      throw new DMError('mismatch', 'the other side confirms other keys or another connection');
    }
    this.#assertAlive();
    this.#state = 'open';
    records.resume(received);
    this.#options.confirmed();
    if (frame.type === 'resume') await records.rekey();
    return [];
  }

  // Reconnect signals

  async #openReconnect(signal: SealedSignal & { kind: 'reconnect' }): Promise<OpenedSignal | null> {
    if (signal.attempt === this.#attempt?.number) return step(signal.attempt, await this.#attempt.opener.open(signal));
    // Only the initiator starts attempts, and each has a higher number than all before.
    const secret = this.#records?.reconnectKeys.get(signal.epoch);
    if (this.role !== 'responder' || !secret || signal.attempt <= this.#lastAttempt || this.#state === 'introducing') {
      return null;
    }
    const attempt = await deriveAttempt(this.role, secret, signal.epoch, signal.attempt);
    const plaintext = await attempt.opener.open(signal);
    this.#assertAlive();
    if (!plaintext) return null;
    this.#lastAttempt = attempt.number;
    this.#attempt = attempt;
    return step(attempt.number, plaintext);
  }

  async #openLost(signal: SealedSignal & { kind: 'lost' }): Promise<OpenedSignal | null> {
    const secret = this.#records?.reconnectKeys.get(signal.epoch);
    if (this.role !== 'initiator' || !secret || signal.counter <= this.#lostSeen) return null;
    const key = await deriveLostKey(secret);
    const opened = await open(key, counterNonce(signal.counter), signal.header, signal.sealed);
    if (opened?.length !== 4) return null;
    this.#lostSeen = signal.counter;
    return { kind: 'lost', attempt: new DataView(opened.buffer).getUint32(0) };
  }

  // Small parts

  /**
   * Whatever breaks the protocol kills the channel: no key outlives a failure. And no result outlives a wipe that
   * happened meanwhile, nor a key that was being made.
   */
  async #guard<T>(work: () => Promise<T>): Promise<T> {
    this.#assertAlive();
    try {
      const result = await work();
      this.#assertAlive();
      return result;
    } catch (error) {
      if (DMError.is(error, 'protocol') || DMError.is(error, 'mismatch')) this.wipe();
      throw error;
    }
  }

  #assertAlive(): void {
    if (this.#state === 'wiped') throw wiped();
  }
}

interface Expectation {
  readonly type: 'confirm' | 'resume';
  readonly key: CryptoKey;
  readonly input: (received: number) => Bytes;
}

const step = (attempt: number, plaintext: Bytes | null): OpenedSignal | null =>
  plaintext && { kind: 'step', attempt, plaintext };

const wiped = (): DMError => new DMError('ended', 'the channel was wiped');
const badState = (message: string): DMError => new DMError('bad-state', message);
