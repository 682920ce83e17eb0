/**
 * Identity, deniably: a side proves that it holds a long-lived P-256 key, in a way that convinces the asker and nobody
 * else. The asker sends a fresh ephemeral key; the proof is a MAC under the shared secret of the two, which the asker
 * could have made as well. (A fresh key for each question: keeping the handshake's would weaken forward secrecy.)
 *
 * Not safe against somebody who breaks ECDH while the session runs: comparing words and invites are (docs/threat-model.md).
 */
import { concat, type Bytes } from '../wire/bytes.js';
import { agree, exportPoint, generateKeyPair } from './handshake.js';
import { deriveMacKey, importSecret, mac, verifyMac } from './kdf.js';
import { label, POINT_LENGTH, prefixed, HASH_LENGTH, type Role } from './suite.js';

export interface IdentityQuestion {
  /** 65 bytes: goes to the other side. */
  readonly challenge: Bytes;
  /** Whether `proof` (32 bytes) shows that the other side holds the private half of `key` (65 bytes). */
  check(key: Bytes, proof: Bytes): Promise<boolean>;
}

export interface IdentityProof {
  /** 65 bytes. */
  readonly key: Bytes;
  /** 32 bytes. */
  readonly proof: Bytes;
}

const inputOf = (session: Bytes, challenge: Bytes, key: Bytes): Bytes =>
  concat(label('identity'), prefixed(session, challenge, key));

async function proofKey(shared: Bytes, session: Bytes, prover: Role): Promise<CryptoKey> {
  const secret = await importSecret(shared);
  shared.fill(0);
  return deriveMacKey(secret, session, `identity ${prover === 'initiator' ? 'a' : 'b'}`);
}

/** `binding`: the session's transcript, 32 bytes. `prover`: the role of the side that is asked. */
export async function askIdentity(binding: Bytes, prover: Role): Promise<IdentityQuestion> {
  const pair = await generateKeyPair();
  const challenge = await exportPoint(pair.publicKey);
  return {
    challenge,
    async check(key, proof) {
      if (key.length !== POINT_LENGTH || proof.length !== HASH_LENGTH) return false;
      try {
        const shared = await agree(pair.privateKey, key);
        return await verifyMac(await proofKey(shared, binding, prover), proof, inputOf(binding, challenge, key));
      } catch {
        // Not a point of the curve.
        return false;
      }
    },
  };
}

/** The answer to `challenge` (65 bytes). `identity`: an ECDH P-256 key pair; its private half may be non-extractable. */
export async function proveIdentity(
  identity: CryptoKeyPair,
  binding: Bytes,
  prover: Role,
  challenge: Bytes,
): Promise<IdentityProof> {
  const key = await exportPoint(identity.publicKey);
  const shared = await agree(identity.privateKey, challenge);
  return { key, proof: await mac(await proofKey(shared, binding, prover), inputOf(binding, challenge, key)) };
}
