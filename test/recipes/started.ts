/** Starts a recipe the way its README says, with this clone in place of the installed package. */
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const CDN = join(ROOT, 'dist/cdn');

export interface Started {
  /** Ends in a slash. */
  readonly url: string;
  close(): Promise<unknown>;
}

/** A recipe with a server of its own. */
export async function startServer(name: string, options: object): Promise<Started> {
  const path = pathToFileURL(join(ROOT, 'demo/recipes', name, 'server.js')).href;
  const { start } = (await import(path)) as { start: (options: object) => Promise<Started> };
  return start(options);
}
