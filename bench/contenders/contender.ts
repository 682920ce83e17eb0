/** What is compared: one way to move bytes between two pages. Each is set up as its own documentation recommends. */
import type { Bytes } from '../../src/wire/bytes.js';

/** One end of a connection. */
export interface Pipe {
  /** Resolves when everything was handed to the browser. */
  send(file: Blob): Promise<void>;
  /** Called with every piece that arrives, in order; only lengths matter. */
  onBytes: (length: number) => void;
  close(): void;
}

/** The way in which two pages find each other. */
export interface Signaling {
  readonly self: string;
  readonly peer: string;
  /** `http://host:port` of the site, which has our relay at `/relay`. */
  readonly origin: string;
  /** Of the servers that others need, on the same host. */
  readonly ports: { readonly peerjs: number; readonly topics: number };
  say(data: unknown): void;
  hear(handler: (data: unknown) => void): void;
}

/** Alice makes the offer. Resolves when bytes can be sent. */
export type Contender = (role: 'alice' | 'bob', signaling: Signaling) => Promise<Pipe>;

/** What most examples on the web use. Bytes. */
export const SMALL = 16 * 1024;
/** What ours uses, and what every browser takes as one message. */
export const LARGE = 64 * 1024;

/** Random once: what repeats in it is 1 MiB apart, further than any compressor on the way would look. */
export function fileOf(size: number): Blob {
  const piece = new Uint8Array(1_048_576);
  for (let at = 0; at < piece.length; at += 65_536) crypto.getRandomValues(piece.subarray(at, at + 65_536));
  const parts = Array.from({ length: Math.ceil(size / piece.length) }, () => piece);
  return new Blob(parts).slice(0, size);
}

/** A file piece by piece, read by the mebibyte. */
export async function* pieces(file: Blob, size: number): AsyncGenerator<Bytes> {
  const step = Math.ceil(1_048_576 / size) * size;
  for (let start = 0; start < file.size; start += step) {
    const slice = new Uint8Array(await file.slice(start, start + step).arrayBuffer());
    for (let at = 0; at < slice.length; at += size) yield slice.subarray(at, at + size);
  }
}

/** Waits until the channel has room. */
export async function room(channel: RTCDataChannel, high = 1_048_576, low = 262_144): Promise<void> {
  if (channel.bufferedAmount <= high) return;
  channel.bufferedAmountLowThreshold = low;
  await new Promise((resolve) => channel.addEventListener('bufferedamountlow', resolve, { once: true }));
}
