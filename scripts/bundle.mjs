/**
 * What every bundle of ours has in common: simple-peer as one module without host globals, and Lit as a quiet guest.
 */
import { buildSimplePeer } from './simple-peer.mjs';

/** Resolves the bare `simple-peer` to the prebuilt module. Also for Vite's dev server, which cannot serve CommonJS. */
export async function simplePeerAlias() {
  return { find: /^simple-peer$/, replacement: await buildSimplePeer() };
}

const LIT_POLICY = /createPolicy\("lit-html"/g;
const LIT_VERSIONS =
  /\(?\w+\.(litHtmlVersions|litElementVersions|reactiveElementVersions)\s*\?\?=\s*\[\]\)?\.push\(("[^"]*"|`[^`]*`)\)/g;

/**
 * Rollup plugin for the files that a page loads by a script tag, where Lit is inside.
 *
 * - Lit's Trusted Types policy gets our name: a second policy called `lit-html` is an error on a page that has its
 *   own Lit and does not list `'allow-duplicates'`.
 * - Lit keeps a list of its versions on `globalThis` to warn about doubles; a guest leaves no globals.
 *
 * Fails the build when Lit has changed so that a pattern is no longer found.
 */
export function guestLit() {
  const found = { policy: 0, versions: 0 };
  return {
    name: 'guest-lit',
    transform(code, id) {
      if (!/node_modules\/(@lit\/reactive-element|lit-html|lit-element)\//.test(id)) return null;
      const renamed = code.replace(LIT_POLICY, () => (found.policy++, 'createPolicy("dm-elements"'));
      const quiet = renamed.replace(LIT_VERSIONS, () => (found.versions++, 'void 0'));
      return quiet === code ? null : { code: quiet, map: null };
    },
    buildEnd(error) {
      if (!error && (found.policy !== 1 || found.versions < 2)) {
        throw new Error(`guest-lit: Lit has changed (${found.policy} policies, ${found.versions} version lists)`);
      }
    },
  };
}
