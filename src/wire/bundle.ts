/**
 * Several bodies in one record: those that waited together for their turn. Each is `length(4) body`; at least two.
 */
import { concat, u32, type Bytes } from './bytes.js';
import { MAX_BODY_LENGTH } from './frames.js';

const LENGTH_BYTES = 4;

/** How many of those that wait, from the first on, fit into one record. At least one. */
export function countTogether(waiting: readonly { readonly body: Uint8Array }[]): number {
  let size = 0;
  const tooMany = waiting.findIndex(({ body }) => (size += LENGTH_BYTES + body.length) > MAX_BODY_LENGTH);
  return tooMany === -1 ? waiting.length : Math.max(1, tooMany);
}

export const bundle = (bodies: readonly Uint8Array[]): Bytes =>
  concat(...bodies.flatMap((body) => [u32(body.length), body]));

/** Copies of the bodies, or `null` for anything that is not exactly a bundle. */
export function unbundle(bytes: Bytes): readonly Bytes[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const bodies: Bytes[] = [];
  for (let at = 0; at < bytes.length;) {
    const start = at + LENGTH_BYTES;
    const length = start <= bytes.length ? view.getUint32(at) : Infinity;
    if (start + length > bytes.length) return null;
    bodies.push(bytes.slice(start, start + length));
    at = start + length;
  }
  return bodies.length >= 2 ? bodies : null;
}
