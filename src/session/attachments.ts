/**
 * The door to the files of a session: their code is loaded when the first one is offered, by either side. A file has its
 * place among the messages, so what comes after the first offer waits for the code, but not for long: where it does not
 * come, the chat goes on without files.
 */
import { DMError } from '../errors.js';
import type { Bytes } from '../wire/bytes.js';
import type { Files, FilesHost } from './files/files.js';
import type { FileMessage } from './files/messages.js';
import type { FilePolicy, FilesLike, FileTransferLike, OutgoingFile } from './files/types.js';

/** As long as that the code may take when the other side offers a file. Milliseconds. */
export const LOAD_MS = 5_000;

/** The code. Here so that a test can keep it away. */
const code = (): Promise<{ readonly Files: new (host: FilesHost) => Files }> => import('./files/files.js');

export class Attachments implements FilesLike {
  #files: Files | null = null;
  #linked = true;
  #wiped = false;

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

  /** Rejects `protocol`. Without the code an offer is declined, and the next one tries again. */
  async handle(message: FileMessage): Promise<void> {
    const files = this.#files ?? (await this.#loadSoon().catch(() => null));
    if (files) return files.handle(message);
    const { id, action } = message;
    if (action === 'offer' && !this.#wiped) {
      this.host.send({ type: 'file', id, action: 'decline', reason: 'declined' });
    }
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
    this.#files?.wipe();
    this.#files = null;
  }

  async #load(): Promise<Files> {
    const { Files } = await this.load();
    if (this.#wiped) throw new DMError('ended', 'the session is over');
    if (!this.#files) {
      this.#files = new Files(this.host);
      this.#files.link(this.#linked);
    }
    return this.#files;
  }

  /** The same, or nothing where it takes too long; the code may still come for the next one. */
  async #loadSoon(): Promise<Files | null> {
    const { clock } = this.host;
    let timer: unknown;
    const late = new Promise<null>((resolve) => (timer = clock.setTimeout(() => resolve(null), LOAD_MS)));
    try {
      return await Promise.race([this.#load(), late]);
    } finally {
      clock.clearTimeout(timer);
    }
  }
}
