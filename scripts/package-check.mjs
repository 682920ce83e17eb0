/**
 * Whether the package is what its `exports` promise. After `npm run build`:
 *
 *   - every entry exists with its types, and can be imported in plain Node
 *   - no decorator is left unlowered (such a build is green and does not parse in a browser)
 *   - the script-tag files import nothing by a bare name
 *   - importing the engine leaves no global behind (the elements bring Lit, which does)
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { execPath, exit, stdout } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const DIST = join(ROOT, 'dist');
/** A program, which importing would start, and what is for another runtime than Node. */
const PROGRAMS = [/\/cli\.js$/, /\/server\/worker\//];

const problems = [];
const targets = entryTargets(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).exports ?? {});
const scripts = readdirSync(DIST, { recursive: true })
  .map((name) => join(DIST, name))
  .filter((path) => path.endsWith('.js'));

for (const { types, code } of targets) {
  for (const path of [types, code])
    if (path && !existsSync(path)) problems.push(`${show(path)} is exported but missing`);
}
for (const path of scripts) {
  const code = readFileSync(path, 'utf8');
  if (/^\s*@(customElement|property|state|query|consume|provide)\(/m.test(code)) {
    problems.push(`${show(path)} has a raw decorator`);
  }
}

for (const [path, { imports }] of Object.entries(await scriptTagImports())) {
  for (const { path: name, external } of imports) {
    if (external) problems.push(`${path} imports ${name}, which no browser can resolve`);
  }
}

const modules = targets.map(({ code }) => code).filter((path) => path?.endsWith('.js') && existsSync(path));
let imported = 0;
for (const path of new Set(modules)) {
  if (path.startsWith(join(DIST, 'cdn')) || PROGRAMS.some((program) => program.test(path))) continue;
  const failure = importAlone(path);
  if (failure) problems.push(`${show(path)}: ${failure}`);
  else imported += 1;
}

for (const problem of problems) stdout.write(`${problem}\n`);
stdout.write(`${imported} entries imported in Node, ${scripts.length} files read, ${problems.length} problems\n`);
exit(problems.length === 0 && imported > 0 ? 0 : 1);

/** What the files of the script tag import, by esbuild's parser. */
async function scriptTagImports() {
  const { metafile } = await build({
    entryPoints: ['dist/cdn/dm-elements.js', 'dist/cdn/dm-elements.iife.js'],
    absWorkingDir: ROOT,
    bundle: true,
    packages: 'external',
    format: 'esm',
    splitting: true,
    outdir: 'unused',
    write: false,
    metafile: true,
    logLevel: 'error',
  });
  return metafile.inputs;
}

/** Files behind the `exports` of package.json, patterns spelled out. */
function entryTargets(exports) {
  return Object.entries(exports).flatMap(([name, target]) => {
    const { types, default: code } = typeof target === 'string' ? { default: target } : target;
    if (!name.includes('*')) return [{ types: types && join(ROOT, types), code: code && join(ROOT, code) }];
    return expand(code).map((stem) => ({
      types: types && join(ROOT, types.replaceAll('*', stem)),
      code: join(ROOT, code.replaceAll('*', stem)),
    }));
  });
}

/** What `*` stands for in a pattern: the names that exist. */
function expand(pattern) {
  const [before = '', ...rest] = pattern.split('*');
  const folder = join(ROOT, dirname(`${before}x`));
  if (!existsSync(folder)) return [];
  const stems = readdirSync(folder).map((name) => name.replace(/\.js$/, ''));
  return stems.filter((stem) => existsSync(join(ROOT, [before, ...rest].join(stem))));
}

/** Imports a module in a Node of its own. Returns what went wrong, or `null`. */
function importAlone(path) {
  const quiet = !path.startsWith(join(DIST, 'components'));
  const program = `
    const before = new Set(Object.getOwnPropertyNames(globalThis));
    await import(${JSON.stringify(pathToFileURL(path).href)});
    const left = Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name));
    if (${quiet} && left.length) throw new Error('left globals: ' + left);`;
  const { status, stderr } = spawnSync(execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  if (status === 0) return null;
  return stderr.split('\n').find((line) => /^\w*Error/.test(line)) ?? `exit code ${status}`;
}

function show(path) {
  return relative(ROOT, path);
}
