/**
 * simple-peer as one ES module that runs in any page, for the tests, the demo and the bundles alike.
 *
 * simple-peer 9 is CommonJS and expects Node's `process`, `global` and `events`. Those are solved here, inside the
 * module: the host page's globals are neither needed nor touched. Two of its dependencies are replaced, because a
 * guest on a private page must not have them: `debug` reads localStorage and, when the host has switched it on there,
 * prints SDP (addresses) to the console; `util-deprecate` reads localStorage while it loads.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const require = createRequire(import.meta.url);
const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const CACHE = join(ROOT, 'node_modules', '.cache', 'dm-elements');

/** Path of the built module, relative to the project's root: what a dev server can serve. */
export const SIMPLE_PEER_PATH = 'node_modules/.cache/dm-elements/simple-peer.js';

const REPLACEMENTS = {
  debug: 'module.exports = () => () => {};',
  'util-deprecate': 'module.exports = (fn) => fn;',
};

const replacements = {
  name: 'replacements',
  setup(pluginBuild) {
    const filter = new RegExp(`^(${Object.keys(REPLACEMENTS).join('|')})$`);
    pluginBuild.onResolve({ filter }, ({ path }) => ({ path, namespace: 'replacement' }));
    pluginBuild.onLoad({ filter: /.*/, namespace: 'replacement' }, ({ path }) => ({ contents: REPLACEMENTS[path] }));
  },
};

/** What readable-stream uses of Node's `process`; esbuild's `inject` binds the free name to this module's export. */
const PROCESS = `export const process = {
  env: {},
  nextTick: (task, ...args) => queueMicrotask(() => task(...args)),
};`;

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
  const processShim = join(CACHE, 'process.js');
  await writeFile(processShim, PROCESS);
  const result = await build({
    stdin: { contents: `export { default } from 'simple-peer';`, resolveDir: ROOT },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    legalComments: 'inline',
    define: { global: 'globalThis' },
    inject: [processShim],
    plugins: [replacements],
    logLevel: 'error',
  });
  // Several runs may build at once: a rename is whole or not there.
  const temporary = `${target}.${process.pid}`;
  await writeFile(temporary, `${stamp}\n${result.outputFiles[0].text}`);
  await rename(temporary, target);
  return target;
}

async function fingerprint() {
  const { version } = require('simple-peer/package.json');
  const { createHash } = await import('node:crypto');
  const own = await readFile(fileURLToPath(import.meta.url));
  return `/* simple-peer ${version}, ${createHash('sha256').update(own).digest('hex').slice(0, 16)} */`;
}
