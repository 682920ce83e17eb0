/**
 * Whether bytes are a point of P-256 (SP 800-186 section 3.2.1.3): y² = x³ - 3x + b over p. Public values only, so that
 * time says nothing. WebCrypto has to check this itself, and WebKitGTK's does not (2.50): without it somebody could send
 * a point of a weaker curve.
 */
import type { Bytes } from '../wire/bytes.js';

const P = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;

/** @param point 65 bytes, uncompressed (SEC 1 section 2.3.3); anything else is none */
export function isPoint(point: Bytes): boolean {
  if (point.length !== 65 || point[0] !== 4) return false;
  const [x, y] = [toNumber(point.subarray(1, 33)), toNumber(point.subarray(33))];
  return x < P && y < P && (y * y - x * x * x + 3n * x - B) % P === 0n;
}

const toNumber = (bytes: Bytes): bigint => bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
