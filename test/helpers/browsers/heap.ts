/**
 * What scripts have made and still keep, from a heap snapshot of V8: all but what the engine itself adds as it goes, which
 * is compiled code, feedback of types, shapes of objects, and what is behind the document.
 */

/** How many there are of a kind, and how large they are together, in bytes. */
export interface Amount {
  readonly count: number;
  readonly bytes: number;
}

/** By type, and for objects by the name of their constructor. */
export type Contents = ReadonlyMap<string, Amount>;

/** Strings and arrays by their type alone: each has its own content for a name. */
const NAMELESS = ['string', 'concatenated string', 'sliced string', 'array', 'number', 'bigint', 'symbol', 'regexp'];
const NAMED = ['object', 'closure'];
/** The bytes of an `ArrayBuffer`: outside of the heap, and as easily kept. */
const BYTES = 'system / JSArrayBufferData';

interface Snapshot {
  readonly snapshot: {
    readonly meta: { readonly node_fields: readonly string[]; readonly node_types: readonly (readonly string[])[] };
  };
  readonly nodes: readonly number[];
  readonly strings: readonly string[];
}

/** @param json a file of the DevTools, `*.heapsnapshot` */
export function contentsOf(json: string): Contents {
  const { snapshot, nodes, strings } = JSON.parse(json) as Snapshot;
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [type = 0, name = 0, size = 0] = ['type', 'name', 'self_size'].map((field) => fields.indexOf(field));
  const contents = new Map<string, Amount>();
  for (let at = 0; at < nodes.length; at += fields.length) {
    const kind = kindOf(types[0]?.[nodes[at + type] ?? 0] ?? '', strings[nodes[at + name] ?? 0] ?? '');
    if (!kind) continue;
    const { count, bytes } = contents.get(kind) ?? { count: 0, bytes: 0 };
    contents.set(kind, { count: count + 1, bytes: bytes + (nodes[at + size] ?? 0) });
  }
  return contents;
}

function kindOf(type: string, name: string): string | null {
  if (NAMELESS.includes(type)) return type;
  // Scopes are told by a number that is another one each time.
  if (NAMED.includes(type)) return `${type} ${name.replace(/@\d+$/, '')}`;
  return type === 'native' && name === BYTES ? 'ArrayBuffer' : null;
}

export const bytesOf = (contents: Contents): number =>
  [...contents.values()].reduce((sum, { bytes }) => sum + bytes, 0);

/**
 * What may be kept of the rounds of a soak, at first and with each. Chromium never lets go of some of the connections that
 * are closed while their state changes, with 1,100 bytes of ours on each; one or two a round are usual. A session that is
 * kept is six times that, and a thousand texts without their content are forty times that.
 */
const ALLOWED = 20_000;
const ALLOWED_PER_ROUND = 3_000;

export const isLevel = (before: Contents, after: Contents, rounds: number): boolean =>
  bytesOf(after) <= bytesOf(before) + ALLOWED + rounds * ALLOWED_PER_ROUND;

/** What has grown most, largest first, to be read by people. */
export const growth = (before: Contents, after: Contents): string[] =>
  [...after]
    .map(([kind, { count, bytes }]) => {
      const was = before.get(kind) ?? { count: 0, bytes: 0 };
      return { kind, count: count - was.count, bytes: bytes - was.bytes };
    })
    .filter(({ bytes }) => bytes > 0)
    .sort((one, other) => other.bytes - one.bytes)
    .map(({ kind, count, bytes }) => `${bytes} bytes of ${kind} (${count > 0 ? '+' : ''}${count})`);
