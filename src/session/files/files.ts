/**
 * All files of one session. What it is told comes authenticated and in order from the message lane; chunks come from
 * the files lane. A file may fail; the chat never does because of one.
 */
import { DMError } from '../../errors.js';
import { fromBase64url, toBase64url, type Bytes } from '../../wire/bytes.js';
import { CHUNK_LENGTH, parseChunk } from '../../wire/chunks.js';
import { Incoming } from './incoming.js';
import { HEAD_LENGTH, isRasterName, isRasterType, kindOf } from './kinds.js';
import { MAX_MIME, type FileMessage } from './messages.js';
import { safeFileName, safeFolder } from './names.js';
import { Outgoing } from './outgoing.js';
import { MemoryBudget } from './sink.js';
import type { FileTransfer, TransferHost } from './transfer.js';
import type { DeclineReason, FilePolicy, OutgoingFile } from './types.js';

/** Files of one session, over ones included, so that no peer can fill a page's memory with offers. */
export const MAX_FILES = 1_000;
/** Offers of the other side that wait for an answer: two folders as big as can be attached. */
export const MAX_OFFERS = 400;
/** Bytes that chunks can be counted of. */
const MAX_SIZE = CHUNK_LENGTH * 0xffffffff;

export interface FilesHost extends Omit<TransferHost, 'onlyImages' | 'again'> {
  readonly random: (length: number) => Bytes;
  readonly policy: FilePolicy;
  /** Bytes. */
  readonly maxFileSize: number;
  /** A file was offered, by either side. */
  added(transfer: FileTransfer): void;
  /** Bytes that moved, which count towards the next rekey. */
  countTraffic(bytes: number): void;
}

export class Files {
  readonly #transfers = new Map<string, FileTransfer>();
  readonly #budget = new MemoryBudget();
  #list: readonly FileTransfer[] = [];
  #linked = true;
  #wiped = false;

  constructor(private readonly host: FilesHost) {}

  get list(): readonly FileTransfer[] {
    return this.#list;
  }

  get(id: string): FileTransfer | undefined {
    return this.#transfers.get(id);
  }

  /**
   * Offers files. Rejects, and offers none of them: `forbidden` where the policy allows no (such) files, `too-large`,
   * `queue-full`.
   */
  async send(files: readonly OutgoingFile[]): Promise<FileTransfer[]> {
    for (const { file } of files) {
      const refusal = this.#refusal(file) ?? (await this.#lie(file));
      if (refusal === 'policy') throw new DMError('forbidden', 'this page does not send files of this kind');
      if (refusal) throw new DMError('too-large', 'a file is over the limit of this page');
    }
    if (this.#wiped) throw new DMError('ended', 'the session is over');
    if (this.#transfers.size + files.length > MAX_FILES) {
      throw new DMError('queue-full', `a session has at most ${MAX_FILES} files`);
    }
    return files.map((each) => this.#offer(each));
  }

  /** Rejects `protocol` for an offer whose id was there before. */
  async handle(message: FileMessage): Promise<void> {
    const transfer = this.#transfers.get(message.id);
    if (message.action === 'offer') {
      if (transfer) throw new DMError('protocol', 'a file id came twice');
      this.#receiveOffer(message);
    } else {
      await transfer?.handle(message);
    }
  }

  /** One message of the files lane. What does not parse or names no file is passed over: keys decide, not shapes. */
  chunk(bytes: Bytes): void {
    const chunk = parseChunk(bytes);
    const transfer = chunk && this.#transfers.get(toBase64url(chunk.transfer.id));
    if (!(transfer instanceof Incoming)) return;
    this.host.countTraffic(bytes.length);
    transfer.chunk(chunk as NonNullable<typeof chunk>);
  }

  /** The link is gone, or there is one again. */
  link(linked: boolean): void {
    if (linked === this.#linked) return;
    this.#linked = linked;
    for (const transfer of this.#list) transfer.link(linked);
  }

  /** The message of a file was deleted. */
  discard(id: string): void {
    this.#transfers.get(id)?.discard();
  }

  wipe(): void {
    this.#wiped = true;
    for (const transfer of this.#list) transfer.wipe();
    this.#transfers.clear();
    this.#list = [];
  }

  #offer({ file, folder }: OutgoingFile): FileTransfer {
    const [id, key] = [toBase64url(this.host.random(16)), this.host.random(32)];
    // A type that an offer has no room for says nothing: half of it would be another one.
    const mimeType = file.type.length > MAX_MIME ? '' : file.type;
    const facts = { id, name: file.name, folder: folder ?? '', size: file.size, mimeType };
    const transfer = new Outgoing(facts, file, key, this.#transferHost());
    this.#add(transfer);
    transfer.offer();
    return transfer;
  }

  #receiveOffer(message: FileMessage & { action: 'offer' }): void {
    const { id, name, folder, size, mime } = message;
    const facts = { id, name: safeFileName(name), folder: safeFolder(folder), size, mimeType: mime };
    const offers = this.#list.filter((each) => each.direction === 'in' && each.status.state === 'offered').length;
    const full = this.#transfers.size >= MAX_FILES || offers >= MAX_OFFERS;
    // Neither is shown. One too many is not of a wrong kind: it is just not taken.
    const unseen = full ? 'declined' : size > MAX_SIZE ? 'too-large' : null;
    if (unseen) return this.host.send({ type: 'file', id, action: 'decline', reason: unseen });
    const refusal = this.#refusal({ name: facts.name, size, type: mime });
    const transfer = new Incoming(facts, fromBase64url(message.key) as Bytes, this.#budget, this.#transferHost());
    this.#add(transfer);
    if (refusal) transfer.refuse(refusal);
  }

  #refusal({ name, size, type }: Pick<File, 'name' | 'size' | 'type'>): DeclineReason | null {
    const { policy, maxFileSize } = this.host;
    if (policy === 'none') return 'policy';
    if (policy === 'images' && !(isRasterType(type) && isRasterName(name))) return 'policy';
    return size > Math.min(maxFileSize, MAX_SIZE) ? 'too-large' : null;
  }

  /** Where only pictures go out, the bytes must be of one. What cannot be read fails when it is sent. */
  async #lie(file: File): Promise<DeclineReason | null> {
    if (this.host.policy !== 'images') return null;
    const head = await file
      .slice(0, HEAD_LENGTH)
      .arrayBuffer()
      .catch(() => null);
    return head && !isRasterType(kindOf(new Uint8Array(head), file.name).type) ? 'policy' : null;
  }

  #add(transfer: FileTransfer): void {
    transfer.link(this.#linked);
    this.#transfers.set(transfer.id, transfer);
    this.#list = [...this.#list, transfer];
    this.host.added(transfer);
  }

  #transferHost(): TransferHost {
    const { host } = this;
    return {
      clock: host.clock,
      send: (message) => host.send(message),
      sendChunk: async (frame) => {
        await host.sendChunk(frame);
        host.countTraffic(frame.length);
      },
      salts: () => host.salts(),
      changed: () => host.changed(),
      onlyImages: host.policy === 'images',
      // The same file was allowed before; there may be too many by now.
      again: (file) => void this.send([file]).catch(() => {}),
    };
  }
}
