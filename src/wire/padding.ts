/**
 * Padding: what the length of a frame tells. Inner plaintext = `kind(1) length(4) body zeros`, of Padmé length
 * (Nikitin et al., PETS 2019: at most 12 % more, O(log log L) bits leak), at least 256 bytes, so that "yes" and "no"
 * and most chat lines look alike.
 */
import { DMError } from '../errors.js';
import { concat, u32, type Bytes } from './bytes.js';
import { MAX_BODY_LENGTH } from './frames.js';

const HEADER_LENGTH = 5;
const MIN_LENGTH = 256;
const MAX_PLAINTEXT_LENGTH = MAX_BODY_LENGTH + HEADER_LENGTH;

/** Padmé: the smallest allowed length that is not below `length`. */
export function padme(length: number): number {
  const exponent = Math.floor(Math.log2(length));
  const lowBits = exponent - (Math.floor(Math.log2(exponent)) + 1);
  const mask = 2 ** lowBits - 1;
  return length + ((-length & mask) >>> 0);
}

export const paddedLength = (bodyLength: number): number =>
  Math.min(MAX_PLAINTEXT_LENGTH, padme(Math.max(MIN_LENGTH, HEADER_LENGTH + bodyLength)));

/** Throws `DMError` `too-large` above `MAX_BODY_LENGTH`. */
export function pad(kind: number, body: Uint8Array): Bytes {
  if (body.length > MAX_BODY_LENGTH) {
    throw new DMError('too-large', `expected a body of at most ${MAX_BODY_LENGTH} bytes, got ${body.length}`);
  }
  const padded = new Uint8Array(paddedLength(body.length));
  padded.set(concat(Uint8Array.of(kind), u32(body.length)));
  padded.set(body, HEADER_LENGTH);
  return padded;
}

/** `null` for a wrong length or padding that is not zero. */
export function unpad(plaintext: Bytes): { readonly kind: number; readonly body: Bytes } | null {
  if (plaintext.length < MIN_LENGTH || plaintext.length > MAX_PLAINTEXT_LENGTH) return null;
  const view = new DataView(plaintext.buffer, plaintext.byteOffset, plaintext.length);
  const length = view.getUint32(1);
  if (length > MAX_BODY_LENGTH || paddedLength(length) !== plaintext.length) return null;
  if (plaintext.subarray(HEADER_LENGTH + length).some((byte) => byte !== 0)) return null;
  return { kind: view.getUint8(0), body: plaintext.slice(HEADER_LENGTH, HEADER_LENGTH + length) };
}
