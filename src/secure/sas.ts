/**
 * What two people compare. One value, from both nonces and the transcript; emoji and decimals are read from it as in
 * the Matrix specification (`m.sas.v1`), the thirty digits as in Signal's safety numbers.
 */
import { concat, equalBytes, wipe, type Bytes } from '../wire/bytes.js';
import type { QrVerdict, Safety } from './channel.js';
import type { Nonces } from './handshake.js';
import { deriveBytes, importSecret } from './kdf.js';
import { label, prefixed, type Role } from './suite.js';

const SHORT_LENGTH = 6;
const NUMBER_LENGTH = 30;
const QR_LENGTH = 32;

/** Seven groups of 6 bits of the first 42, most significant first: indices into the emoji table. */
export function emojiIndices(sas: Uint8Array): number[] {
  const bits = [...sas.subarray(0, 6)].reduce((value, byte) => (value << 8n) | BigInt(byte), 0n) >> 6n;
  return Array.from({ length: 7 }, (_, group) => Number((bits >> BigInt(36 - 6 * group)) & 63n));
}

/** Three groups of 13 bits of the first 39, each plus 1000. */
export function decimals(sas: Uint8Array): [number, number, number] {
  const bits = [...sas.subarray(0, 5)].reduce((value, byte) => (value << 8n) | BigInt(byte), 0n) >> 1n;
  const group = (shift: bigint): number => Number((bits >> shift) & 8191n) + 1000;
  return [group(26n), group(13n), group(0n)];
}

/** Six groups of five digits, each from 5 bytes modulo 100,000. */
export function safetyNumber(bytes: Uint8Array): string {
  let digits = '';
  for (let offset = 0; offset < NUMBER_LENGTH; offset += 5) {
    const value = bytes.subarray(offset, offset + 5).reduce((sum, byte) => sum * 256 + byte, 0);
    digits += String(value % 100_000).padStart(5, '0');
  }
  return digits;
}

/**
 * `qr.shown` and `qr.expected` differ by role: what one side shows, the other scans. A mirror held in front of a
 * camera therefore proves nothing.
 */
export async function deriveSafety(role: Role, transcript: Bytes, nonces: Nonces): Promise<Safety> {
  const material = concat(nonces.a, nonces.b);
  const secret = await importSecret(material);
  wipe(material);
  const bytes = await deriveBytes(secret, transcript, 'sas', SHORT_LENGTH + NUMBER_LENGTH + 2 * QR_LENGTH);
  const short = bytes.subarray(0, SHORT_LENGTH);
  const qrOf = (index: number): Bytes => {
    const start = SHORT_LENGTH + NUMBER_LENGTH + index * QR_LENGTH;
    return concat(label('qr'), Uint8Array.of(0), bytes.subarray(start, start + QR_LENGTH));
  };
  const own = role === 'initiator' ? 0 : 1;
  return {
    emoji: emojiIndices(short),
    decimals: decimals(short),
    number: safetyNumber(bytes.subarray(SHORT_LENGTH, SHORT_LENGTH + NUMBER_LENGTH)),
    qr: qrOf(own),
    expectedQr: qrOf(1 - own),
  };
}

/** Every code of ours begins with the same label, so a code from somewhere else is not taken for an attack. */
export function compareQr({ qr, expectedQr }: Safety, scanned: Uint8Array): QrVerdict {
  if (equalBytes(scanned, expectedQr)) return 'match';
  const front = qr.length - QR_LENGTH;
  const ours = scanned.length === qr.length && equalBytes(scanned.subarray(0, front), qr.subarray(0, front));
  return ours ? 'different' : 'foreign';
}

/** The key confirmation: what both sides MAC, each under its own key. */
export const confirmationInput = (transcript: Bytes, nonces: Nonces, fingerprintA: Bytes, fingerprintB: Bytes): Bytes =>
  concat(label('confirmation'), prefixed(transcript, nonces.a, nonces.b, fingerprintA, fingerprintB));
