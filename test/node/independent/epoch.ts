/** Keys of an epoch and records: docs/protocol.md sections 3 and 6. */
import { aeadOpen, aeadSeal, counterNonce, hkdf, join, u16, u32, u64, u8 } from './primitives.js';

export type Direction = 'a>b' | 'b>a';
const DIRECTIONS = ['a>b', 'b>a'] as const;

type PerDirection = Record<Direction, Buffer>;

export interface EpochKeys {
  readonly number: number;
  readonly transcript: Buffer;
  readonly chain: PerDirection;
  readonly farewell: PerDirection;
  readonly file: PerDirection;
  readonly rekey: Buffer;
  readonly reconnect: Buffer;
}

const perDirection = (make: (direction: Direction) => Buffer): PerDirection =>
  Object.fromEntries(DIRECTIONS.map((direction) => [direction, make(direction)])) as PerDirection;

export function epochKeys(number: number, transcript: Buffer, ikm: Buffer, salt: Buffer): EpochKeys {
  const each = (use: string): PerDirection => perDirection((direction) => hkdf(ikm, salt, `${use} ${direction}`, 32));
  return {
    number,
    transcript,
    chain: each('chain'),
    farewell: each('farewell'),
    file: each('file'),
    rekey: hkdf(ikm, salt, 'rekey', 32),
    reconnect: hkdf(ikm, salt, 'reconnect', 32),
  };
}

export interface IntroductionKeys {
  readonly signal: PerDirection;
  readonly confirm: PerDirection;
}

export const introductionKeys = (transcript: Buffer, ikm: Buffer): IntroductionKeys => ({
  signal: perDirection((direction) => hkdf(ikm, transcript, `signal ${direction}`, 32)),
  confirm: perDirection((direction) => hkdf(ikm, transcript, `confirm ${direction}`, 32)),
});

/** Padmé, at least 256 and at most 65,508. */
export function paddedLength(length: number): number {
  const n = Math.max(256, 5 + length);
  const e = 31 - Math.clz32(n);
  const s = 32 - Math.clz32(e);
  const multiple = 2 ** (e - s);
  return Math.min(65_508, Math.ceil(n / multiple) * multiple);
}

export interface Content {
  readonly kind: number;
  readonly body: Buffer;
}

export function pad({ kind, body }: Content): Buffer {
  const padded = Buffer.alloc(paddedLength(body.length));
  join(u8(kind), u32(body.length), body).copy(padded);
  return padded;
}

export function unpad(padded: Buffer): Content {
  const length = padded.readUInt32BE(1);
  const body = padded.subarray(5, 5 + length);
  if (!pad({ kind: padded[0] ?? 0, body }).equals(padded)) throw new Error('padding');
  return { kind: padded[0] ?? 0, body };
}

export const recordHeader = (lane: number, epoch: number, counter: number): Buffer =>
  join(u8(0x10), u8(lane), u16(epoch), u64(counter));

/** One direction of one epoch. */
export class Chain {
  #chainKey: Buffer;
  /** Message keys of the last step that were not used yet. */
  #keys: Buffer[] = [];
  #counter = 0;

  constructor(
    readonly keys: EpochKeys,
    readonly direction: Direction,
  ) {
    this.#chainKey = keys.chain[direction];
  }

  seal(content: Content): Buffer {
    const { key, nonce, header } = this.#next();
    return join(header, aeadSeal(key, nonce, header, pad(content)));
  }

  open(frame: Buffer): Content {
    const { key, nonce, header } = this.#next();
    if (!frame.subarray(0, 12).equals(header)) throw new Error('not the next record');
    return unpad(aeadOpen(key, nonce, header, frame.subarray(12)));
  }

  farewell(body: Buffer): Buffer {
    const header = recordHeader(2, this.keys.number, 0);
    const key = this.keys.farewell[this.direction];
    return join(header, aeadSeal(key, counterNonce(0), header, pad({ kind: 0, body })));
  }

  #next(): { key: Buffer; nonce: Buffer; header: Buffer } {
    if (this.#keys.length === 0) {
      const step = hkdf(this.#chainKey, this.keys.transcript, 'step', 9 * 32);
      this.#keys = Array.from({ length: 8 }, (_, index) => step.subarray(index * 32, (index + 1) * 32));
      this.#chainKey = step.subarray(8 * 32);
    }
    const counter = this.#counter++;
    return {
      key: this.#keys.shift() ?? Buffer.alloc(0),
      nonce: counterNonce(counter),
      header: recordHeader(0, this.keys.number, counter),
    };
  }
}
