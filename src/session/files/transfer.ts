/** What an outgoing and an incoming file have in common: who it is, where it stands, who holds it up. */
import type { Clock } from '../../clock.js';
import type { Bytes } from '../../wire/bytes.js';
import { Meter } from './meter.js';
import { safeFileName, safeFolder, isRiskyName } from './names.js';
import type { CancelReason, FileMessage } from './messages.js';
import {
  isOnItsWay,
  type FileDestination,
  type FileFailure,
  type FileStatus,
  type FileTransferLike,
  type OutgoingFile,
} from './types.js';

/** Progress is told at most this often. Milliseconds. */
const TELL_MS = 200;
/** Where nothing comes, that is told, too. */
const STALL_MS = 1_000;

/** What a transfer needs from the session. */
export interface TransferHost {
  readonly clock: Clock;
  /** As a record: arrives once and in order, over any number of links. */
  send(message: FileMessage): void;
  /** On the files lane. Resolves when there is room for more; rejects when the link is gone. */
  sendChunk(frame: Bytes): Promise<void>;
  /** Salts of both directions, 32 bytes each. */
  salts(): { readonly send: Bytes; readonly receive: Bytes };
  changed(): void;
  /** Only raster images are taken. */
  readonly onlyImages: boolean;
  /** Offers a file of our own once more. */
  again(file: OutgoingFile): void;
}

export interface FileFacts {
  readonly id: string;
  readonly name: string;
  readonly folder: string;
  readonly size: number;
  readonly mimeType: string;
}

export abstract class FileTransfer implements FileTransferLike {
  abstract readonly direction: 'in' | 'out';
  abstract readonly retriable: boolean;
  readonly id: string;
  readonly name: string;
  readonly folder: string;
  readonly size: number;
  readonly mimeType: string;
  risky: boolean;
  actualType: string | null = null;
  protected bytes = 0;
  protected pausedBySelf = false;
  protected pausedByPeer = false;
  protected linked = true;
  readonly #meter: Meter;
  #status: FileStatus = { state: 'offered' };
  #toldAt = -Infinity;
  #stall: unknown;

  constructor(
    facts: FileFacts,
    protected readonly host: TransferHost,
  ) {
    this.id = facts.id;
    this.name = safeFileName(facts.name);
    this.folder = safeFolder(facts.folder);
    this.size = facts.size;
    this.mimeType = facts.mimeType;
    this.risky = isRiskyName(this.name);
    this.#meter = new Meter(() => host.clock.now());
  }

  get status(): FileStatus {
    return this.#status;
  }

  /** Offered, on its way or paused. */
  get open(): boolean {
    return this.onTheWay || this.#status.state === 'offered';
  }

  get onTheWay(): boolean {
    return isOnItsWay(this.#status);
  }

  abstract accept(destination?: FileDestination): Promise<void>;
  abstract decline(): void;
  abstract content(): Blob | null;
  abstract retry(): void;
  /** A message of the other side about this file. */
  abstract handle(message: FileMessage): Promise<void>;
  /** There is no link at the moment, or again one. */
  abstract link(linked: boolean): void;
  /** Lets go of everything; the status is final. */
  protected abstract release(): void;

  pause(): void {
    if (!this.onTheWay || this.pausedBySelf) return;
    this.pausedBySelf = true;
    this.host.send({ type: 'file', id: this.id, action: 'pause' });
    this.refresh();
  }

  resume(): void {
    if (!this.onTheWay || !this.pausedBySelf) return;
    this.pausedBySelf = false;
    this.host.send({ type: 'file', id: this.id, action: 'resume' });
    this.refresh();
  }

  cancel(): void {
    if (!this.open) return;
    this.host.send({ type: 'file', id: this.id, action: 'cancel', reason: 'cancelled' });
    this.finish({ state: 'cancelled', by: 'self' });
  }

  /** The session is over: what was not done never will be, and nothing is kept. */
  wipe(): void {
    if (this.open) this.finish({ state: 'failed', reason: 'ended' });
    else this.release();
  }

  /** Its message was taken back: nobody can save it any more. */
  discard(): void {
    if (!this.open) this.release();
  }

  protected peerPaused(paused: boolean): void {
    if (!this.onTheWay) return;
    this.pausedByPeer = paused;
    this.refresh();
  }

  /** Bytes are moving, or could: the status that follows from who holds it up. */
  protected refresh(): void {
    const { bytes } = this;
    const by = !this.linked ? 'link' : this.pausedBySelf ? 'self' : this.pausedByPeer ? 'peer' : null;
    if (by) {
      this.#become({ state: 'paused', by, bytes });
    } else {
      if (this.#status.state !== 'transferring') this.#meter.restart(bytes);
      const { rate } = this.#meter;
      this.#become({ state: 'transferring', bytes, rate, remaining: this.#meter.remaining(this.size - bytes) });
    }
  }

  protected progress(bytes: number): void {
    this.bytes = bytes;
    const now = this.host.clock.now();
    if (now - this.#toldAt < TELL_MS && bytes < this.size) return;
    this.#toldAt = now;
    this.#meter.record(bytes);
    this.refresh();
  }

  /** This side cannot go on. The other one is told why. */
  protected fail(reason: FileFailure & CancelReason): void {
    if (!this.open) return;
    this.host.send({ type: 'file', id: this.id, action: 'cancel', reason });
    this.finish({ state: 'failed', reason });
  }

  protected peerCancelled(reason: CancelReason): void {
    if (!this.open) return;
    this.finish(reason === 'cancelled' ? { state: 'cancelled', by: 'peer' } : { state: 'failed', reason });
  }

  protected finish(status: FileStatus & { state: 'done' | 'declined' | 'cancelled' | 'failed' }): void {
    if (status.state !== 'done') this.bytes = 0;
    this.#become(status);
    if (status.state !== 'done') this.release();
  }

  #become(status: FileStatus): void {
    const { clock } = this.host;
    this.#status = status;
    clock.clearTimeout(this.#stall);
    if (status.state === 'transferring') {
      this.#stall = clock.setTimeout(() => {
        this.#meter.record(this.bytes);
        this.refresh();
      }, STALL_MS);
    }
    this.host.changed();
  }
}
