/**
 * Who the other person is, beyond the words that two people compare: their long-lived key, if the host keeps such keys,
 * and signatures on messages, if the host wants them. The code behind it is loaded when it is used.
 */
import { DMError } from '../errors.js';
import type { SecureChannel } from '../secure/channel.js';
import type { IdentityQuestion } from '../secure/identity.js';
import type { Signed, Signer } from '../secure/signing.js';
import type { Role } from '../secure/suite.js';
import { equalBytes, fromBase64url, toBase64url, type Bytes } from '../wire/bytes.js';
import type { WireMessage } from './messages.js';

/** What the host knows about a proven key: the one it has pinned, one where it has none, another one. */
export type IdentityVerdict = 'known' | 'new' | 'changed';

export interface PeerIdentity {
  /** 65 bytes, uncompressed P-256. The host pins it if it wants. */
  readonly key: Bytes;
  readonly verdict: IdentityVerdict;
}

export interface ProofOptions {
  /** Our own long-lived key pair (ECDH P-256), if the host gives one. */
  readonly identity?: CryptoKeyPair;
  /** The key that the host has pinned for this person, 65 bytes. */
  readonly pinnedIdentity?: (peer: string) => Bytes | null | Promise<Bytes | null>;
  /** Sign every message. The other person can then prove to others what was written. */
  readonly signMessages?: boolean;
}

interface Waiting {
  readonly question: IdentityQuestion;
  readonly resolve: (identity: PeerIdentity | null) => void;
}

export class Proofs {
  #waiting: Waiting | null = null;
  /** Our signer, for texts that were written before it was ready too; `null` where messages are not signed. */
  readonly #signer: Promise<Signer> | null;
  #signerReady: (signer: Signer) => void = () => {};
  #verify: ((message: Signed, signature: Bytes) => Promise<boolean>) | null = null;

  constructor(
    private readonly peer: string,
    private readonly options: ProofOptions,
    private readonly channel: () => SecureChannel | null,
    private readonly send: (message: WireMessage) => void,
  ) {
    this.#signer = options.signMessages ? new Promise((resolve) => (this.#signerReady = resolve)) : null;
  }

  /** Announces our signing key, if messages are to be signed. */
  async start(): Promise<void> {
    if (!this.options.signMessages) return;
    const { createSigner } = await import('../secure/signing.js');
    const { binding, role } = this.#session();
    const signer = await createSigner(binding, role);
    this.send({ type: 'signing_key', key: toBase64url(signer.key) });
    this.#signerReady(signer);
  }

  /** Asks who they are. `null`: they have no key to show. Rejects `mismatch` for a wrong proof. One question at a time. */
  async ask(): Promise<PeerIdentity | null> {
    if (this.#waiting) throw new DMError('bad-state', 'an identity question is open already');
    const { askIdentity } = await import('../secure/identity.js');
    const { binding, other } = this.#session();
    const question = await askIdentity(binding, other);
    const answer = new Promise<PeerIdentity | null>((resolve) => (this.#waiting = { question, resolve }));
    this.send({ type: 'identity_ask', challenge: toBase64url(question.challenge) });
    return answer;
  }

  /** Signature of an own text, or `undefined` where messages are not signed. */
  async sign(message: Signed): Promise<string | undefined> {
    const signer = await this.#signer;
    return signer ? toBase64url(await signer.sign(message)) : undefined;
  }

  /** Whether a text of the other side is signed. Throws `protocol` for a signature that is missing or wrong. */
  async isSigned(message: Signed, signature: string | undefined): Promise<boolean> {
    if (!this.#verify) return false;
    const bytes = signature === undefined ? null : fromBase64url(signature);
    if (!bytes || !(await this.#verify(message, bytes))) {
      throw new DMError('protocol', 'a message of somebody who signs has no valid signature');
    }
    return true;
  }

  async handle(message: WireMessage & { type: 'identity_ask' | 'identity' | 'signing_key' }): Promise<void> {
    switch (message.type) {
      case 'identity_ask':
        return this.#answer(fromBase64url(message.challenge) ?? new Uint8Array());
      case 'identity':
        return this.#receive(message);
      case 'signing_key': {
        if (this.#verify) throw new DMError('protocol', 'a second signing key');
        const { createVerifier } = await import('../secure/signing.js');
        const { binding, other } = this.#session();
        this.#verify = await createVerifier(binding, other, fromBase64url(message.key) ?? new Uint8Array()).catch(
          (cause: unknown) => {
            throw new DMError('protocol', 'a signing key that is none', { cause });
          },
        );
      }
    }
  }

  wipe(): void {
    this.#waiting?.resolve(null);
    this.#waiting = null;
    this.#verify = null;
  }

  async #answer(challenge: Bytes): Promise<void> {
    if (!this.options.identity) return this.send({ type: 'identity' });
    const { proveIdentity } = await import('../secure/identity.js');
    const { binding, role } = this.#session();
    const { key, proof } = await proveIdentity(this.options.identity, binding, role, challenge);
    this.send({ type: 'identity', key: toBase64url(key), proof: toBase64url(proof) });
  }

  async #receive({ key, proof }: WireMessage & { type: 'identity' }): Promise<void> {
    const waiting = this.#waiting;
    if (!waiting) throw new DMError('protocol', 'an identity that nobody asked for');
    this.#waiting = null;
    if (key === undefined || proof === undefined) return waiting.resolve(null);
    const [keyBytes, proofBytes] = [fromBase64url(key), fromBase64url(proof)];
    if (!keyBytes || !proofBytes || !(await waiting.question.check(keyBytes, proofBytes))) {
      throw new DMError('mismatch', 'the proof of identity is wrong');
    }
    const pinned = await this.options.pinnedIdentity?.(this.peer);
    const verdict = !pinned ? 'new' : equalBytes(pinned, keyBytes) ? 'known' : 'changed';
    waiting.resolve({ key: keyBytes, verdict });
  }

  #session(): { binding: Bytes; role: Role; other: Role } {
    const channel = this.channel();
    if (!channel?.binding) throw new DMError('bad-state', 'no confirmed session');
    const { binding, role } = channel;
    return { binding, role, other: role === 'initiator' ? 'responder' : 'initiator' };
  }
}
