/**
 * The door to the files of a session: their code is loaded when the first one is offered, by either side. The chat does not
 * wait for it, and goes on without files where it does not come.
 */
import { DMError } from '../errors.js';
import type { Bytes } from '../wire/bytes.js';
import type { Files, FilesHost } from './files/files.js';
import type { FileMessage } from './files/messages.js';
import type { FilePolicy, FilesLike, FileTransferLike, OutgoingFile } from './files/types.js';

/** What is said of files while their code is on its way. */
const MAX_EARLY = 1_000;

/** The code. Here so that a test can keep it away. */
const code = (): Promise<{ readonly Files: new (host: FilesHost) => Files }> => import('./files/files.js');

export class Attachments implements FilesLike {
  #files: Files | null = null;
  #linked = true;
  #wiped = false;
  #early: FileMessage[] = [];

  constructor(
    private readonly host: FilesHost,
    private readonly load = code,
  ) {}

  get policy(): FilePolicy {
    return this.host.policy;
  }

  get list(): readonly FileTransferLike[] {
    return this.#files?.list ?? [];
  }

  get(id: string): FileTransferLike | undefined {
    return this.#files?.get(id);
  }

  async send(files: readonly OutgoingFile[]): Promise<FileTransferLike[]> {
    return (await this.#load()).send(files);
  }

  /** Rejects `protocol`. Does not wait for the code: what comes before it is kept, in order. */
  async handle(message: FileMessage): Promise<void> {
    if (this.#files) return this.#files.handle(message);
    if (this.#wiped || this.#early.length >= MAX_EARLY) return;
    this.#early.push(message);
    if (this.#early.length === 1) this.#load().catch(() => this.#declineEarly());
  }

  chunk(bytes: Bytes): void {
    this.#files?.chunk(bytes);
  }

  /** Another link works. Chunks that were under way are lost with the old one: each file goes on where the receiver is. */
  relinked(): void {
    this.link(false);
    this.link(true);
  }

  /** The link is gone, or another one works. */
  link(linked: boolean): void {
    this.#linked = linked;
    this.#files?.link(linked);
  }

  /** The message of a file was deleted. */
  discard(id: string): void {
    this.#files?.discard(id);
  }

  wipe(): void {
    this.#wiped = true;
    this.#early = [];
    this.#files?.wipe();
    this.#files = null;
  }

  async #load(): Promise<Files> {
    const { Files } = await this.load();
    if (this.#wiped) throw new DMError('ended', 'the session is over');
    if (!this.#files) {
      this.#files = new Files(this.host);
      this.#files.link(this.#linked);
      // A file that is offered wrongly before there is one at all is not there; later it would end the chat.
      for (const message of this.#early.splice(0)) this.#files.handle(message).catch(() => {});
    }
    return this.#files;
  }

  /** The next offer tries again. */
  #declineEarly(): void {
    for (const { id, action } of this.#early.splice(0)) {
      if (action === 'offer') this.host.send({ type: 'file', id, action: 'decline', reason: 'declined' });
    }
  }
}
