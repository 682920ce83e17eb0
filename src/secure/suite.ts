/**
 * The one cipher suite, in numbers and labels. There is no negotiation, so there is nothing to downgrade:
 * ECDH P-256 (SEC 1) and ML-KEM-768 (FIPS 203) together, HKDF and HMAC with SHA-256 (RFC 5869, RFC 2104),
 * AES-256-GCM (NIST SP 800-38D) with 16-byte tags. `docs/protocol.md` is the specification.
 */
import { concat, u16, utf8, type Bytes } from '../wire/bytes.js';

export const PROTOCOL_VERSION = 1;

/** Lengths in bytes. */
export const SESSION_LENGTH = 16;
export const NONCE_LENGTH = 32;
export const POINT_LENGTH = 65;
export const EK_LENGTH = 1184;
export const CT_LENGTH = 1088;
export const HASH_LENGTH = 32;
export const KEY_LENGTH = 32;
export const TAG_LENGTH = 16;
export const ROOM_LENGTH = 16;

export const M1_LENGTH = 1 + SESSION_LENGTH + ROOM_LENGTH;
export const M2_LENGTH = POINT_LENGTH + EK_LENGTH + HASH_LENGTH;
export const M3_LENGTH = POINT_LENGTH + CT_LENGTH + NONCE_LENGTH;
export const M4_LENGTH = NONCE_LENGTH;

/** The asking side and the answering side; fixed for the life of a session, whoever makes the SDP offer. */
export type Role = 'initiator' | 'responder';

/** `a` is the initiator, `b` the responder: which way bytes travel. No key serves both. */
export type Direction = 'a>b' | 'b>a';

export const sending = (role: Role): Direction => (role === 'initiator' ? 'a>b' : 'b>a');
export const receiving = (role: Role): Direction => (role === 'initiator' ? 'b>a' : 'a>b');

/** Domain separation: every hash, MAC and key derivation starts with one of these, and none serves two uses. */
export const label = (use: string): Bytes => utf8(`dm-elements/1 ${use}`);

/** `lp(x)` of the specification: the length of each part in 2 bytes, then the part. */
export const prefixed = (...parts: readonly Uint8Array[]): Bytes =>
  concat(...parts.flatMap((part) => [u16(part.length), part]));

/** SHA-256, 32 bytes. */
export const sha256 = async (...parts: readonly Uint8Array[]): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', concat(...parts)));
