/**
 * The record layer: bodies in, frames out, and back. Counters must be exactly the next one; sealing is serialised, so
 * that frames leave in counter order; acknowledgements and rekeys travel as records of their own kind.
 *
 * Sealing is the work of another thread. What is sent meanwhile waits, and goes into the next record together: a body alone
 * is not held back, and a thousand a second cost as much as the records that there is time for.
 */
import { DMError } from '../errors.js';
import { nextTask } from '../task.js';
import { bundle, countTogether, unbundle } from '../wire/bundle.js';
import { concat, u64, wipe, type Bytes } from '../wire/bytes.js';
import { LANE, MAX_BODY_LENGTH, recordHeader, type RecordFrame } from '../wire/frames.js';
import { pad, unpad } from '../wire/padding.js';
import { counterNonce, open, seal } from './aead.js';
import { wipeEpoch, type Epoch } from './epoch.js';
import type { HandshakePrimitives } from './handshake.js';
import { Outbox } from './outbox.js';
import { answerRekey, askRekey, type PendingRekey } from './rekey.js';
import type { Role } from './suite.js';

/** What a record is for: the first byte of its plaintext. */
const KIND = { body: 0, acknowledge: 1, rekeyAsk: 2, rekeyAnswer: 3, rekeyClose: 4, bodies: 5 } as const;

/** An acknowledgement goes out after this many records. */
const ACKNOWLEDGE_EVERY = 16;
/** A new epoch is due after this much time with traffic, in milliseconds, */
export const REKEY_AFTER_MS = 120_000;
/** or this many bytes, both directions together. */
export const REKEY_AFTER_BYTES = 2 ** 30;
/** Epoch numbers fit into two bytes; nobody gets here (that would be 90 days), and if so the session ends. */
const MAX_EPOCH = 0xffff;

export interface RecordLayerOptions {
  readonly role: Role;
  readonly primitives: HandshakePrimitives;
  readonly now: () => number;
  /** Body of the farewell, sealed in advance in each epoch. */
  readonly farewell: Bytes;
  /** Frames to send, in counter order, while `live`. */
  readonly output: (frame: Bytes) => void;
}

/** A record whose opening has begun. */
export interface OpeningRecord {
  /** `null` if it does not open. */
  readonly content: Promise<ReturnType<typeof unpad>>;
}

/** A body that waits for its turn. */
interface Waiting {
  readonly body: Bytes;
  readonly resolve: (number: number) => void;
  readonly reject: (error: unknown) => void;
}

type RekeyState =
  | { readonly step: 'none' }
  /** Initiator: the question is being made or on its way. */
  | { readonly step: 'asked'; readonly pending: PendingRekey | null }
  /** Responder: answered, waits for the initiator's last record of the old epoch. */
  | { readonly step: 'answered'; readonly next: Epoch };

export class RecordLayer {
  readonly #options: RecordLayerOptions;
  readonly outbox = new Outbox();
  readonly #files: Epoch['files'];
  #sendEpoch: Epoch;
  #receiveEpoch: Epoch;
  #farewellFrame: Bytes;
  #rekey: RekeyState = { step: 'none' };
  #epochSince: number;
  #epochBytes = 0;
  #received = 0;
  #acknowledgedTo = 0;
  #sealing: Promise<unknown> = Promise.resolve();
  /** Not empty while a turn of sealing is on its way for them. */
  readonly #waiting: Waiting[] = [];
  /** Reconnect keys by epoch: the current one, and the one before while the other side may still be in it. */
  #reconnectKeys: ReadonlyMap<number, CryptoKey>;
  /** Initiator: records sent when the last rekey was closed. Once they are acknowledged the old epoch is history. */
  #closedAt = 0;
  /** `live`: frames go out at once. `held`: they only wait in the outbox. */
  #flow: 'held' | 'live' | 'wiped' = 'held';

  private constructor(options: RecordLayerOptions, epoch: Epoch, farewellFrame: Bytes) {
    this.#options = options;
    this.#sendEpoch = epoch;
    this.#receiveEpoch = epoch;
    this.#farewellFrame = farewellFrame;
    this.#epochSince = options.now();
    this.#files = { send: epoch.files.send.slice(), receive: epoch.files.receive.slice() };
    this.#reconnectKeys = new Map([[epoch.number, epoch.reconnect]]);
  }

  static async create(options: RecordLayerOptions, epoch: Epoch): Promise<RecordLayer> {
    return new RecordLayer(options, epoch, await sealFarewell(epoch, options.farewell));
  }

  /** The newest epoch in which both directions are known to us. */
  get epoch(): number {
    return this.#receiveEpoch.number;
  }
  /** Records received so far, over all epochs. */
  get received(): number {
    return this.#received;
  }
  get farewell(): Bytes {
    return this.#farewellFrame;
  }
  get reconnectKeys(): ReadonlyMap<number, CryptoKey> {
    return this.#reconnectKeys;
  }
  /**
   * Salts of file keys, 32 bytes each: those of the first epoch for as long as the session lives. In the middle of a rekey
   * the two sides are in different epochs, and a file is as secret as its own random key.
   */
  get files(): { readonly send: Bytes; readonly receive: Bytes } {
    return this.#files;
  }

  /** Resolves with the number of the record, counted over all epochs. Rejects `too-large`, and `ended` after a wipe. */
  async send(body: Uint8Array): Promise<number> {
    if (body.length > MAX_BODY_LENGTH) {
      throw new DMError('too-large', `expected a body of at most ${MAX_BODY_LENGTH} bytes, got ${body.length}`);
    }
    const number = await new Promise<number>((resolve, reject) => {
      if (this.#waiting.push({ body: body.slice(), resolve, reject }) === 1) this.#sendWaiting();
    });
    this.#traffic(body.length);
    return number;
  }

  /**
   * Takes the key of this record and begins to open it, if it is the next one as far as can be told by now; otherwise
   * `null`. It has to be received, and all in the order in which they were begun.
   */
  begin(frame: RecordFrame): OpeningRecord | null {
    const { number, receiveChain: chain } = this.#receiveEpoch;
    if (frame.lane !== LANE.messages || frame.epoch !== number || frame.counter !== chain.counter) return null;
    const { key, counter } = chain.next();
    const content = key
      .then((messageKey) => open(messageKey, counterNonce(counter), frame.header, frame.sealed))
      .then(unpadded);
    // Whoever receives it hears of it.
    content.catch(() => {});
    return { content };
  }

  /**
   * The bodies in it; none for records of the layer's own. Rejects `protocol`. To be called one after the other.
   * @param begun what `begin` gave for this frame
   */
  async receive(frame: RecordFrame, begun: OpeningRecord | null = null): Promise<readonly Bytes[]> {
    const epoch = this.#receiveEpoch;
    if (frame.lane === LANE.farewell) return this.#receiveFarewell(frame, epoch);
    // One that was begun may have been overtaken by a new epoch.
    const opening = frame.epoch === epoch.number ? (begun ?? this.begin(frame)) : null;
    if (!opening) throw new DMError('protocol', 'a record is not the next one');
    const content = await opening.content;
    this.#assertNotWiped();
    if (!content) throw new DMError('protocol', 'a record does not open');
    this.#received++;
    const bodies = await this.#handle(content.kind, content.body);
    this.#traffic(frame.sealed.length);
    if (this.#received - this.#acknowledgedTo >= ACKNOWLEDGE_EVERY) await this.#acknowledge();
    return bodies;
  }

  /** Bytes moved outside of records (files) count for the next rekey. */
  traffic(bytes: number): void {
    this.#traffic(bytes);
  }

  /** Over a new link: the other side has `received` records; it gets the rest again, the same ciphertexts. */
  resume(received: number): void {
    this.#acknowledged(received);
    this.#flow = 'live';
    for (const frame of this.outbox.pending) this.#options.output(frame);
  }

  /** The link is gone: from here on frames wait for the next `resume`. */
  hold(): void {
    if (this.#flow === 'live') this.#flow = 'held';
  }

  /** Initiator: starts a new epoch, unless one is being made already. */
  async rekey(): Promise<void> {
    if (this.#options.role !== 'initiator' || this.#rekey.step !== 'none') return;
    if (this.#sendEpoch.number >= MAX_EPOCH) throw new DMError('protocol', 'no epochs are left');
    this.#rekey = { step: 'asked', pending: null };
    const pending = await askRekey(this.#options.primitives, this.#sendEpoch);
    if (this.#flow === 'wiped') pending.wipe();
    this.#assertNotWiped();
    this.#rekey = { step: 'asked', pending };
    await this.#send(KIND.rekeyAsk, pending.ask);
  }

  wipe(): void {
    this.#flow = 'wiped';
    if (this.#rekey.step === 'asked') this.#rekey.pending?.wipe();
    if (this.#rekey.step === 'answered') wipeEpoch(this.#rekey.next);
    wipeEpoch(this.#sendEpoch);
    wipeEpoch(this.#receiveEpoch);
    wipe(this.#files.send, this.#files.receive, ...this.#waiting.map(({ body }) => body));
    this.outbox.wipe();
    this.#farewellFrame.fill(0);
    this.#reconnectKeys = new Map();
  }

  async #handle(kind: number, body: Bytes): Promise<readonly Bytes[]> {
    switch (kind) {
      case KIND.body:
        return [body];
      case KIND.bodies:
        return unbundled(body);
      case KIND.acknowledge:
        // One that was lost with a link comes again after the resumption has said more: it is late, not wrong.
        this.#acknowledged(Math.max(readAcknowledgement(body), this.outbox.acknowledged));
        return [];
      case KIND.rekeyAsk:
        await this.#answerRekey(body);
        return [];
      case KIND.rekeyAnswer:
        await this.#finishRekey(body);
        return [];
      case KIND.rekeyClose:
        this.#closeRekey(body);
        return [];
      default:
        throw new DMError('protocol', 'a record of unknown kind');
    }
  }

  async #answerRekey(ask: Bytes): Promise<void> {
    if (this.#options.role !== 'responder' || this.#rekey.step !== 'none') {
      throw new DMError('protocol', 'a rekey was asked for out of turn');
    }
    const { answer, next } = await answerRekey(this.#options.primitives, this.#receiveEpoch, ask);
    this.#assertStillWanted(next);
    this.#rekey = { step: 'answered', next };
    // The old reconnect key stays until the initiator has closed: a link that breaks now must not lock us out.
    this.#keepReconnectKeys((number) => number >= this.#receiveEpoch.number, next);
    await this.#send(KIND.rekeyAnswer, answer, next);
  }

  async #finishRekey(answer: Bytes): Promise<void> {
    if (this.#rekey.step !== 'asked' || !this.#rekey.pending) {
      throw new DMError('protocol', 'a rekey was answered that nobody asked for');
    }
    const next = await this.#rekey.pending.finish(answer);
    this.#assertStillWanted(next);
    const old = this.#receiveEpoch;
    this.#keepReconnectKeys((number) => number >= old.number, next);
    await this.#send(KIND.rekeyClose, new Uint8Array(), next);
    this.#receiveEpoch = next;
    this.#closedAt = this.outbox.sent;
    this.#rekey = { step: 'none' };
    wipeEpoch(old);
  }

  #closeRekey(body: Bytes): void {
    if (this.#rekey.step !== 'answered' || body.length > 0) {
      throw new DMError('protocol', 'a rekey was closed that nobody answered');
    }
    const old = this.#receiveEpoch;
    this.#receiveEpoch = this.#rekey.next;
    this.#rekey = { step: 'none' };
    this.#keepReconnectKeys((number) => number > old.number, this.#receiveEpoch);
    wipeEpoch(old);
  }

  /** Everything that waits when the turn comes goes into one record, as far as there is room. */
  #sendWaiting(): void {
    void this.#inTurn(async () => {
      // What the same event brings about, a receipt and an answer for example, goes together.
      await nextTask();
      const together = this.#waiting.splice(0, countTogether(this.#waiting));
      if (this.#waiting.length > 0) this.#sendWaiting();
      try {
        const number = await this.#seal(packed(together.map(({ body }) => body)));
        for (const { resolve } of together) resolve(number);
      } catch (error) {
        for (const { reject } of together) reject(error);
      }
    });
  }

  /** Seals one record in turn; with `next`, as the last of its epoch. */
  #send(kind: number, body: Uint8Array, next?: Epoch): Promise<number> {
    const plaintext = pad(kind, body);
    return this.#inTurn(() => this.#seal(plaintext, next));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#sealing.then(work);
    this.#sealing = turn.catch(() => {});
    return turn;
  }

  /** Resolves with the number of the record. The plaintext is wiped. */
  async #seal(plaintext: Bytes, next?: Epoch): Promise<number> {
    try {
      const epoch = this.#sendEpoch;
      const farewellFrame = next && (await sealFarewell(next, this.#options.farewell));
      const { key, counter } = epoch.sendChain.next();
      const header = recordHeader(LANE.messages, epoch.number, counter);
      const frame = concat(header, await seal(await key, counterNonce(counter), header, plaintext));
      // What was sealed while somebody wiped stays here: nothing leaves after the end.
      this.#assertNotWiped();
      if (next && farewellFrame) {
        this.#sendEpoch = next;
        this.#farewellFrame = farewellFrame;
        this.#epochSince = this.#options.now();
        this.#epochBytes = 0;
      }
      this.outbox.push(frame);
      if (this.#flow === 'live') this.#options.output(frame);
      return this.outbox.sent - 1;
    } finally {
      wipe(plaintext);
    }
  }

  async #receiveFarewell(frame: RecordFrame, epoch: Epoch): Promise<readonly Bytes[]> {
    if (frame.epoch !== epoch.number || frame.counter !== 0)
      throw new DMError('protocol', 'a farewell of another epoch');
    const opened = await open(epoch.farewell.receive, counterNonce(0), frame.header, frame.sealed);
    const content = unpadded(opened);
    this.#assertNotWiped();
    if (content?.kind !== KIND.body) throw new DMError('protocol', 'a farewell does not open');
    return [content.body];
  }

  async #acknowledge(): Promise<void> {
    this.#acknowledgedTo = this.#received;
    await this.#send(KIND.acknowledge, u64(this.#received));
  }

  #acknowledged(received: number): void {
    this.outbox.acknowledge(received);
    if (this.#options.role === 'initiator' && received >= this.#closedAt) {
      this.#keepReconnectKeys((number) => number >= this.#receiveEpoch.number, this.#receiveEpoch);
    }
  }

  #keepReconnectKeys(keep: (epoch: number) => boolean, add: Epoch): void {
    const kept = [...this.#reconnectKeys].filter(([number]) => keep(number));
    this.#reconnectKeys = new Map([...kept, [add.number, add.reconnect]]);
  }

  #assertNotWiped(): void {
    if (this.#flow === 'wiped') throw new DMError('ended', 'the channel was wiped');
  }

  /** An epoch that was made while somebody wiped goes the same way. */
  #assertStillWanted(next: Epoch): void {
    if (this.#flow === 'wiped') wipeEpoch(next);
    this.#assertNotWiped();
  }

  #traffic(bytes: number): void {
    this.#epochBytes += bytes;
    const due = this.#options.now() - this.#epochSince >= REKEY_AFTER_MS || this.#epochBytes >= REKEY_AFTER_BYTES;
    // A failed seal has no other cause than a wiped channel, and that was reported already.
    if (due && this.#flow === 'live') void this.rekey().catch(() => {});
  }
}

/** One frame that says goodbye, made in advance: a page that is going away has no time to encrypt. */
async function sealFarewell(epoch: Epoch, body: Bytes): Promise<Bytes> {
  const header = recordHeader(LANE.farewell, epoch.number, 0);
  return concat(header, await seal(epoch.farewell.send, counterNonce(0), header, pad(KIND.body, body)));
}

/** Kind and body; the padded plaintext is wiped. */
function unpadded(plaintext: Bytes | null): ReturnType<typeof unpad> {
  const content = plaintext && unpad(plaintext);
  plaintext?.fill(0);
  return content;
}

/** The plaintext of a record with these bodies, which are wiped. */
function packed(bodies: readonly Bytes[]): Bytes {
  const [first = new Uint8Array(), ...more] = bodies;
  const bundled = more.length > 0 ? bundle(bodies) : null;
  const plaintext = bundled ? pad(KIND.bodies, bundled) : pad(KIND.body, first);
  wipe(bundled, ...bodies);
  return plaintext;
}

function unbundled(bytes: Bytes): readonly Bytes[] {
  const bodies = unbundle(bytes);
  wipe(bytes);
  if (!bodies) throw new DMError('protocol', 'a record with several bodies that are none');
  return bodies;
}

function readAcknowledgement(body: Bytes): number {
  if (body.length !== 8) throw new DMError('protocol', 'an acknowledgement of the wrong length');
  return Number(new DataView(body.buffer, body.byteOffset, 8).getBigUint64(0));
}
