/** A file that we are offered: taken or not, checked chunk by chunk and as a whole, written in order. */
import { DMError } from '../../errors.js';
import { openChunk, transferKeys, type StreamKeys } from '../../secure/stream.js';
import { fromBase64url, wipe, type Bytes } from '../../wire/bytes.js';
import { CHUNK_LENGTH, chunkCount, type ChunkFrame } from '../../wire/chunks.js';
import { FileDigest } from './digest.js';
import { HEAD_LENGTH, kindOf } from './kinds.js';
import type { FileMessage } from './messages.js';
import { destinationSink, memorySink, type MemoryBudget, type Sink } from './sink.js';
import { FileTransfer, type FileFacts, type TransferHost } from './transfer.js';
import type { DeclineReason, FileDestination } from './types.js';
import { CreditWindow } from './window.js';

export class Incoming extends FileTransfer {
  readonly direction = 'in';
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
    const parts = this.status.state === 'done' && this.#sink?.parts();
    return parts ? new Blob([...parts], { type: this.actualType ?? this.mimeType }) : null;
  }

  async handle(message: FileMessage): Promise<void> {
    switch (message.action) {
      case 'pause':
      case 'resume':
        return this.peerPaused(message.action === 'pause');
      case 'cancel':
        return this.peerCancelled(message.reason);
      case 'end':
        this.#expected = fromBase64url(message.digest);
        return this.#writing.then(() => this.#complete());
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
    const { keys, attempt } = { keys: this.#keys, attempt: this.#attempt };
    const opened = keys.then((keys) => openChunk(keys, frame, index, index === this.#count - 1));
    this.#writing = this.#writing.then(async () => {
      const plaintext = await opened;
      if (this.onTheWay && attempt === this.#attempt) await this.#write(index, plaintext);
    });
  }

  link(linked: boolean): void {
    this.linked = linked;
    // What still comes of this attempt may come by another link and leave a gap.
    if (!linked) this.#keys = null;
    if (!this.onTheWay) return;
    this.refresh();
    // What has arrived is written first, so that the rest begins where it ends.
    if (linked) this.#writing = this.#writing.then(() => (this.onTheWay && this.linked ? this.#request() : undefined));
  }

  protected override refresh(): void {
    super.refresh();
    if (this.status.state === 'paused') this.#window.forget();
  }

  protected release(): void {
    void this.#sink?.discard();
    this.#sink = null;
    this.#keys = null;
    wipe(this.key);
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
  }

  #look(first: Bytes): void {
    const { type, contradicts, risky } = kindOf(first.subarray(0, HEAD_LENGTH), this.name);
    if (contradicts) this.actualType = type ?? 'application/octet-stream';
    this.risky ||= risky;
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
    this.finish({ state: 'done' });
  }
}
