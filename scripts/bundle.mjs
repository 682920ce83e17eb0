/**
 * What every bundle of ours has in common: simple-peer as one module without host globals, and Lit as a quiet guest.
 */
import { buildSimplePeer } from './simple-peer.mjs';

/** Resolves the bare `simple-peer` to the prebuilt module. Also for Vite's dev server, which cannot serve CommonJS. */
export async function simplePeerAlias() {
  return { find: /^simple-peer$/, replacement: await buildSimplePeer() };
}

/**
 * What is changed in Lit for the files that a page loads by a script tag, where Lit is inside. Each has to be found as
 * often as it says, or Lit has changed and the build fails.
 */
const LIT_CHANGES = [
  // A second policy called `lit-html` is an error on a page that has its own Lit and does not list 'allow-duplicates'.
  // So is a second one of ours: a file that finds another one on the page draws nothing (`components/script-tag.ts`).
  {
    what: 'policy',
    pattern: /(\w+)\s*\?\s*\1\.createPolicy\("lit-html"/g,
    by: '$1&&!customElements.get("dm-session")?.dmLoads?$1.createPolicy("dm-elements"',
    times: 1,
  },
  // Lists of versions on `globalThis`, by which Lit warns about doubles. A guest leaves no globals.
  {
    what: 'versions',
    pattern:
      /\(?\w+\.(?:litHtmlVersions|litElementVersions|reactiveElementVersions)\s*\?\?=\s*\[\]\)?\.push\(("[^"]*"|`[^`]*`)\)/g,
    by: 'void 0',
    times: 3,
  },
  // A global map and `Symbol.metadata`, both for TC39 decorators, which we do not use.
  {
    what: 'metadata',
    pattern: /Symbol\.metadata\?\?=Symbol\("metadata"\),\w+\.litPropertyMetadata\?\?=new WeakMap/g,
    by: 'void 0',
    times: 1,
  },
  { what: 'metadata lookup', pattern: /(?<![.\w])litPropertyMetadata\.get\(\w+\)/g, by: 'void 0', times: 1 },
];

/** Rollup plugin: Lit as a quiet guest, by `LIT_CHANGES`. */
export function guestLit() {
  const found = new Map(LIT_CHANGES.map(({ what }) => [what, 0]));
  return {
    name: 'guest-lit',
    transform(code, id) {
      if (!/node_modules\/(@lit\/reactive-element|lit-html|lit-element)\//.test(id)) return null;
      let changed = code;
      for (const { what, pattern, by } of LIT_CHANGES) {
        changed = changed.replace(pattern, (_, name) => {
          found.set(what, found.get(what) + 1);
          return by.replaceAll('$1', name);
        });
      }
      return changed === code ? null : { code: changed, map: null };
    },
    buildEnd(error) {
      if (error) return;
      for (const { what, times } of LIT_CHANGES) {
        if (found.get(what) !== times)
          throw new Error(`guest-lit: ${what} found ${found.get(what)} times, not ${times}`);
      }
    },
  };
}
