/** A file that we are offered: taken or not, checked chunk by chunk and as a whole, written in order. */
import { DMError } from '../../errors.js';
import { openChunk, transferKeys, type StreamKeys } from '../../secure/stream.js';
import { fromBase64url, wipe, type Bytes } from '../../wire/bytes.js';
import { CHUNK_LENGTH, chunkCount, type ChunkFrame } from '../../wire/chunks.js';
import { FileDigest } from './digest.js';
import { HEAD_LENGTH, isRasterType, kindOf } from './kinds.js';
import type { FileMessage } from './messages.js';
import { destinationSink, memorySink, type MemoryBudget, type Sink } from './sink.js';
import { FileTransfer, type FileFacts, type TransferHost } from './transfer.js';
import type { DeclineReason, FileDestination } from './types.js';
import { CreditWindow } from './window.js';

/** How long the rest of a file may take to come after the sender has said that everything is sent, twice. Milliseconds. */
const REST_MS = 5_000;

export class Incoming extends FileTransfer {
  readonly direction = 'in';
  readonly retriable = false;
  readonly #count: number;
  readonly #digest: FileDigest;
  readonly #window: CreditWindow;
  #sink: Sink | null = null;
  #attempt = -1;
  #keys: Promise<StreamKeys> | null = null;
  /** Chunks that have come in this attempt are counted from where it began; */
  #arrived = 0;
  /** these are written, */
  #written = 0;
  /** and up to here the sender may send. */
  #until = 0;
  #writing: Promise<void> = Promise.resolve();
  /** What the sender says the whole is. */
  #expected: Bytes | null = null;
  /** Everything of this attempt was sent, as the sender says: what has not come is waited for, and not for ever. */
  #ended = false;
  #rest: unknown;

  /** @param key 32 bytes of the offer. Throws `too-large`. */
  constructor(
    facts: FileFacts,
    private readonly key: Bytes,
    private readonly budget: MemoryBudget,
    host: TransferHost,
  ) {
    super(facts, host);
    this.#count = chunkCount(facts.size);
    this.#digest = new FileDigest(facts.size, this.#count);
    this.#window = new CreditWindow(() => host.clock.now());
  }

  async accept(destination?: FileDestination): Promise<void> {
    if (this.status.state !== 'offered' || this.#sink) throw new DMError('bad-state', 'nothing to accept');
    const sink = destination ? await this.#open(destination) : memorySink(this.size, this.budget);
    if (this.status.state !== 'offered') return sink.discard();
    this.#sink = sink;
    this.#request();
  }

  decline(): void {
    this.refuse('declined');
  }

  refuse(reason: DeclineReason): void {
    if (this.status.state !== 'offered') return;
    this.host.send({ type: 'file', id: this.id, action: 'decline', reason });
    this.finish({ state: 'declined', by: 'self', reason });
  }

  content(): Blob | null {
    return (this.status.state === 'done' && this.#sink?.content(this.actualType ?? this.mimeType)) || null;
  }

  retry(): void {}

  async handle(message: FileMessage): Promise<void> {
    switch (message.action) {
      case 'pause':
      case 'resume':
        return this.peerPaused(message.action === 'pause');
      case 'cancel':
        return this.peerCancelled(message.reason);
      case 'end':
        this.#expected = fromBase64url(message.digest);
        this.#ended = true;
        this.#awaitRest();
        // After what is being written; whoever handed the message on does not wait: a disk may take its time, or hang.
        return this.#next(() => this.#complete());
      default:
    }
  }

  /** A chunk that names this file. What belongs to an attempt that is over is passed over. */
  chunk(frame: ChunkFrame): void {
    if (!this.onTheWay || frame.transfer.attempt !== this.#attempt || !this.#keys) return;
    const index = this.#arrived++;
    // More than there is room for, or than there is: nobody honest does that.
    if (index >= this.#until) return this.fail('integrity');
    this.#window.arrived(index);
    this.#awaitRest();
    const { keys, attempt } = { keys: this.#keys, attempt: this.#attempt };
    const opened = keys.then((keys) => openChunk(keys, frame, index, index === this.#count - 1));
    this.#next(async () => {
      const plaintext = await opened;
      if (this.onTheWay && attempt === this.#attempt) await this.#write(index, plaintext);
    });
  }

  link(linked: boolean): void {
    this.linked = linked;
    // What still comes of this attempt may come by another link and leave a gap.
    if (!linked) {
      this.#keys = null;
      this.#ended = false;
    }
    if (!this.onTheWay) return;
    this.refresh();
    // What has arrived is written first, so that the rest begins where it ends.
    if (linked) this.#next(() => (this.onTheWay && this.linked ? this.#request() : undefined));
  }

  protected override refresh(): void {
    const was = this.status.state;
    super.refresh();
    if (this.status.state === 'paused') this.#window.forget();
    if (this.status.state !== was) this.#awaitRest();
  }

  protected release(): void {
    this.host.clock.clearTimeout(this.#rest);
    void this.#sink?.discard();
    this.#sink = null;
    this.#keys = null;
    wipe(this.key);
  }

  /** One after the other, each whether or not anybody waits. */
  #next(step: () => Promise<void> | void): void {
    this.#writing = this.#writing.then(step).catch(() => this.fail('storage'));
  }

  /**
   * The time for what is missing begins again: with each chunk, and with the end of a pause. Only what there is room for
   * can come. In two steps, for a page that was frozen runs its timers before it hears what came meanwhile.
   */
  #awaitRest(steps = 2): void {
    const { clock } = this.host;
    clock.clearTimeout(this.#rest);
    if (!this.#ended || !this.#keys || this.status.state !== 'transferring' || this.#arrived >= this.#until) return;
    const late = (): void => (steps > 1 ? this.#awaitRest(steps - 1) : this.fail('integrity'));
    this.#rest = clock.setTimeout(late, REST_MS);
  }

  async #open(destination: FileDestination): Promise<Sink> {
    try {
      return await destinationSink(destination);
    } catch (cause) {
      throw new DMError('bad-config', 'this place cannot be written to', { cause });
    }
  }

  #request(): void {
    const attempt = ++this.#attempt;
    this.#ended = false;
    this.host.clock.clearTimeout(this.#rest);
    this.#arrived = this.#written;
    this.#until = Math.min(this.#count, this.#written + this.#window.size);
    const transfer = { id: fromBase64url(this.id) as Bytes, attempt };
    this.#keys = transferKeys(this.key, this.host.salts().receive, transfer);
    // Also when every chunk is there: then it is the end that is missing.
    const from = this.#written;
    this.host.send({ type: 'file', id: this.id, action: 'request', attempt, from, until: this.#until });
    this.#window.forget();
    this.#window.granted(from);
    this.refresh();
  }

  async #write(index: number, plaintext: Bytes | null): Promise<void> {
    const length = Math.min(CHUNK_LENGTH, this.size - index * CHUNK_LENGTH);
    if (!plaintext || plaintext.length !== length) return this.fail('integrity');
    if (index === 0) this.#look(plaintext);
    if (!this.onTheWay) return;
    this.#digest.add(index, plaintext);
    try {
      await this.#sink?.write(plaintext);
    } catch {
      return this.fail('storage');
    }
    if (!this.onTheWay) return;
    this.#written = index + 1;
    this.progress(Math.min(this.size, this.#written * CHUNK_LENGTH));
    this.#grant();
    await this.#complete();
  }

  /** Room again, which is one message for many chunks. */
  #grant(): void {
    const { size, step } = this.#window;
    const until = Math.min(this.#count, this.#written + size);
    if (until - this.#until < step && until !== this.#count) return;
    if (until <= this.#until) return;
    this.#window.granted(this.#until);
    this.#until = until;
    this.host.send({ type: 'file', id: this.id, action: 'credit', until });
    this.#awaitRest();
  }

  #look(first: Bytes): void {
    const { type, contradicts, risky } = kindOf(first.subarray(0, HEAD_LENGTH), this.name);
    if (contradicts) this.actualType = type ?? 'application/octet-stream';
    this.risky ||= risky;
    // Where only pictures are taken, a name and a type are not enough to be one.
    if (this.host.onlyImages && !isRasterType(type)) this.fail('integrity');
  }

  async #complete(): Promise<void> {
    if (!this.#expected || this.#written < this.#count || !this.onTheWay) return;
    if (!(await this.#digest.matches(this.#expected))) return this.fail('integrity');
    try {
      await this.#sink?.close();
    } catch {
      return this.fail('storage');
    }
    if (!this.onTheWay) return;
    this.host.send({ type: 'file', id: this.id, action: 'done' });
    wipe(this.key);
    this.host.clock.clearTimeout(this.#rest);
    this.finish({ state: 'done' });
  }
}
