/**
 * The two texts of `manual` signaling, which people carry themselves: compressed (RFC 1951) and sealed (AES-256-GCM).
 *
 *     invite   "dm1i." base64url( secret(32)  nonce(12)  ciphertext+tag )
 *     answer   "dm1a." base64url( nonce(12)  ciphertext+tag )
 *
 * Both keys come from the invite's secret (HKDF-SHA-256, RFC 5869): whoever carries only the answer can neither read nor
 * change it, and an invite that lost a letter on its way is found out at once. Who has the invite is who is invited.
 */
import { DMError } from '../errors.js';
import { concat, fromBase64url, fromUtf8, toBase64url, utf8, type Bytes } from '../wire/bytes.js';
import { isUserId } from './parse.js';

const SECRET_LENGTH = 32;
const NONCE_LENGTH = 12;
/** Descriptions with all their candidates are a few thousand letters; this also ends compressed bombs. */
const MAX_TEXT_LENGTH = 16_384;
const MAX_PLAIN_LENGTH = 65_536;

/** Who speaks, and the description of their end with all candidates in it. */
export interface Introduction {
  readonly self: string;
  readonly sdp: string;
}

export interface SealedInvite {
  readonly text: string;
  /** 32 bytes; the caller wipes them. */
  readonly secret: Bytes;
}

export async function sealInvite(introduction: Introduction): Promise<SealedInvite> {
  const secret = random(SECRET_LENGTH);
  const sealed = await seal(secret, 'invite', introduction);
  return { text: `dm1i.${toBase64url(concat(secret, sealed))}`, secret };
}

/** Rejects `bad-message` for a text that is no whole invite. */
export async function openInvite(
  text: string,
): Promise<{ readonly introduction: Introduction; readonly secret: Bytes }> {
  const bytes = bytesOf('dm1i', text);
  const secret = bytes.slice(0, SECRET_LENGTH);
  return { introduction: await open(secret, 'invite', bytes.slice(SECRET_LENGTH)), secret };
}

export async function sealAnswer(secret: Bytes, introduction: Introduction): Promise<string> {
  return `dm1a.${toBase64url(await seal(secret, 'answer', introduction))}`;
}

/** Rejects `bad-message` for a text that is no whole answer, `mismatch` for the answer to another invite. */
export async function openAnswer(secret: Bytes, text: string): Promise<Introduction> {
  return open(secret, 'answer', bytesOf('dm1a', text));
}

/** People copy with spaces and line breaks around, and mail programs break lines. */
function bytesOf(prefix: string, text: string): Bytes {
  const [, body = ''] = text.length <= MAX_TEXT_LENGTH ? text.replaceAll(/\s/g, '').split(`${prefix}.`, 2) : [];
  const bytes = fromBase64url(body);
  if (!bytes || bytes.length <= SECRET_LENGTH + NONCE_LENGTH) {
    throw new DMError('bad-message', 'this is not the whole text');
  }
  return bytes;
}

async function seal(secret: Bytes, purpose: 'invite' | 'answer', introduction: Introduction): Promise<Bytes> {
  const plain = await through(new CompressionStream('deflate-raw'), utf8(JSON.stringify(introduction)));
  // Random, because one invite can be answered by more than one person, under the same key.
  const iv = random(NONCE_LENGTH);
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await keyOf(secret, purpose), plain);
  return concat(iv, new Uint8Array(sealed));
}

async function open(secret: Bytes, purpose: 'invite' | 'answer', bytes: Bytes): Promise<Introduction> {
  const iv = bytes.slice(0, NONCE_LENGTH);
  const plain = await crypto.subtle
    .decrypt({ name: 'AES-GCM', iv }, await keyOf(secret, purpose), bytes.slice(NONCE_LENGTH))
    .catch((cause: unknown) => {
      throw purpose === 'invite'
        ? new DMError('bad-message', 'this is not the whole invite', { cause })
        : new DMError('mismatch', 'this is not the answer to this invite', { cause });
    });
  const introduction = parse(await through(new DecompressionStream('deflate-raw'), new Uint8Array(plain)));
  if (!introduction) throw new DMError('bad-message', 'this text says nothing useful');
  return introduction;
}

function parse(bytes: Bytes): Introduction | null {
  try {
    const { self, sdp } = JSON.parse(fromUtf8(bytes) ?? '') as Record<string, unknown>;
    return isUserId(self) && typeof sdp === 'string' ? { self, sdp } : null;
  } catch {
    return null;
  }
}

async function keyOf(secret: Bytes, purpose: 'invite' | 'answer'): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  const info = utf8(`dm-elements manual ${purpose} v1`);
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info };
  return crypto.subtle.deriveKey(hkdf, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

async function through(stream: CompressionStream | DecompressionStream, bytes: Bytes): Promise<Bytes> {
  const writer = stream.writable.getWriter();
  // Whatever is wrong with the bytes is told by the other end.
  writer.write(bytes).catch(() => {});
  writer.close().catch(() => {});
  const reader = stream.readable.getReader() as ReadableStreamDefaultReader<Bytes>;
  let result: Bytes = new Uint8Array();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      if (result.length + part.value.length > MAX_PLAIN_LENGTH)
        throw new DMError('too-large', 'more than any text says');
      result = concat(result, part.value);
    }
  } catch (cause) {
    await reader.cancel().catch(() => {});
    throw DMError.is(cause) ? cause : new DMError('bad-message', 'this text says nothing useful', { cause });
  }
  return result;
}

const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));
