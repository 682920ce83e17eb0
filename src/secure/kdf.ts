/** HKDF-SHA-256 (RFC 5869) and HMAC-SHA-256 (RFC 2104) on WebCrypto, with labels, in the three forms we need. */
import type { Bytes } from '../wire/bytes.js';
import { label } from './suite.js';

/** Input keying material as a non-extractable key. The caller wipes `bytes` afterwards. */
export const importSecret = (bytes: Bytes): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveBits', 'deriveKey']);

const hkdf = (salt: Bytes, use: string): HkdfParams => ({ name: 'HKDF', hash: 'SHA-256', salt, info: label(use) });

/** HKDF-Extract with `salt`, then HKDF-Expand with the label of `use`, to `length` bytes. */
export async function deriveBytes(secret: CryptoKey, salt: Bytes, use: string, length: number): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.deriveBits(hkdf(salt, use), secret, length * 8));
}

/** The same, straight into a non-extractable AES-256-GCM key that never exists as bytes in our hands. */
export const deriveAesKey = (secret: CryptoKey, salt: Bytes, use: string): Promise<CryptoKey> =>
  crypto.subtle.deriveKey(hkdf(salt, use), secret, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);

/** The same, into a non-extractable HMAC-SHA-256 key. */
export const deriveMacKey = (secret: CryptoKey, salt: Bytes, use: string): Promise<CryptoKey> =>
  crypto.subtle.deriveKey(hkdf(salt, use), secret, { name: 'HMAC', hash: 'SHA-256', length: 256 }, false, [
    'sign',
    'verify',
  ]);

export const mac = async (key: CryptoKey, data: Bytes): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.sign('HMAC', key, data));

/** Constant-time, by WebCrypto. */
export const verifyMac = (key: CryptoKey, tag: Bytes, data: Bytes): Promise<boolean> =>
  crypto.subtle.verify('HMAC', key, tag, data);
