/**
 * The release script, in a clone of its own whose commands are recorded instead of run: what it checks is checked elsewhere,
 * and `npm publish` reaches nobody. Git is the real one.
 */
import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect } from 'chai';
import { ROOT } from './project.js';

const VERSION = '1.2.3';
const PACKED = [{ name: 'dm-elements', files: [{ path: 'README.md' }], size: 5, integrity: 'sha512-x' }];
/** In the place of npm: says what it was asked for, and fails where it is told to. */
const NPM = `#!/usr/bin/env node
const { appendFileSync } = require('node:fs');
const args = process.argv.slice(2).join(' ');
appendFileSync(process.env.NPM_LOG, args + '\\n');
if (args.startsWith('pack')) console.log(${JSON.stringify(JSON.stringify(PACKED))});
process.exit(process.env.NPM_FAILS && args.includes(process.env.NPM_FAILS) ? 1 : 0);
`;
/** Scripts that a release runs beside npm. */
const CHECKS = ['manifest.mjs', 'build.mjs', 'package-check.mjs', 'size.mjs'];
const IN_CI = { ACTIONS_ID_TOKEN_REQUEST_URL: 'https://identity.invalid' };

interface Outcome {
  readonly code: number;
  readonly output: string;
  /** What npm was asked for. */
  readonly npm: readonly string[];
}

describe('the release script', () => {
  let home: string;
  let clone: string;

  const write = (path: string, text: string): void => writeFileSync(join(clone, path), text);
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=Release', '-c', 'user.email=release@example.invalid', ...args], {
      cwd: clone,
      stdio: ['ignore', 'pipe', 'pipe'],
    }).toString();
  const manifest = (more: object = { repository: 'github:example/dm-elements' }): void =>
    write('package.json', JSON.stringify({ name: 'dm-elements', version: VERSION, type: 'module', ...more }));
  const commit = (): void => {
    git('add', '-A');
    git('commit', '-q', '--allow-empty', '-m', 'a state');
  };

  function release(args: readonly string[] = [], env: Readonly<Record<string, string>> = IN_CI): Promise<Outcome> {
    const log = join(home, 'npm.log');
    writeFileSync(log, '');
    // These tests may run in a CI themselves.
    const own = { ...process.env, ACTIONS_ID_TOKEN_REQUEST_URL: undefined };
    const { PATH = '' } = process.env;
    const path = `${join(home, 'bin')}${delimiter}${PATH}`;
    return new Promise((resolve) => {
      execFile(
        process.execPath,
        ['scripts/release.mjs', ...args],
        { cwd: clone, env: { ...own, ...env, PATH: path, NPM_LOG: log } },
        (error, stdout, stderr) =>
          resolve({
            code: error ? Number(error.code) : 0,
            output: stdout + stderr,
            npm: readFileSync(log, 'utf8').split('\n').filter(Boolean),
          }),
      );
    });
  }

  /** It says why, fails, and npm was never asked to publish. */
  async function expectRefusal(why: string, env = IN_CI as Readonly<Record<string, string>>): Promise<void> {
    const { code, output, npm } = await release(['--publish'], env);
    expect(output).to.include(`not ready: ${why}`).and.to.include('Nothing was published.');
    expect(code).to.equal(1);
    expect(npm.filter((line) => line.startsWith('publish'))).to.deep.equal([]);
  }

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'dm-elements-release-'));
    clone = join(home, 'clone');
    mkdirSync(join(clone, 'scripts'), { recursive: true });
    mkdirSync(join(home, 'bin'));
    writeFileSync(join(home, 'bin/npm'), NPM);
    chmodSync(join(home, 'bin/npm'), 0o755);
    cpSync(join(ROOT, 'scripts/release.mjs'), join(clone, 'scripts/release.mjs'));
    for (const script of CHECKS) write(`scripts/${script}`, '');
    write('CHANGELOG.md', `# Changelog\n\n## ${VERSION} - 2026-11-25\n`);
    manifest();
    git('init', '-q');
    commit();
    git('tag', `v${VERSION}`);
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it('publishes with provenance, once everything is there and green', async () => {
    const { code, output, npm } = await release(['--publish']);
    expect(code, output).to.equal(0);
    expect(npm).to.deep.equal([
      'run --silent types',
      'run --silent lint',
      'pack --dry-run --json --ignore-scripts',
      'publish --provenance --access public --ignore-scripts',
    ]);
  });

  it('publishes nothing unless it is told to', async () => {
    const { code, output, npm } = await release();
    expect(code).to.equal(0);
    expect(output).to.include(`dm-elements ${VERSION}: 1 files`).and.to.include('Ready. Nothing was published');
    expect(npm.join()).to.not.include('publish');
  });

  it('refuses a tree with changes', async () => {
    write('CHANGELOG.md', `${readFileSync(join(clone, 'CHANGELOG.md'), 'utf8')}more\n`);
    await expectRefusal('there are changes that are not committed');
  });

  it('refuses a commit without the tag of its version', async () => {
    git('tag', '-d', `v${VERSION}`);
    await expectRefusal(`this commit has no tag v${VERSION}`);
  });

  it('refuses a version that was tagged before', async () => {
    commit();
    await expectRefusal(`v${VERSION} is the tag of another commit`);
  });

  it('refuses a version that the changelog does not have', async () => {
    write('CHANGELOG.md', '# Changelog\n\n## Unreleased\n');
    commit();
    git('tag', '-f', `v${VERSION}`);
    await expectRefusal(`CHANGELOG.md has no heading "## ${VERSION} - <date>"`);
  });

  it('refuses a package that names no repository, and says who can', async () => {
    manifest({});
    commit();
    git('tag', '-f', `v${VERSION}`);
    await expectRefusal('package.json names no "repository"');
    const { output } = await release(['--publish']);
    expect(output).to.include('only the owner can say');
  });

  it('refuses a machine that has no identity to sign with', async () => {
    await expectRefusal('this is no CI run with an identity', {});
  });

  it('refuses when a check fails', async () => {
    await expectRefusal('"lint" failed', { ...IN_CI, NPM_FAILS: 'lint' });
    write('scripts/size.mjs', 'process.exit(1);');
    commit();
    git('tag', '-f', `v${VERSION}`);
    await expectRefusal('"size" failed');
  });

  it('only tells what is missing to somebody who looks, and fails where something is broken', async () => {
    manifest({});
    const looked = await release([], {});
    expect([looked.code, looked.output.match(/^not ready: /gm)?.length]).to.deep.equal([0, 3]);
    expect((await release([], { NPM_FAILS: 'types' })).code).to.equal(1);
  });
});
