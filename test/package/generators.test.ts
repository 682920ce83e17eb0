/** What the generators write is green before anybody has touched it. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';

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

describe('the generator', () => {
  before(() => {
    rmSync(COPY, { recursive: true, force: true });
    for (const folder of ['src', 'components']) cpSync(join(ROOT, folder), join(COPY, folder), { recursive: true });
    mkdirSync(join(COPY, 'test/node/signaling'), { recursive: true });
    cpSync(join(ROOT, 'tsconfig.json'), join(COPY, 'tsconfig.json'));
  });
  after(() => rmSync(COPY, { recursive: true, force: true }));

  it('of adapters writes one that passes the conformance suite', async () => {
    await node(join(ROOT, 'scripts/new-adapter.mjs'), 'matrix', COPY);
    writeFileSync(join(COPY, 'mocha.json'), JSON.stringify({ 'node-option': ['import=tsx'] }));
    const mocha = join(ROOT, 'node_modules/mocha/bin/mocha.js');
    const output = await node(mocha, '--config', 'mocha.json', 'test/node/signaling/matrix.test.ts');
    expect(output).to.match(/[1-9]\d* passing/);
    expect(output).to.not.include('failing');
  });

  it('of languages writes one that has every word and is known', async () => {
    await node(join(ROOT, 'scripts/new-locale.mjs'), 'nl', 'Nederlands', COPY);
    await node(join(ROOT, 'scripts/new-locale.mjs'), 'fa', 'فارسی', COPY);
    // The compiler says when a word is missing: `Translation` names them all.
    await node(join(ROOT, 'node_modules/@typescript/native/bin/tsc'), '-p', 'tsconfig.json');
    expect(readFileSync(join(COPY, 'components/locales/load.ts'), 'utf8')).to.include("nl: () => import('./nl.js')");
    expect(readFileSync(join(COPY, 'components/locales/fa.ts'), 'utf8')).to.include("$dir: 'rtl'");
  });

  it('writes over nothing', async () => {
    const file = join(COPY, 'components/locales/de.ts');
    const before = readFileSync(file, 'utf8');
    const refused = await node(join(ROOT, 'scripts/new-locale.mjs'), 'de', 'Deutsch', COPY).catch(String);
    expect(refused).to.include('exists');
    expect(readFileSync(file, 'utf8')).to.equal(before);
  });
});
