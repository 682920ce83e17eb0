/**
 * `npm run analyze`: custom-elements.json from the elements' doc comments. `--check` only says whether the committed
 * file is what the source gives.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { argv, exit, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { cli } from '@custom-elements-manifest/analyzer/cli.js';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const TARGET = join(ROOT, 'custom-elements.json');

// By itself the analyzer would pass over a configuration that throws, and look at every file there is.
await import('./manifest.config.mjs');
// The analyzer prints what it does; only failures are of interest here.
const manifest = await cli({
  argv: ['analyze', '--config', 'scripts/manifest.config.mjs', '--quiet'],
  cwd: ROOT,
  noWrite: true,
});
const text = `${JSON.stringify(manifest, null, 2)}\n`;

if (argv.includes('--check')) {
  const fresh = existsSync(TARGET) && readFileSync(TARGET, 'utf8') === text;
  stdout.write(fresh ? 'custom-elements.json is fresh\n' : 'custom-elements.json is stale: run "npm run analyze"\n');
  exit(fresh ? 0 : 1);
}
writeFileSync(TARGET, text);
stdout.write(`custom-elements.json: ${manifest.modules.length} modules\n`);
