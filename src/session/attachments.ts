/** The door to the files of a session: their code is loaded when the first one is offered, by either side. */
import { DMError } from '../errors.js';
import type { Bytes } from '../wire/bytes.js';
import type { Files, FilesHost } from './files/files.js';
import type { FileMessage } from './files/messages.js';
import type { FilePolicy, FilesLike, FileTransferLike, OutgoingFile } from './files/types.js';

export class Attachments implements FilesLike {
  #files: Files | null = null;
  #linked = true;
  #wiped = false;

  constructor(private readonly host: FilesHost) {}

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

  async handle(message: FileMessage): Promise<void> {
    await (await this.#load()).handle(message);
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

  wipe(): void {
    this.#wiped = true;
    this.#files?.wipe();
    this.#files = null;
  }

  async #load(): Promise<Files> {
    const { Files } = await import('./files/files.js');
    if (this.#wiped) throw new DMError('ended', 'the session is over');
    if (!this.#files) {
      this.#files = new Files(this.host);
      this.#files.link(this.#linked);
    }
    return this.#files;
  }
}
