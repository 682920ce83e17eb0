/** How long each property is tried: a second or more, or its share of `FUZZ_MINUTES`. A failure prints its seed. */
import { env } from 'node:process';
import fc from 'fast-check';

/** How many properties share the time of a run. */
const PROPERTIES = 24;
const LEAST_MS = 1_000;
/** No decoder may take longer for one input of at most 64 KiB. Milliseconds; generous, for a machine under load. */
export const SLOW_MS = 1_000;

const shareMs = (Number(env['FUZZ_MINUTES'] ?? 0) * 60_000) / PROPERTIES;

/** For `this.timeout()`: a property that hangs is a failure. One test has up to three of them. */
export const LIMIT_MS = 3 * shareMs + 120_000;

/** @param leastMs where a second is not enough */
export const budget = <T>(leastMs = LEAST_MS): fc.Parameters<T> => ({
  numRuns: Number.MAX_SAFE_INTEGER,
  interruptAfterTimeLimit: Math.max(leastMs, shareMs),
  markInterruptAsFailure: false,
  ...(env['FUZZ_SEED'] !== undefined && { seed: Number(env['FUZZ_SEED']) }),
});

/** Bytes that are almost what a decoder expects: valid ones with something flipped, cut, added or repeated. */
export function almost(valid: readonly Uint8Array[]): fc.Arbitrary<Uint8Array<ArrayBuffer>> {
  const change = fc.oneof(
    fc.record({ kind: fc.constant('flip' as const), at: fc.nat(), bits: fc.integer({ min: 1, max: 255 }) }),
    fc.record({ kind: fc.constant('cut' as const), at: fc.nat() }),
    fc.record({ kind: fc.constant('add' as const), at: fc.nat(), bytes: fc.uint8Array({ maxLength: 40 }) }),
    fc.record({ kind: fc.constant('fill' as const), at: fc.nat(), value: fc.constantFrom(0, 1, 127, 128, 255) }),
    fc.record({ kind: fc.constant('twice' as const), at: fc.nat() }),
  );
  return fc.tuple(fc.constantFrom(...valid), fc.array(change, { maxLength: 4 })).map(([start, changes]) =>
    changes.reduce((bytes, each) => {
      const at = bytes.length === 0 ? 0 : each.at % bytes.length;
      const [before, after] = [bytes.slice(0, at), bytes.slice(at)];
      switch (each.kind) {
        case 'flip':
          if (after.length > 0) after[0] = (after[0] as number) ^ each.bits;
          return join(before, after);
        case 'cut':
          return before;
        case 'add':
          return join(before, each.bytes, after);
        case 'fill':
          return join(before, after.subarray(0, 16).fill(each.value), after.subarray(16));
        case 'twice':
          return join(before, after, after);
      }
    }, join(start)),
  );
}

/** The same, and bytes of no kind at all. */
export const bytesLike = (...valid: readonly Uint8Array[]): fc.Arbitrary<Uint8Array<ArrayBuffer>> =>
  fc.oneof(
    { weight: 4, arbitrary: almost(valid) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 2_000 }).map((bytes) => join(bytes)) },
  );

/** Objects that are almost what a parser expects: some fields missing, of another kind, or more of them. */
export function objectsLike(valid: readonly object[]): fc.Arbitrary<unknown> {
  const changed = fc.tuple(
    fc.constantFrom(...valid),
    fc.dictionary(fc.oneof(fc.constantFrom(...valid.flatMap(Object.keys)), fc.string()), fc.jsonValue(), {
      maxKeys: 3,
    }),
    fc.subarray([...new Set(valid.flatMap(Object.keys))], { maxLength: 2 }),
  );
  return fc.oneof(
    changed.map(([start, more, without]) =>
      Object.fromEntries(Object.entries({ ...start, ...more }).filter(([key]) => !without.includes(key))),
    ),
    fc.jsonValue(),
  );
}

/** Fails when the work takes too long. */
export function quickly<T>(work: () => T): T {
  const started = performance.now();
  const result = work();
  const took = performance.now() - started;
  if (took > SLOW_MS) throw new Error(`took ${took.toFixed(0)} ms`);
  return result;
}

function join(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
