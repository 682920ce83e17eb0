/**
 * simple-peer as one ES module that runs in any page, for the tests, the demo and the bundles alike.
 *
 * simple-peer 9 is CommonJS and stands on Node: streams, events, buffers, `process`, `global`. The link uses its other half, the
 * offer, the answer and the candidates, and drives the channels itself (src/link/peer.ts). So the stream half is
 * replaced by the few members that simple-peer touches without being asked, which leaves a fraction of the size and no
 * need for any global of Node. `debug` is replaced because a guest on a private page must not have it: it
 * reads localStorage and, where the page has switched it on there, prints SDP (addresses) to the console.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { packagesOf } from './packages.mjs';

const require = createRequire(import.meta.url);
const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const CACHE = join(ROOT, 'node_modules', '.cache', 'dm-elements');

/** Path of the built module, relative to the project's root: what a dev server can serve. */
export const SIMPLE_PEER_PATH = 'node_modules/.cache/dm-elements/simple-peer.js';

const INSIDE = '/* inside: ';

/** CommonJS modules in place of simple-peer's dependencies. */
const REPLACEMENTS = {
  debug: 'module.exports = () => () => {};',
  'queue-microtask': 'module.exports = (task) => queueMicrotask(task);',
  // Ids that simple-peer gives to itself; it only prints them.
  randombytes: `module.exports = (size) => {
    const hex = Array.from(crypto.getRandomValues(new Uint8Array(size)), (byte) => byte.toString(16).padStart(2, '0'));
    return { toString: () => hex.join('') };
  };`,
  buffer: 'module.exports = { Buffer: Uint8Array };',
  'readable-stream': `class Duplex {
    #listeners = new Map();
    on(type, listener) {
      this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
      return this;
    }
    once(type, listener) {
      const first = (...values) => {
        this.removeListener(type, first);
        listener.apply(this, values);
      };
      first.listener = listener;
      return this.on(type, first);
    }
    removeListener(type, listener) {
      const others = (this.#listeners.get(type) ?? []).filter((each) => each !== listener && each.listener !== listener);
      this.#listeners.set(type, others);
      return this;
    }
    removeAllListeners() {
      this.#listeners.clear();
      return this;
    }
    emit(type, ...values) {
      const listeners = this.#listeners.get(type) ?? [];
      if (type === 'error' && listeners.length === 0) throw values[0];
      for (const listener of listeners) listener.apply(this, values);
      return listeners.length > 0;
    }
    _readableState = { ended: false };
    _writableState = { finished: false };
    push() {}
    end() {}
  }
  module.exports = { Duplex };`,
};

/** What simple-peer has for media. A link has none, and asks for none. */
const MEDIA = ['addStream', 'addTrack', 'replaceTrack', 'removeTrack', 'removeStream'];

const withoutMedia = (code) =>
  MEDIA.reduce((rest, name) => rest.replace(new RegExp(`^  ${name} \\([^]*?^  }\\n`, 'm'), ''), code);

const replacements = {
  name: 'replacements',
  setup(pluginBuild) {
    const filter = new RegExp(`^(${Object.keys(REPLACEMENTS).join('|')})$`);
    pluginBuild.onResolve({ filter }, ({ path }) => ({ path, namespace: 'replacement' }));
    // Its notes for developers, each a statement of its own; debug is not there to take them.
    pluginBuild.onLoad({ filter: /[\\/]simple-peer[\\/]index\.js$/ }, async ({ path }) => ({
      contents: withoutMedia(await readFile(path, 'utf8')).replace(
        /^ *this\._debug\((?:[^\n]*|\n[^;{}]*?\n *)\)$/gm,
        '',
      ),
    }));
    pluginBuild.onLoad({ filter: /.*/, namespace: 'replacement' }, ({ path }) => ({
      contents: REPLACEMENTS[path],
      resolveDir: ROOT,
    }));
  },
};

/**
 * Builds the module if there is none for the installed version yet.
 * @returns {Promise<string>} its absolute path
 */
export async function buildSimplePeer() {
  const target = join(ROOT, SIMPLE_PEER_PATH);
  const stamp = await fingerprint();
  const built = await readFile(target, 'utf8').catch(() => '');
  if (built.startsWith(stamp)) return target;

  await mkdir(CACHE, { recursive: true });
  const result = await build({
    stdin: { contents: `export { default } from 'simple-peer';`, resolveDir: ROOT },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    legalComments: 'inline',
    // Its own members, which nobody else names.
    mangleProps: /^_[a-z]/i,
    metafile: true,
    plugins: [replacements],
    logLevel: 'error',
  });
  // Several runs may build at once: a rename is whole or not there.
  const temporary = `${target}.${process.pid}`;
  const inside = `${INSIDE}${packagesOf(result.metafile).join(' ')} */`;
  await writeFile(temporary, `${stamp}\n${inside}\n${result.outputFiles[0].text}`);
  await rename(temporary, target);
  return target;
}

/** Names of the packages whose code is in the module. */
export async function packagesOfSimplePeer() {
  const [, line = ''] = (await readFile(await buildSimplePeer(), 'utf8')).split('\n');
  return line.slice(INSIDE.length).replace(' */', '').split(' ');
}

async function fingerprint() {
  const { version } = require('simple-peer/package.json');
  const { createHash } = await import('node:crypto');
  const own = await readFile(fileURLToPath(import.meta.url));
  return `/* simple-peer ${version}, ${createHash('sha256').update(own).digest('hex').slice(0, 16)} */`;
}
