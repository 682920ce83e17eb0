/**
 * `npm run build` makes `dist/`:
 *
 *   src/ components/ server/   ES modules with types, one per source file, for bundlers; Lit stays external
 *   vendor/simple-peer.js      simple-peer with its Node built-ins solved (scripts/simple-peer.mjs)
 *   cdn/dm-elements.js         one ES module for a script tag; heavy parts in lazy chunks beside it
 *   cdn/dm-elements.iife.js    the same as one classic script
 *   cdn/integrity.json         the hash of each of these files, for `integrity="…"`
 *   jsx.d.ts, web-types.json … what editors read (scripts/editors.mjs)
 *   THIRD-PARTY.md             whose code is in there, and under which licence
 *   sbom.cdx.json              the same for machines (CycloneDX), with what is installed beside it
 *
 * `--script-tag <folder>` makes only the last two, in that folder.
 */
import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { argv, execPath, exit } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { transform } from 'esbuild';
import { build } from 'vite';
import { guestLit, simplePeerAlias } from './bundle.mjs';
import { writeEditorData } from './editors.mjs';
import { writeIntegrity } from './integrity.mjs';
import { writeLicences } from './licences.mjs';
import { writeSbom } from './sbom.mjs';
import { buildSimplePeer } from './simple-peer.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const DIST = join(ROOT, 'dist');
const ENTRY = join(ROOT, 'components', 'script-tag.ts');

/**
 * What is always loaded together is one file: it compresses better than several, and is asked for once. What not every
 * chat needs (identity, signatures, invites) stays by itself.
 */
const GROUPS = [
  // First: what it needs of others (bytes, frames) belongs to it, so that whoever waits to be asked loads nothing else.
  {
    name: 'client',
    test: /\/(src\/(client|session\/(?!files\/|invites|tabs)\w+|wire\/(bytes|frames|padding)|signaling\/parse)|components\/shared\/make-client)\.ts$/,
  },
  { name: 'channel', test: /\/src\/(link\/|secure\/(?!identity|signing|invite))|simple-peer/ },
  {
    name: 'conversation',
    test: /\/components\/(dm-(session|composer|message|message-list|request-dialog)|dm-file\/amounts|locales\/en-chat|shared)\b/,
  },
];

const { values } = parseArgs({ args: argv.slice(2), options: { 'script-tag': { type: 'string' } } });
const cdn = resolve(values['script-tag'] ?? join(DIST, 'cdn'));

if (!values['script-tag']) {
  await rm(DIST, { recursive: true, force: true });
  emitModules();
  await vendorSimplePeer();
  writeEditorData(ROOT, DIST);
}
await bundleModule();
await bundleScript();
writeIntegrity(cdn);
if (!values['script-tag']) {
  await writeLicences(ROOT, DIST);
  await writeSbom(ROOT, DIST);
}

/** tsc writes the modules: they stay readable, and decorators are lowered by the compiler that checked them. */
function emitModules() {
  const tsc = join(ROOT, 'node_modules', '@typescript', 'native', 'bin', 'tsc');
  // The worker is for another runtime, with other globals: a project of its own, which the common files overwrite.
  const worker = ['-p', 'server/worker', '--noEmit', 'false', '--declaration', '--rootDir', '.', '--outDir', 'dist'];
  for (const options of [worker, ['-p', 'tsconfig.build.json']]) {
    const { status } = spawnSync(execPath, [tsc, ...options], { cwd: ROOT, stdio: 'inherit' });
    if (status !== 0) exit(status ?? 1);
  }
}

/** Points the one module that imports simple-peer to our copy, so that nobody has to configure a bundler for it. */
async function vendorSimplePeer() {
  await mkdir(join(DIST, 'vendor'), { recursive: true });
  await copyFile(await buildSimplePeer(), join(DIST, 'vendor', 'simple-peer.js'));
  const path = join(DIST, 'src', 'link', 'peer.js');
  const code = await readFile(path, 'utf8');
  const vendored = code.replace(/(['"])simple-peer\1/, "'../../vendor/simple-peer.js'");
  if (vendored === code) throw new Error('src/link/peer.ts no longer imports simple-peer');
  await writeFile(path, vendored);
}

/** Built twice: first to see what the entry needs at once, then with all of that in one chunk instead of in many small ones. */
async function bundleModule() {
  const options = {
    entry: ENTRY,
    preserveEntrySignatures: 'allow-extension',
    output: { format: 'es', entryFileNames: 'dm-elements.js', chunkFileNames: chunkName },
  };
  const needed = neededAtOnce(await bundle({ ...options, write: false }));
  const groups = [{ name: 'base', test: (id) => needed.has(id) }, ...GROUPS];
  await bundle({ ...options, output: { ...options.output, codeSplitting: { groups } } });
}

/** Ids of all modules that are reached from the entry without a dynamic import. */
function neededAtOnce([{ output }]) {
  const chunks = new Map(output.map((chunk) => [chunk.fileName, chunk]));
  const modules = new Set();
  const visit = (fileName) => {
    const chunk = chunks.get(fileName);
    chunks.delete(fileName);
    for (const id of chunk?.moduleIds ?? []) modules.add(id);
    for (const imported of chunk?.imports ?? []) visit(imported);
  };
  visit('dm-elements.js');
  return modules;
}

/** Languages by a name of their own: a person loads one of them (scripts/size.mjs). */
function chunkName({ facadeModuleId }) {
  const isLocale = /\/components\/locales\/[\w-]+\.ts$/.test(facadeModuleId?.replaceAll('\\', '/') ?? '');
  return `chunks/${isLocale ? 'locale-' : ''}[name]-[hash].js`;
}

/** A classic script: it defines the elements and gives the page no name. */
async function bundleScript() {
  const entry = join(ROOT, 'script-entry');
  const scriptEntry = {
    name: 'script-entry',
    resolveId: (source) => (source === entry ? entry : null),
    load: (id) => (id === entry ? `import ${JSON.stringify(ENTRY)};` : null),
  };
  await bundle({
    entry,
    plugins: [scriptEntry],
    // A classic script has no `import.meta`; it knows its tag by `document.currentScript`.
    define: { 'import.meta.url': 'undefined' },
    output: { format: 'iife', entryFileNames: 'dm-elements.iife.js', codeSplitting: false },
  });
}

/** SignalR's client asks for modules of Node where it runs there; these files never do. */
function browserSignalR() {
  return {
    name: 'browser-signalr',
    transform(code, id) {
      if (!/node_modules\/@microsoft\/signalr\//.test(id)) return null;
      const changed = code
        .replaceAll('typeof __webpack_require__ === "function" ? __non_webpack_require__ : require', 'undefined')
        .replaceAll('typeof require !== "undefined"', 'false');
      return { code: changed, map: null };
    },
  };
}

/**
 * Templates and style sheets without the white space that is there for readers. Indentation at the start of a line means
 * nothing in code, in CSS, or in HTML that is not preformatted; style sheets without insertions get smaller still.
 */
function withoutIndentation() {
  return {
    name: 'without-indentation',
    async transform(code, id) {
      if (!id.replaceAll('\\', '/').includes('/components/')) return null;
      let small = code.replace(/\n[ \t]+/g, '\n');
      if (!id.endsWith('.styles.ts')) return { code: small, map: null };
      for (const [literal, css] of small.matchAll(/css`([^`$\\]*)`/g)) {
        const { code: minified } = await transform(css, { loader: 'css', minify: true });
        small = small.replace(literal, () => `css\`${minified.trim()}\``);
      }
      return { code: small, map: null };
    },
  };
}

/** What tells a bundler which calls it may leave out says nothing in a file that no bundler reads again. */
function withoutAnnotations() {
  return {
    name: 'without-annotations',
    generateBundle(_, files) {
      for (const file of Object.values(files)) {
        if (file.type === 'chunk') file.code = file.code.replaceAll(/\/\* ?[@#]__PURE__ ?\*\/ ?/g, '');
      }
    },
  };
}

async function bundle({ entry, output, plugins = [], define = {}, write = true, ...options }) {
  return build({
    root: ROOT,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    define,
    resolve: { alias: [await simplePeerAlias()] },
    plugins: [guestLit(), withoutIndentation(), browserSignalR(), ...plugins, withoutAnnotations()],
    build: {
      outDir: cdn,
      emptyOutDir: false,
      write,
      target: 'es2022',
      // A library build leaves out Vite's preload helper, which wants to know where the site is: a guest is loaded
      // from anywhere. `name` is asked for by the format and goes unused, because nothing is exported.
      lib: { entry, formats: [output.format], name: 'dmElements' },
      rolldownOptions: { ...options, output: { ...output, minify: true } },
    },
  });
}
