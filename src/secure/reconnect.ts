/**
 * Reconnect: keys for the signaling steps and the confirmation of one further link. Each attempt has a number, chosen
 * by the initiator and never used twice, and derives its own keys from the reconnect key of an epoch; so a server that
 * replays an old attempt finds nobody listening, and no key seals two things under one nonce.
 */
import { concat, u32, u64, type Bytes } from '../wire/bytes.js';
import { deriveAesKey, deriveMacKey } from './kdf.js';
import { SignalOpener, SignalSeal } from './signals.js';
import { label, prefixed, receiving, sending, type Role } from './suite.js';

export interface Attempt {
  readonly epoch: number;
  readonly number: number;
  readonly seal: SignalSeal;
  readonly opener: SignalOpener;
  readonly confirmOwn: CryptoKey;
  readonly confirmPeer: CryptoKey;
}

/** `secret`: the reconnect key of `epoch`. */
export async function deriveAttempt(role: Role, secret: CryptoKey, epoch: number, number: number): Promise<Attempt> {
  const [own, peer] = [sending(role), receiving(role)];
  const salt = u32(number);
  const [sealKey, openKey, confirmOwn, confirmPeer] = await Promise.all([
    deriveAesKey(secret, salt, `reconnect ${own}`),
    deriveAesKey(secret, salt, `reconnect ${peer}`),
    deriveMacKey(secret, salt, `resume ${own}`),
    deriveMacKey(secret, salt, `resume ${peer}`),
  ]);
  return { epoch, number, seal: new SignalSeal(sealKey), opener: new SignalOpener(openKey), confirmOwn, confirmPeer };
}

/** The key under which the responder says that it has lost the link. */
export const deriveLostKey = (secret: CryptoKey): Promise<CryptoKey> =>
  deriveAesKey(secret, new Uint8Array(), 'lost b>a');

/** What the confirmation of a further link covers: also how many records its sender has. */
export const resumeInput = (attempt: number, received: number, fingerprintA: Bytes, fingerprintB: Bytes): Bytes =>
  concat(label('resume'), prefixed(u32(attempt), u64(received), fingerprintA, fingerprintB));
