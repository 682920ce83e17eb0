/** Contents of files that any process can make again from a name: no need to carry them anywhere. */

/** xorshift32, seeded by the name: fast, and every byte differs from its neighbours. */
export function made(name: string, size: number): Uint8Array<ArrayBuffer> {
  let state = [...name].reduce(
    (hash, letter) => Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16_777_619),
    2_166_136_261,
  );
  const words = new Uint32Array(Math.ceil(size / 4));
  for (let index = 0; index < words.length; index++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[index] = state;
  }
  return new Uint8Array(words.buffer, 0, size);
}

export const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** A word that occurs nowhere else, made where it is needed: what is not told to a page is not found there by accident. */
export const marker = (name: string): string => `m${hex(made(name, 16))}`;

export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return hex(hash);
}
