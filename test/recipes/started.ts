/** Starts a recipe the way its README says, with this clone in place of the installed package. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import express from 'express';
import { build, type Plugin } from 'vite';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const RECIPES = join(ROOT, 'demo/recipes');
export const CDN = join(ROOT, 'dist/cdn');

export interface Started {
  /** Ends in a slash. */
  readonly url: string;
  close(): Promise<unknown>;
}

/** A recipe with a server of its own. */
export async function startServer(name: string, options: object): Promise<Started> {
  const path = pathToFileURL(join(RECIPES, name, 'server.js')).href;
  const { start } = (await import(path)) as { start: (options: object) => Promise<Started> };
  return start(options);
}

/** A recipe of plain files, beside the files for a script tag. */
export function startFiles(name: string): Promise<Started> {
  const folder = scratch();
  cpSync(CDN, folder, { recursive: true });
  cpSync(join(RECIPES, name), folder, { recursive: true });
  return serve(folder);
}

/** A recipe that Vite builds, by its own configuration. */
export async function startVite(name: string): Promise<Started> {
  const folder = scratch();
  const root = join(RECIPES, name);
  await build({
    root,
    configFile: join(root, 'vite.config.js'),
    logLevel: 'error',
    plugins: [installed()],
    // Within mocha, Vite does not find its own polyfill.
    build: { outDir: folder, emptyOutDir: true, modulePreload: { polyfill: false } },
  });
  return serve(folder);
}

const scratch = (): string => mkdtempSync(join(tmpdir(), 'dm-elements-recipe-'));

/** `dm-elements` is this clone, by the `exports` of its package.json. */
function installed(): Plugin {
  const { resolve } = createRequire(import.meta.url);
  return {
    name: 'installed',
    enforce: 'pre',
    resolveId: (id) => (/^dm-elements(\/|$)/.test(id) ? resolve(id) : null),
  };
}

async function serve(folder: string): Promise<Started> {
  const server = createServer(express().use(express.static(folder)));
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
