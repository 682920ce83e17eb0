/** A file that we send: offered, and then chunk by chunk as far as the other side has said that it has room. */
import { DMError } from '../../errors.js';
import { sealChunk, transferKeys } from '../../secure/stream.js';
import { fromBase64url, toBase64url, wipe, type Bytes } from '../../wire/bytes.js';
import { CHUNK_LENGTH, chunkCount } from '../../wire/chunks.js';
import { FileDigest } from './digest.js';
import type { FileMessage } from './messages.js';
import { ChunkReader } from './reader.js';
import { FileTransfer, type FileFacts, type TransferHost } from './transfer.js';

/** Chunks that are being sealed while earlier ones wait to be sent: WebCrypto answers late, not slowly. */
const IN_FLIGHT = 8;

export class Outgoing extends FileTransfer {
  readonly direction = 'out';
  readonly #count: number;
  readonly #digest: FileDigest;
  readonly #reader: ChunkReader;
  /** The latest attempt, and the one that runs. */
  #attempt = -1;
  #current: number | null = null;
  /** The other side has room up to here. */
  #until = 0;
  /** Wakes whoever waits for credit, for the end of a pause, or to be told that it is over. */
  #wake: () => void = () => {};
  #retried = false;

  /** @param key 32 random bytes. Throws `too-large`. */
  constructor(
    facts: FileFacts,
    private readonly file: File,
    private readonly key: Bytes,
    host: TransferHost,
  ) {
    super(facts, host);
    this.#count = chunkCount(file.size);
    this.#digest = new FileDigest(file.size, this.#count);
    this.#reader = new ChunkReader(file);
  }

  offer(): void {
    const { id, name, folder, size, mimeType } = this;
    const key = toBase64url(this.key);
    this.host.send({ type: 'file', id, action: 'offer', name, folder, size, mime: mimeType, key });
  }

  accept(): Promise<void> {
    return Promise.reject(new DMError('bad-state', 'this file is our own'));
  }
  decline(): void {}
  content(): null {
    return null;
  }

  get retriable(): boolean {
    return this.status.state === 'failed' && this.status.reason !== 'ended' && !this.#retried;
  }

  retry(): void {
    if (!this.retriable) return;
    this.#retried = true;
    this.host.again({ file: this.file, folder: this.folder });
    this.host.changed();
  }

  async handle(message: FileMessage): Promise<void> {
    switch (message.action) {
      case 'request':
        return this.#start(message);
      case 'credit':
        this.#until = Math.max(this.#until, message.until);
        return this.#wake();
      case 'decline':
        if (this.status.state === 'offered') {
          this.finish({ state: 'declined', by: 'peer', reason: message.reason });
        }
        return;
      case 'pause':
      case 'resume':
        this.peerPaused(message.action === 'pause');
        return this.#wake();
      case 'cancel':
        return this.peerCancelled(message.reason);
      case 'done':
        // Said before everything was sent it would be a lie.
        if (!this.onTheWay || this.bytes !== this.size) return;
        this.finish({ state: 'done' });
        return this.release();
      case 'offer':
      case 'end':
    }
  }

  link(linked: boolean): void {
    this.linked = linked;
    // The other side asks for the rest, under another key, once it has a link again.
    if (!linked) this.#attemptOver();
    if (this.onTheWay) this.refresh();
  }

  override resume(): void {
    super.resume();
    this.#wake();
  }

  protected release(): void {
    this.#attemptOver();
    this.#reader.close();
    wipe(this.key);
  }

  #attemptOver(): void {
    this.#until = 0;
    this.#current = null;
    this.#wake();
  }

  #start({ attempt, from, until }: FileMessage & { action: 'request' }): void {
    if (!this.open || attempt <= this.#attempt) return;
    if (from > this.#count) return this.fail('integrity');
    this.#attempt = this.#current = attempt;
    this.#until = until;
    this.bytes = this.#bytesBefore(from);
    this.refresh();
    this.#pump(attempt, from).catch((error: unknown) => {
      // Without a link the other side asks again; anything else is the file's own trouble.
      if (this.#current === attempt && !DMError.is(error, 'link-lost')) this.fail('unreadable');
    });
  }

  async #pump(attempt: number, from: number): Promise<void> {
    const transfer = { id: fromBase64url(this.id) as Bytes, attempt };
    const keys = await transferKeys(this.key, this.host.salts().send, transfer);
    const sealing: { readonly end: number; readonly frame: Promise<Bytes> }[] = [];
    const sendNext = async (): Promise<void> => {
      const next = sealing.shift();
      if (!next) return;
      const frame = await next.frame;
      if (this.#current !== attempt) return;
      await this.host.sendChunk(frame);
      if (this.#current === attempt) this.progress(next.end);
    };
    for (let index = from; index < this.#count; index++) {
      if (!this.#mayGo(index)) {
        while (sealing.length > 0) await sendNext();
        if (this.#current === attempt) this.refresh();
        await this.#allowed(attempt, index);
      }
      if (this.#current !== attempt) return;
      const plaintext = await this.#reader.chunk(index);
      const last = index === this.#count - 1;
      const frame = sealChunk(keys, transfer, index, last, plaintext);
      if (!this.#digest.has(index)) this.#digest.add(index, plaintext);
      // Whoever sends it sees the failure.
      frame.catch(() => {});
      sealing.push({ end: this.#bytesBefore(index + 1), frame });
      if (sealing.length > IN_FLIGHT) await sendNext();
    }
    while (sealing.length > 0) await sendNext();
    const digest = toBase64url(await this.#digest.finish());
    if (this.#current === attempt) this.host.send({ type: 'file', id: this.id, action: 'end', digest });
  }

  #mayGo(index: number): boolean {
    return index < this.#until && !this.pausedBySelf && !this.pausedByPeer;
  }

  async #allowed(attempt: number, index: number): Promise<void> {
    while (this.#current === attempt && !this.#mayGo(index)) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #bytesBefore(index: number): number {
    return index >= this.#count ? this.size : index * CHUNK_LENGTH;
  }
}
