/**
 * ML-KEM-768 (FIPS 203): the browser's own where it really works, `@noble/post-quantum` where it does not (loaded
 * only then). Noble's is plain JavaScript and not constant-time; every key here serves one exchange, which is what
 * makes that acceptable (docs/threat-model.md).
 */
import { DMError } from '../errors.js';
import { loaded } from '../loaded.js';
import { equalBytes, wipe, type Bytes } from '../wire/bytes.js';
import { CT_LENGTH, EK_LENGTH, KEY_LENGTH } from './suite.js';

export interface KemKeyPair {
  /** Encapsulation key, 1,184 bytes: public. */
  readonly ek: Bytes;
  /** The 32-byte shared secret of a 1,088-byte ciphertext. A ciphertext that was tampered with gives another secret (implicit rejection). */
  decapsulate(ct: Bytes): Promise<Bytes>;
  /** Forgets the private half. */
  wipe(): void;
}

export interface Kem {
  readonly name: 'native' | 'noble';
  generate(): Promise<KemKeyPair>;
  /** Throws for an `ek` that fails the modulus check of FIPS 203 section 7.2. */
  encapsulate(ek: Bytes): Promise<{ readonly ct: Bytes; readonly sharedSecret: Bytes }>;
}

/** WebCrypto's "Modern Algorithms" draft; TypeScript's DOM library does not know it yet. */
interface MlKemCrypto {
  encapsulateBits(algorithm: string, key: CryptoKey): Promise<{ ciphertext: ArrayBuffer; sharedKey: ArrayBuffer }>;
  decapsulateBits(algorithm: string, key: CryptoKey, ciphertext: Bytes): Promise<ArrayBuffer>;
  generateKey(algorithm: string, extractable: boolean, usages: readonly string[]): Promise<CryptoKeyPair>;
  exportKey(format: string, key: CryptoKey): Promise<ArrayBuffer>;
  importKey(
    format: string,
    data: Bytes,
    algorithm: string,
    extractable: boolean,
    usages: readonly string[],
  ): Promise<CryptoKey>;
}

const ALGORITHM = 'ML-KEM-768';

export const nativeKem: Kem = {
  name: 'native',
  async generate() {
    const subtle = crypto.subtle as unknown as MlKemCrypto;
    const pair = await subtle.generateKey(ALGORITHM, false, ['encapsulateBits', 'decapsulateBits']);
    let privateKey: CryptoKey | null = pair.privateKey;
    return {
      ek: new Uint8Array(await subtle.exportKey('raw-public', pair.publicKey)),
      async decapsulate(ct) {
        if (!privateKey) throw new DMError('ended', 'the decapsulation key was wiped');
        return new Uint8Array(await subtle.decapsulateBits(ALGORITHM, privateKey, ct));
      },
      wipe: () => (privateKey = null),
    };
  },
  async encapsulate(ek) {
    const subtle = crypto.subtle as unknown as MlKemCrypto;
    const key = await subtle.importKey('raw-public', ek, ALGORITHM, true, ['encapsulateBits']);
    const { ciphertext, sharedKey } = await subtle.encapsulateBits(ALGORITHM, key);
    return { ct: new Uint8Array(ciphertext), sharedSecret: new Uint8Array(sharedKey) };
  },
};

/** `random(64)` seeds a key pair, `random(32)` an encapsulation: that is what test vectors inject. */
export async function loadNobleKem(random: (length: number) => Bytes): Promise<Kem> {
  const { ml_kem768 } = await loaded(import('@noble/post-quantum/ml-kem.js'));
  return {
    name: 'noble',
    async generate() {
      const seed = random(64);
      const { publicKey, secretKey } = ml_kem768.keygen(seed);
      wipe(seed);
      return {
        ek: new Uint8Array(publicKey),
        decapsulate: async (ct) => new Uint8Array(ml_kem768.decapsulate(ct, secretKey)),
        wipe: () => wipe(secretKey),
      };
    },
    async encapsulate(ek) {
      const message = random(32);
      const { cipherText, sharedSecret } = ml_kem768.encapsulate(ek, message);
      wipe(message);
      return { ct: new Uint8Array(cipherText), sharedSecret: new Uint8Array(sharedSecret) };
    },
  };
}

/** Support is found out by a whole round trip: browsers have shipped the method before it worked. */
async function nativeWorks(): Promise<boolean> {
  try {
    const pair = await nativeKem.generate();
    const { ct, sharedSecret } = await nativeKem.encapsulate(pair.ek);
    const sizes = pair.ek.length === EK_LENGTH && ct.length === CT_LENGTH && sharedSecret.length === KEY_LENGTH;
    return sizes && equalBytes(await pair.decapsulate(ct), sharedSecret);
  } catch {
    return false;
  }
}

let native: Promise<boolean> | null = null;

/** The KEM of this browser; the search happens once. Call it early, so that noble's code loads while people decide. */
export async function detectKem(random: (length: number) => Bytes): Promise<Kem> {
  native ??= nativeWorks();
  return (await native) ? nativeKem : loadNobleKem(random);
}
