/** AES-256-GCM (NIST SP 800-38D) with nonces that are counters, never random. */
import { u64, type Bytes } from '../wire/bytes.js';

/** 96-bit nonce: 4 zero bytes, then the counter in 8 bytes, big-endian. */
export function counterNonce(counter: number): Bytes {
  const nonce = new Uint8Array(12);
  nonce.set(u64(counter), 4);
  return nonce;
}

/** A raw 32-byte key as a non-extractable one. The caller wipes `bytes` afterwards. */
export const importAesKey = (bytes: Bytes): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);

/** Ciphertext and 16-byte tag. */
export async function seal(key: CryptoKey, iv: Bytes, additionalData: Bytes, plaintext: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, plaintext));
}

/** The plaintext, or `null` if anything was changed. */
export async function open(key: CryptoKey, iv: Bytes, additionalData: Bytes, sealed: Bytes): Promise<Bytes | null> {
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, key, sealed));
  } catch {
    return null;
  }
}
