/** The adapter that docs/signaling.md prints, as it is printed, through the suite that it is printed for. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { conformance } from '../../../src/testing.js';
import type { SignalingAdapter } from '../../../src/signaling/adapter.js';

const DOCS = new URL('../../../docs/signaling.md', import.meta.url);
/** The entries of the package that the example imports, where they stand before a build. */
const SOURCES: Record<string, string> = {
  'dm-elements/client': '../../../src/index.ts',
  'dm-elements/signaling/listeners.js': '../../../src/signaling/listeners.ts',
  'dm-elements/signaling/parse.js': '../../../src/signaling/parse.ts',
};

describe('the adapter that the documentation prints', () => {
  let folder: string;
  let printed: string;
  let Example: new () => SignalingAdapter;

  before(async () => {
    printed = /```ts example\n([\s\S]*?)```/.exec(await readFile(DOCS, 'utf8'))?.[1] ?? '';
    const code = printed.replaceAll(/from '(dm-elements\/[^']+)'/g, (_whole, name: string) => {
      const source = SOURCES[name];
      if (!source) throw new Error(`the example imports ${name}`);
      return `from '${new URL(source, import.meta.url).href}'`;
    });
    folder = await mkdtemp(join(tmpdir(), 'dm-elements-example-'));
    const path = join(folder, 'example.ts');
    await writeFile(path, code);
    ({ Example } = (await import(pathToFileURL(path).href)) as { Example: new () => SignalingAdapter });
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it('is one of at most 40 lines', () => {
    expect(printed.trim().split('\n')).to.have.length.within(10, 40);
  });

  for (const check of conformance) it(check.name, () => check.run({ page: () => new Example() }));
});
