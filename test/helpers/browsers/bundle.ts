/** The page of a person as one bundle of the sources, made once a run and kept in memory. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { simplePeerAlias } from '../../../scripts/bundle.mjs';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** File name to code. Lazy parts stay chunks of their own, as in the product. */
export type Bundle = ReadonlyMap<string, Uint8Array>;

const bundles = new Map<string, Promise<Bundle>>();

/** @param entry path of a module for the browser, relative to the root of the project; its code is `<name>.js` */
export function bundle(entry: string): Promise<Bundle> {
  const made = bundles.get(entry) ?? makeBundle(entry);
  bundles.set(entry, made);
  return made;
}

async function makeBundle(entry: string): Promise<Bundle> {
  const { replacement } = await simplePeerAlias();
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    outdir: '/',
    chunkNames: 'chunk-[hash]',
    alias: { 'simple-peer': replacement },
    logLevel: 'error',
  });
  return new Map(outputFiles.map(({ path, contents }) => [path.replace(/^.*[/\\]/, ''), contents]));
}
