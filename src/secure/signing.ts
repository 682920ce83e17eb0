/**
 * Message signatures, optional and off: ECDSA P-256 with SHA-256 (FIPS 186-5) under a key of this session only. Signed
 * messages can be shown to others; without them a transcript proves nothing to anybody.
 */
import { DMError } from '../errors.js';
import { concat, utf8, type Bytes } from '../wire/bytes.js';
import { exportPoint } from './handshake.js';
import { isPoint } from './point.js';
import { label, prefixed, type Role } from './suite.js';

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SHA256 = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** What a signature covers: the session, the side, and the message. */
export interface Signed {
  readonly id: string;
  readonly content: string;
}

export interface Signer {
  /** 65 bytes: announced to the other side. */
  readonly key: Bytes;
  /** 64 bytes (IEEE P1363). */
  sign(message: Signed): Promise<Bytes>;
}

const inputOf = (binding: Bytes, signer: Role, { id, content }: Signed): Bytes =>
  concat(label('signature'), prefixed(binding, utf8(signer === 'initiator' ? 'a' : 'b'), utf8(id), utf8(content)));

/** A fresh key that never leaves this browser. `binding`: the session's transcript, 32 bytes. */
export async function createSigner(binding: Bytes, role: Role): Promise<Signer> {
  const pair = await crypto.subtle.generateKey(ECDSA, false, ['sign', 'verify']);
  return {
    key: await exportPoint(pair.publicKey),
    sign: async (message) =>
      new Uint8Array(await crypto.subtle.sign(SHA256, pair.privateKey, inputOf(binding, role, message))),
  };
}

/** Checks signatures of the other side, whose role is `signer`. Rejects `protocol` for a `key` that is no point of P-256. */
export async function createVerifier(
  binding: Bytes,
  signer: Role,
  key: Bytes,
): Promise<(message: Signed, signature: Bytes) => Promise<boolean>> {
  if (!isPoint(key)) throw new DMError('protocol', 'a signing key is not a point of P-256');
  const publicKey = await crypto.subtle.importKey('raw', key, ECDSA, true, ['verify']);
  return (message, signature) => crypto.subtle.verify(SHA256, publicKey, signature, inputOf(binding, signer, message));
}
