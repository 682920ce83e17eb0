/** What the outside sees of files: the person decides, the bytes stay in here. */

/** - `ask` every offer is shown - `images` only raster images are - `none` no files, in or out */
export const FILE_POLICIES = ['ask', 'images', 'none'] as const;
export type FilePolicy = (typeof FILE_POLICIES)[number];

/**
 * - `integrity`   a chunk or the whole did not verify; what had arrived was discarded
 * - `unreadable`  the sender's browser could not read the file (changed, moved, no permission)
 * - `storage`     the receiver's browser could not write it (disk full, no permission)
 * - `ended`       the session ended first
 */
export type FileFailure = 'integrity' | 'unreadable' | 'storage' | 'ended';

export type DeclineReason = 'declined' | 'policy' | 'too-large';

export type FileStatus =
  | { readonly state: 'offered' }
  | {
      readonly state: 'transferring';
      /** Bytes that are through. */
      readonly bytes: number;
      /** Bytes per second and seconds left, once there is something to tell. */
      readonly rate: number | null;
      readonly remaining: number | null;
    }
  /** `link`: there is no connection at the moment; it goes on by itself. */
  | { readonly state: 'paused'; readonly by: 'self' | 'peer' | 'link'; readonly bytes: number }
  | { readonly state: 'done' }
  | { readonly state: 'declined'; readonly by: 'self' | 'peer'; readonly reason: DeclineReason }
  | { readonly state: 'cancelled'; readonly by: 'self' | 'peer' }
  | { readonly state: 'failed'; readonly reason: FileFailure };

/** Begun, and not over. */
export const isOnItsWay = ({ state }: FileStatus): boolean => state === 'transferring' || state === 'paused';

/** Where an accepted file goes: RAM, or a place that the person chose (File System Access). */
export interface FileDestination {
  createWritable(): Promise<FileWriter>;
}

/** The part of `FileSystemWritableFileStream` that is used. */
export interface FileWriter {
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  close(): Promise<void>;
  abort(reason?: unknown): Promise<void>;
}

/** One file, on its way or over. The object stays the same; `status` changes, told by `dm-update` of the session. */
export interface FileTransferLike {
  /** 22 letters of base64url; also the id of its message in the transcript. */
  readonly id: string;
  readonly direction: 'in' | 'out';
  /** Made safe: no path, no control, bidi or invisible characters, not reserved on any system. */
  readonly name: string;
  /** Folder in which it was, with `/` between safe names; `''` where it was picked by itself. */
  readonly folder: string;
  /** Bytes. */
  readonly size: number;
  /** As the sender's browser says; for display only. `''` when unknown. */
  readonly mimeType: string;
  /** What the first bytes are, when that contradicts the name or the stated type; `null` otherwise or not yet known. */
  readonly actualType: string | null;
  /** Opening it may run something: by its name, or by its first bytes. */
  readonly risky: boolean;
  readonly status: FileStatus;
  /** Our own, has failed, and was not offered again since. */
  readonly retriable: boolean;

  /**
   * Incoming, `offered`: takes it, into RAM or to `destination`. Rejects `bad-state`; `too-large` when RAM is meant
   * and the cap does not leave room (it stays offered: another place may be chosen).
   */
  accept(destination?: FileDestination): Promise<void>;
  /** Incoming, `offered`. Elsewhere nothing happens. */
  decline(): void;
  /** Either side, while it is on its way. Elsewhere nothing happens. */
  pause(): void;
  resume(): void;
  cancel(): void;
  /** Offers it once more, as a file of its own, if it is `retriable`. Elsewhere nothing happens. */
  retry(): void;
  /** Incoming and `done`, in RAM: its bytes, until its message is deleted. Made at the first call, not before. */
  content(): Blob | null;
}

/** A file, and the folder it came from. */
export interface OutgoingFile {
  readonly file: File;
  readonly folder?: string;
}

export interface FilesLike {
  /** What this side sends and takes. */
  readonly policy: FilePolicy;
  /** Oldest first. A new array with every change of the list. Empty once the session is over. */
  readonly list: readonly FileTransferLike[];
  get(id: string): FileTransferLike | undefined;
}
