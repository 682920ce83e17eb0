/** What the generators write is green before anybody has touched it. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { ESLint } from 'eslint';
import { check, resolveConfig } from 'prettier';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Inside of the tree, so that packages are found. */
const COPY = join(ROOT, '.cache', 'generated');

/** Runs a program of Node in the copy. What it has printed; throws when it fails. */
async function node(...args: readonly string[]): Promise<string> {
  const run = promisify(execFile)(process.execPath, [...args], { cwd: COPY });
  const { stdout } = await run.catch((error: unknown) => {
    const { stdout: said = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`${said}${stderr}`);
  });
  return stdout;
}

/** What `npm run lint` would say of these files of the copy. */
async function complaints(...paths: readonly string[]): Promise<readonly string[]> {
  const linted = await new ESLint({ cwd: COPY }).lintFiles([...paths]);
  const rules = linted.flatMap(({ filePath, messages }) =>
    messages.map(({ line, message }) => `${filePath}:${line} ${message}`),
  );
  const style = await resolveConfig(join(ROOT, 'package.json'));
  for (const path of paths) {
    const filepath = join(COPY, path);
    if (!(await check(readFileSync(filepath, 'utf8'), { ...style, filepath }))) rules.push(`${path} is not formatted`);
  }
  return rules;
}

describe('the generator', () => {
  before(() => {
    rmSync(COPY, { recursive: true, force: true });
    const needed = ['src', 'components', 'tsconfig.json', 'eslint.config.js', 'scripts/eslint'];
    for (const path of needed) cpSync(join(ROOT, path), join(COPY, path), { recursive: true });
    mkdirSync(join(COPY, 'test/node/signaling'), { recursive: true });
  });
  after(() => rmSync(COPY, { recursive: true, force: true }));

  it('of adapters writes one that passes the conformance suite', async () => {
    await node(join(ROOT, 'scripts/new-adapter.mjs'), 'matrix', COPY);
    writeFileSync(join(COPY, 'mocha.json'), JSON.stringify({ 'node-option': ['import=tsx'] }));
    const mocha = join(ROOT, 'node_modules/mocha/bin/mocha.js');
    const output = await node(mocha, '--config', 'mocha.json', 'test/node/signaling/matrix.test.ts');
    expect(output).to.match(/[1-9]\d* passing/);
    expect(output).to.not.include('failing');
    const written = ['src/signaling/matrix.ts', 'test/node/signaling/matrix.test.ts'];
    expect(await complaints(...written)).to.deep.equal([]);
  });

  it('of languages writes one that has every word and is known', async () => {
    await node(join(ROOT, 'scripts/new-locale.mjs'), 'nl', 'Nederlands', COPY);
    await node(join(ROOT, 'scripts/new-locale.mjs'), 'fa', 'فارسی', COPY);
    // The compiler says when a word is missing: `Translation` names them all.
    await node(join(ROOT, 'node_modules/@typescript/native/bin/tsc'), '-p', 'tsconfig.json');
    expect(readFileSync(join(COPY, 'components/locales/load.ts'), 'utf8')).to.include("nl: () => import('./nl.js')");
    expect(readFileSync(join(COPY, 'components/locales/fa.ts'), 'utf8')).to.include("$dir: 'rtl'");
    const written = ['nl', 'fa', 'load'].map((name) => `components/locales/${name}.ts`);
    expect(await complaints(...written)).to.deep.equal([]);
  });

  it('writes over nothing', async () => {
    const file = join(COPY, 'components/locales/de.ts');
    const before = readFileSync(file, 'utf8');
    const refused = await node(join(ROOT, 'scripts/new-locale.mjs'), 'de', 'Deutsch', COPY).catch(String);
    expect(refused).to.include('exists');
    expect(readFileSync(file, 'utf8')).to.equal(before);
  });
});
