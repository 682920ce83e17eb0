/** Test files below folders of the project; a folder that does not exist has none. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @param {string} root absolute path of the project
 * @param {readonly string[]} folders relative to it
 * @returns {string[]} paths relative to the root, with `/`
 */
export function testFiles(root, folders) {
  return folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true }).map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
    )
    .filter((path) => path.endsWith('.test.ts'))
    .sort();
}
