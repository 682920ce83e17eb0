/**
 * The key schedule: every key of one epoch, from one agreement. Directions never share a key; each use has its label.
 */
import { wipe, type Bytes } from '../wire/bytes.js';
import { deriveAesKey, deriveBytes, deriveMacKey, importSecret } from './kdf.js';
import { Chain } from './ratchet.js';
import { KEY_LENGTH, receiving, sending, type Role } from './suite.js';

export interface Epoch {
  readonly number: number;
  /** Hash of everything exchanged up to here, 32 bytes. */
  readonly transcript: Bytes;
  readonly sendChain: Chain;
  readonly receiveChain: Chain;
  readonly farewell: { readonly send: CryptoKey; readonly receive: CryptoKey };
  /** Salts for file keys, 32 bytes each. */
  readonly files: { readonly send: Bytes; readonly receive: Bytes };
  /** Goes into the salt of the next epoch, 32 bytes: who does not know this epoch cannot make the next. */
  readonly rekey: Bytes;
  /** HKDF key from which each reconnect derives its own. */
  readonly reconnect: CryptoKey;
}

/** Keys that only the first epoch has: to seal signals and to confirm. */
export interface IntroductionKeys {
  readonly seal: CryptoKey;
  readonly open: CryptoKey;
  readonly confirmOwn: CryptoKey;
  readonly confirmPeer: CryptoKey;
}

/** Derives an epoch from input keying material (any length, wiped here) and a salt. */
export async function deriveEpoch(
  role: Role,
  number: number,
  transcript: Bytes,
  secretBytes: Bytes,
  salt: Bytes,
): Promise<{ readonly epoch: Epoch; readonly secret: CryptoKey }> {
  const secret = await importSecret(secretBytes);
  wipe(secretBytes);
  const bytes = (use: string): Promise<Bytes> => deriveBytes(secret, salt, use, KEY_LENGTH);
  const [send, receive] = [sending(role), receiving(role)];
  const [sendKey, receiveKey, farewellSend, farewellReceive, fileSend, fileReceive, rekey, reconnectBytes] =
    await Promise.all([
      bytes(`chain ${send}`),
      bytes(`chain ${receive}`),
      deriveAesKey(secret, salt, `farewell ${send}`),
      deriveAesKey(secret, salt, `farewell ${receive}`),
      bytes(`file ${send}`),
      bytes(`file ${receive}`),
      bytes('rekey'),
      bytes('reconnect'),
    ]);
  const [reconnect, sendChain, receiveChain] = await Promise.all([
    importSecret(reconnectBytes),
    Chain.create(sendKey, transcript, number),
    Chain.create(receiveKey, transcript, number),
  ]);
  wipe(reconnectBytes);
  return {
    secret,
    epoch: {
      number,
      transcript,
      sendChain,
      receiveChain,
      farewell: { send: farewellSend, receive: farewellReceive },
      files: { send: fileSend, receive: fileReceive },
      rekey,
      reconnect,
    },
  };
}

export async function deriveIntroductionKeys(
  role: Role,
  transcript: Bytes,
  secret: CryptoKey,
): Promise<IntroductionKeys> {
  const [send, receive] = [sending(role), receiving(role)];
  const [seal, open, confirmOwn, confirmPeer] = await Promise.all([
    deriveAesKey(secret, transcript, `signal ${send}`),
    deriveAesKey(secret, transcript, `signal ${receive}`),
    deriveMacKey(secret, transcript, `confirm ${send}`),
    deriveMacKey(secret, transcript, `confirm ${receive}`),
  ]);
  return { seal, open, confirmOwn, confirmPeer };
}

export function wipeEpoch(epoch: Epoch): void {
  epoch.sendChain.wipe();
  epoch.receiveChain.wipe();
  wipe(epoch.files.send, epoch.files.receive, epoch.rekey);
}
