/** The layout of our file chunks is that of Tink's AES-GCM-HKDF streaming: its own vectors open and come out again. */
import { expect } from 'chai';
import { open, seal } from '../../../src/secure/aead.js';
import { chunkNonce } from '../../../src/secure/stream.js';
import { concat, type Bytes } from '../../../src/wire/bytes.js';
import vectors from '../../vectors/tink/aes-gcm-hkdf-streaming.json' with { type: 'json' };

const TAG = 16;
const PREFIX = 7;
const NONE = new Uint8Array(0);

const bytes = (hex: string): Bytes => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const hex = (value: Uint8Array): string => [...value].map((byte) => byte.toString(16).padStart(2, '0')).join('');

interface Stream {
  readonly key: CryptoKey;
  readonly prefix: Bytes;
  readonly header: Bytes;
  /** Sealed segments; the first is shorter by the header. */
  readonly segments: readonly Bytes[];
}

/** Takes a whole ciphertext apart: `length(1) ‖ salt ‖ prefix(7) ‖ segments`. */
async function parse(vector: (typeof vectors)[number]): Promise<Stream> {
  const { hash, ikm, derivedKeySize, segmentSize, aad } = vector;
  const ciphertext = bytes(vector.ciphertext);
  const headerLength = ciphertext[0] ?? 0;
  const header = ciphertext.slice(0, headerLength);
  const salt = header.slice(1, headerLength - PREFIX);
  const secret = await crypto.subtle.importKey('raw', bytes(ikm), 'HKDF', false, ['deriveKey']);
  const key = await crypto.subtle.deriveKey(
    { name: 'HKDF', hash, salt, info: bytes(aad) },
    secret,
    { name: 'AES-GCM', length: derivedKeySize * 8 },
    false,
    ['encrypt', 'decrypt'],
  );
  const segments: Bytes[] = [];
  for (let end = segmentSize, start = headerLength; start < ciphertext.length; start = end, end += segmentSize) {
    segments.push(ciphertext.slice(start, end));
  }
  return { key, prefix: header.slice(headerLength - PREFIX), header, segments };
}

describe('vectors of Tink', () => {
  for (const vector of vectors) {
    it(`AES-GCM-HKDF streaming ${vector.number}: opens, seals to the same bytes, and only in its place`, async () => {
      const { key, prefix, header, segments } = await parse(vector);
      const plaintexts: Bytes[] = [];
      const again: Bytes[] = [header];
      for (const [index, segment] of segments.entries()) {
        const last = index === segments.length - 1;
        const plaintext = await open(key, chunkNonce(prefix, index, last), NONE, segment);
        expect(plaintext?.length).to.equal(segment.length - TAG);
        plaintexts.push(plaintext as Bytes);
        again.push(await seal(key, chunkNonce(prefix, index, last), NONE, plaintext as Bytes));
        expect(await open(key, chunkNonce(prefix, index, !last), NONE, segment), 'another end').to.equal(null);
        expect(await open(key, chunkNonce(prefix, index + 1, last), NONE, segment), 'another place').to.equal(null);
      }
      expect(hex(concat(...plaintexts))).to.equal(vector.plaintext);
      expect(hex(concat(...again))).to.equal(vector.ciphertext);
    });
  }
});
