/**
 * Rekey: a fresh full hybrid exchange inside the channel makes the next epoch, so that whoever once read our memory
 * is locked out again (post-quantum too). The shape is that of TLS 1.3 Extended Key Update:
 *
 *     A  ask     pkA' ekA'          in epoch n
 *     B  answer  pkB' ct'           B's last record of epoch n
 *     A  close                      A's last record of epoch n
 *
 * Each side forgets the other's old keys on the other's last record. The next secret is HKDF over both new secrets,
 * salted by the old epoch's rekey secret and the hash of the exchange.
 */
import { concat, type Bytes } from '../wire/bytes.js';
import { deriveEpoch, type Epoch } from './epoch.js';
import {
  agree,
  assertLength,
  encapsulate,
  exportPoint,
  inputKeyingMaterial,
  split,
  type HandshakePrimitives,
} from './handshake.js';
import { CT_LENGTH, EK_LENGTH, label, POINT_LENGTH, prefixed, sha256, type Role } from './suite.js';

/** Bodies of the exchange, in bytes. */
export const ASK_LENGTH = POINT_LENGTH + EK_LENGTH;
export const ANSWER_LENGTH = POINT_LENGTH + CT_LENGTH;

export interface PendingRekey {
  /** 1,249 bytes: the body of `ask`. */
  readonly ask: Bytes;
  /** Takes the body of `answer` (1,153 bytes); gives the next epoch. Rejects `protocol`. */
  finish(answer: Bytes): Promise<Epoch>;
  wipe(): void;
}

/** The initiator's half. */
export async function askRekey(primitives: HandshakePrimitives, old: Epoch): Promise<PendingRekey> {
  const kem = await primitives.kem();
  const [pair, kemPair] = await Promise.all([primitives.generateKeyPair(), kem.generate()]);
  const ask = concat(await exportPoint(pair.publicKey), kemPair.ek);
  return {
    ask,
    async finish(answer) {
      assertLength(answer, ANSWER_LENGTH, 'rekey answer');
      const [point, ct] = split(answer, POINT_LENGTH) as [Bytes, Bytes];
      const [shared, sharedSecret] = await Promise.all([agree(pair.privateKey, point), kemPair.decapsulate(ct)]);
      kemPair.wipe();
      return nextEpoch('initiator', old, ask, answer, shared, sharedSecret);
    },
    wipe: () => kemPair.wipe(),
  };
}

/** The responder's half: the body of `answer`, and the next epoch. Rejects `protocol`. */
export async function answerRekey(
  primitives: HandshakePrimitives,
  old: Epoch,
  ask: Bytes,
): Promise<{ readonly answer: Bytes; readonly next: Epoch }> {
  assertLength(ask, ASK_LENGTH, 'rekey ask');
  const [point, ek] = split(ask, POINT_LENGTH) as [Bytes, Bytes];
  const [pair, kem] = await Promise.all([primitives.generateKeyPair(), primitives.kem()]);
  const [shared, { ct, sharedSecret }] = await Promise.all([agree(pair.privateKey, point), encapsulate(kem, ek)]);
  const answer = concat(await exportPoint(pair.publicKey), ct);
  return { answer, next: await nextEpoch('responder', old, ask, answer, shared, sharedSecret) };
}

async function nextEpoch(
  role: Role,
  old: Epoch,
  ask: Bytes,
  answer: Bytes,
  shared: Bytes,
  sharedSecret: Bytes,
): Promise<Epoch> {
  const transcript = await sha256(label('rekey'), prefixed(old.transcript, ask, answer));
  const secret = inputKeyingMaterial(shared, sharedSecret);
  const salt = concat(old.rekey, transcript);
  return (await deriveEpoch(role, old.number + 1, transcript, secret, salt)).epoch;
}
