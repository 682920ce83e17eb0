/** A file that does what a test or the gallery says. */
import type { FileDestination, FileStatus, FileTransferLike } from '../../src/session/types.js';

let next = 0;

export class FakeFile implements FileTransferLike {
  readonly id = `file${++next}`;
  readonly direction: 'in' | 'out' = 'in';
  readonly name: string = 'contract.pdf';
  readonly folder: string = '';
  readonly size: number = 2_100_000;
  readonly mimeType: string = 'application/pdf';
  readonly actualType: string | null = null;
  readonly risky: boolean = false;
  status: FileStatus = { state: 'offered' };
  readonly calls: string[] = [];
  blob: Blob | null = null;
  acceptFails: Error | null = null;
  readonly retriable: boolean = false;

  constructor(more: Partial<Omit<FakeFile, 'id'>> = {}) {
    Object.assign(this, more);
  }

  async accept(destination?: FileDestination): Promise<void> {
    this.calls.push(destination ? 'accept to disk' : 'accept');
    if (this.acceptFails) throw this.acceptFails;
  }
  decline(): void {
    this.calls.push('decline');
  }
  pause(): void {
    this.calls.push('pause');
  }
  resume(): void {
    this.calls.push('resume');
  }
  cancel(): void {
    this.calls.push('cancel');
  }
  retry(): void {
    this.calls.push('retry');
  }
  content(): Blob | null {
    return this.blob;
  }
}
