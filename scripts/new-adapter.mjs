/**
 * `npm run new:adapter -- matrix`: an adapter to begin with, `src/signaling/matrix.ts`, and its test, which runs the
 * conformance suite. Both are green as they are written: the adapter of docs/signaling.md, where `pages` stands for a
 * server. Nothing that exists is written over.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { argv, exit, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const [name = '', into = ROOT] = argv.slice(2);
if (!/^[a-z][a-z0-9-]*$/.test(name)) {
  stdout.write('usage: npm run new:adapter -- <name>, in small letters\n');
  exit(2);
}

const className = `${name.replace(/(^|-)(\w)/g, (_whole, _dash, letter) => letter.toUpperCase())}Adapter`;
const docs = readFileSync(join(ROOT, 'docs', 'signaling.md'), 'utf8');
const [, example] = /```ts example\n([\s\S]*?)```/.exec(docs) ?? [];
if (!example) throw new Error('docs/signaling.md prints no example');

const adapter = example
  .replaceAll('Example', className)
  .replace(
    /import \{[^}]*\} from 'dm-elements\/client';/,
    "import { DMError } from '../errors.js';\nimport type { SignalingAdapter, SignalingState, SignalMessage } from './adapter.js';",
  )
  .replaceAll(/'dm-elements\/signaling\//g, "'./");

const test = `import { ${className} } from '../../../src/signaling/${name}.js';
import { conformance } from '../../../src/testing.js';

describe('signaling by ${name}', () => {
  for (const check of conformance) it(check.name, () => check.run({ page: () => new ${className}() }));
});
`;

write(join('src', 'signaling', `${name}.ts`), `/** Signaling by ${name}. */\n${adapter}`);
write(join('test', 'node', 'signaling', `${name}.test.ts`), test);
stdout.write(`Next: replace "pages" by your server, and name it in src/signaling/resolve.ts.\n`);

function write(path, text) {
  const target = join(into, path);
  if (existsSync(target)) {
    stdout.write(`${path} exists\n`);
    exit(1);
  }
  writeFileSync(target, text);
  stdout.write(`${path}\n`);
}
