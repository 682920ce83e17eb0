/**
 * The notation of docs/protocol.md section 1, on `node:crypto` alone. Nothing here comes from `src/`: this folder is a
 * second implementation, written from the specification, that shows whether the text says what the code does.
 *
 * Node 20 has no ML-KEM, so that one primitive is shared with the product (it has test vectors of its own).
 */
import { createCipheriv, createDecipheriv, createECDH, createHash, createHmac, hkdfSync } from 'node:crypto';

export const L = (use: string): Buffer => Buffer.from(`dm-elements/1 ${use}`, 'ascii');

const integer = (length: number, value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes.subarray(8 - length);
};
export const u8 = (value: number): Buffer => integer(1, value);
export const u16 = (value: number): Buffer => integer(2, value);
export const u32 = (value: number): Buffer => integer(4, value);
export const u64 = (value: number): Buffer => integer(8, value);

export const join = (...parts: readonly Uint8Array[]): Buffer => Buffer.concat(parts);
export const lp = (...parts: readonly Uint8Array[]): Buffer =>
  join(...parts.flatMap((part) => [u16(part.length), part]));

export const sha256 = (...parts: readonly Uint8Array[]): Buffer =>
  createHash('sha256')
    .update(join(...parts))
    .digest();
export const hmac = (key: Uint8Array, data: Uint8Array): Buffer => createHmac('sha256', key).update(data).digest();
export const hkdf = (ikm: Uint8Array, salt: Uint8Array, use: string, length: number): Buffer =>
  Buffer.from(hkdfSync('sha256', ikm, salt, L(use), length));

export const counterNonce = (counter: number): Buffer => join(Buffer.alloc(4), u64(counter));

export function aeadSeal(key: Uint8Array, nonce: Uint8Array, header: Uint8Array, plaintext: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(header);
  return join(cipher.update(plaintext), cipher.final(), cipher.getAuthTag());
}

/** Throws for anything that was changed. */
export function aeadOpen(key: Uint8Array, nonce: Uint8Array, header: Uint8Array, sealed: Uint8Array): Buffer {
  const end = sealed.length - 16;
  const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAAD(header).setAuthTag(sealed.subarray(end));
  return join(decipher.update(sealed.subarray(0, end)), decipher.final());
}

/** The point of a private scalar, uncompressed. */
export function pointOf(scalar: Uint8Array): Buffer {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(scalar);
  return ecdh.getPublicKey();
}

export function ecdh(scalar: Uint8Array, point: Uint8Array): Buffer {
  const own = createECDH('prime256v1');
  own.setPrivateKey(scalar);
  return own.computeSecret(point);
}
