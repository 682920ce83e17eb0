/**
 * The handshake, as pure state machines: bytes in, bytes out, randomness and primitives injected.
 *
 *     A (initiator)                                            B (responder)
 *     m1 = version, session, room                        ──►   with the request
 *     nothing else leaves either browser until B accepts
 *                        ◄──  m2 = pkB, ekB, SHA-256(nonceB)   with the acceptance
 *     m3 = pkA, ct, nonceA                               ──►   in front of the first sealed signal
 *                                          ◄──  m4 = nonceB    in front of the first sealed signal
 *
 * Everything the short authentication string depends on is fixed before nonceB is opened, and nonceB is fixed before
 * nonceA is known, so that nobody in the middle can search for a string that matches (Vaudenay 2005; RFC 6189).
 */
import { DMError } from '../errors.js';
import { concat, equalBytes, utf8, wipe, type Bytes } from '../wire/bytes.js';
import type { Kem, KemKeyPair } from './kem.js';
import { isPoint } from './point.js';
import {
  CT_LENGTH,
  EK_LENGTH,
  label,
  M1_LENGTH,
  M2_LENGTH,
  M3_LENGTH,
  M4_LENGTH,
  NONCE_LENGTH,
  POINT_LENGTH,
  prefixed,
  PROTOCOL_VERSION,
  ROOM_LENGTH,
  SESSION_LENGTH,
  sha256,
} from './suite.js';

/** Everything the handshake takes from outside. */
export interface HandshakePrimitives {
  readonly random: (length: number) => Bytes;
  readonly kem: () => Promise<Kem>;
  readonly generateKeyPair: () => Promise<CryptoKeyPair>;
}

/** Who talks, as both sides believe it; part of the transcript. */
export interface Parties {
  readonly initiator: string;
  readonly responder: string;
}

/** What a handshake agrees on. `secret` (input keying material) is wiped by whoever derives keys from it. */
export interface Agreement {
  /** SHA-256 over everything exchanged so far, 32 bytes. */
  readonly transcript: Bytes;
  readonly secret: Bytes;
}

export interface Nonces {
  readonly a: Bytes;
  readonly b: Bytes;
}

const ECDH: EcKeyAlgorithm & EcKeyImportParams = { name: 'ECDH', namedCurve: 'P-256' };

/** The private half is not extractable: no script of the page can read it out. */
export const generateKeyPair = (): Promise<CryptoKeyPair> => crypto.subtle.generateKey(ECDH, false, ['deriveBits']);

/** 65 bytes, uncompressed (SEC 1 section 2.3.3). */
export const exportPoint = async (key: CryptoKey): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.exportKey('raw', key));

/** 32 bytes: the x coordinate (SEC 1 section 3.3.1). Rejects `protocol` for a point that is not on the curve. */
export async function agree(privateKey: CryptoKey, point: Bytes): Promise<Bytes> {
  if (!isPoint(point)) throw new DMError('protocol', 'a public key is not a point of P-256');
  const publicKey = await crypto.subtle.importKey('raw', point, ECDH, true, []);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: 'ECDH', public: publicKey }, privateKey, 256));
}

/** Encapsulates to the other side's key. Rejects `protocol` for a key that fails the check of FIPS 203 section 7.2. */
export async function encapsulate(kem: Kem, ek: Bytes): Promise<{ ct: Bytes; sharedSecret: Bytes }> {
  try {
    return await kem.encapsulate(ek);
  } catch (cause) {
    throw new DMError('protocol', 'an encapsulation key is not one of ML-KEM-768', { cause });
  }
}

const commit = (session: Bytes, nonceB: Bytes): Promise<Bytes> => sha256(label('commitment'), session, nonceB);

const transcriptOf = (m1: Bytes, parties: Parties, m2: Bytes, pkA: Bytes, ct: Bytes): Promise<Bytes> =>
  sha256(
    label('transcript'),
    prefixed(m1, utf8(parties.initiator), utf8(parties.responder), ...split(m2, POINT_LENGTH, EK_LENGTH), pkA, ct),
  );

/** `ikm` of the specification: each part length-prefixed, an absent invite secret as an empty part. */
export function inputKeyingMaterial(...secrets: readonly Bytes[]): Bytes {
  const secret = prefixed(...secrets);
  wipe(...secrets);
  return secret;
}

/** Cuts `bytes` at the given lengths; the last part is the rest. */
export function split(bytes: Bytes, ...lengths: readonly number[]): Bytes[] {
  const parts: Bytes[] = [];
  let offset = 0;
  for (const length of [...lengths, bytes.length]) {
    parts.push(bytes.slice(offset, offset + length));
    offset += length;
  }
  return parts;
}

export function assertLength(bytes: Uint8Array, length: number, name: string): void {
  if (bytes.length !== length) throw new DMError('protocol', `${name}: expected ${length} bytes, got ${bytes.length}`);
}

/** Reads m1: `null` for another version, another length, or nothing at all. */
export function parseRequest(m1: Uint8Array): { readonly session: Bytes; readonly room: Bytes | null } | null {
  if (m1.length !== M1_LENGTH || m1[0] !== PROTOCOL_VERSION) return null;
  const [, session, room] = split(m1.slice(), 1, SESSION_LENGTH) as [Bytes, Bytes, Bytes];
  return { session, room: room.some((byte) => byte !== 0) ? room : null };
}

export class Initiator {
  readonly session: Bytes;
  /** 33 bytes. */
  readonly m1: Bytes;
  #commitment: Bytes | null = null;
  readonly #nonceA: Bytes;

  constructor(
    private readonly primitives: HandshakePrimitives,
    private readonly parties: Parties,
    /** 16 bytes that name the invite, or nothing. */
    room: Bytes | null = null,
    private readonly psk: Bytes | null = null,
  ) {
    this.session = primitives.random(SESSION_LENGTH);
    this.#nonceA = primitives.random(NONCE_LENGTH);
    this.m1 = concat(Uint8Array.of(PROTOCOL_VERSION), this.session, room ?? new Uint8Array(ROOM_LENGTH));
  }

  /** Takes m2 (1,281 bytes); gives m3 (1,185 bytes) and the agreement. */
  async receiveAccept(m2: Bytes): Promise<Agreement & { readonly m3: Bytes }> {
    assertLength(m2, M2_LENGTH, 'm2');
    const [pkB, ekB, commitment] = split(m2, POINT_LENGTH, EK_LENGTH) as [Bytes, Bytes, Bytes];
    const [pair, kem] = await Promise.all([this.primitives.generateKeyPair(), this.primitives.kem()]);
    const [pkA, shared, encapsulated] = await Promise.all([
      exportPoint(pair.publicKey),
      agree(pair.privateKey, pkB),
      encapsulate(kem, ekB),
    ]);
    this.#commitment = commitment;
    const { ct, sharedSecret } = encapsulated;
    return {
      transcript: await transcriptOf(this.m1, this.parties, m2, pkA, ct),
      secret: inputKeyingMaterial(shared, sharedSecret, this.psk?.slice() ?? new Uint8Array()),
      m3: concat(pkA, ct, this.#nonceA),
    };
  }

  /** Takes m4 (32 bytes). Rejects `mismatch` unless it is what B was committed to. */
  async receiveReveal(m4: Bytes): Promise<Nonces> {
    assertLength(m4, M4_LENGTH, 'm4');
    if (!this.#commitment || !equalBytes(await commit(this.session, m4), this.#commitment)) {
      throw new DMError('mismatch', 'the nonce of the other side is not the one it was committed to');
    }
    return { a: this.#nonceA, b: m4.slice() };
  }
}

export class Responder {
  /** Dropped with its first use: from then on even this browser could not do it again. */
  #privateKey: CryptoKey | null;
  readonly #kemPair: KemKeyPair;
  /** 32 bytes: revealed only when the initiator's side of the exchange is fixed. */
  readonly m4: Bytes;

  private constructor(
    readonly session: Bytes,
    readonly m2: Bytes,
    private readonly m1: Bytes,
    private readonly parties: Parties,
    private readonly psk: Bytes | null,
    nonceB: Bytes,
    pair: CryptoKeyPair,
    kemPair: KemKeyPair,
  ) {
    this.m4 = nonceB;
    this.#privateKey = pair.privateKey;
    this.#kemPair = kemPair;
  }

  /** Takes m1 (33 bytes); makes m2 (1,281 bytes). Rejects `protocol` for an m1 that does not parse. */
  static async accept(
    primitives: HandshakePrimitives,
    parties: Parties,
    m1: Bytes,
    psk: Bytes | null = null,
  ): Promise<Responder> {
    const request = parseRequest(m1);
    if (!request) throw new DMError('protocol', 'm1: unknown version or wrong length');
    const nonceB = primitives.random(NONCE_LENGTH);
    const kem = await primitives.kem();
    const [pair, kemPair] = await Promise.all([primitives.generateKeyPair(), kem.generate()]);
    const m2 = concat(await exportPoint(pair.publicKey), kemPair.ek, await commit(request.session, nonceB));
    return new Responder(request.session, m2, m1.slice(), parties, psk, nonceB, pair, kemPair);
  }

  /** Takes m3 (1,185 bytes). */
  async receiveKeys(m3: Bytes): Promise<Agreement & { readonly nonces: Nonces }> {
    assertLength(m3, M3_LENGTH, 'm3');
    if (!this.#privateKey) throw new DMError('bad-state', 'm3 was taken before');
    const privateKey = this.#privateKey;
    this.#privateKey = null;
    const [pkA, ct, nonceA] = split(m3, POINT_LENGTH, CT_LENGTH) as [Bytes, Bytes, Bytes];
    const [shared, sharedSecret] = await Promise.all([agree(privateKey, pkA), this.#kemPair.decapsulate(ct)]);
    this.#kemPair.wipe();
    return {
      transcript: await transcriptOf(this.m1, this.parties, this.m2, pkA, ct),
      secret: inputKeyingMaterial(shared, sharedSecret, this.psk?.slice() ?? new Uint8Array()),
      nonces: { a: nonceA, b: this.m4 },
    };
  }

  wipe(): void {
    this.#privateKey = null;
    this.#kemPair.wipe();
  }
}
