/**
 * A release, tried by default and made with `--publish`:
 *
 *   npm run release                looks at everything, packs, and says what would be published
 *   npm run release -- --publish   publishes, with provenance; in CI only (.github/workflows/release.yml). Where something
 *                                  is missing it says so at once, and publishes nothing
 *
 * Provenance is npm's signed statement of which commit and which workflow made a package. It needs the identity that a CI
 * gives to a run, so no release is made on anybody's own machine.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { argv, env, execPath, exit, platform, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const CHECKS = [
  ['types', 'npm', 'run', '--silent', 'types'],
  ['lint', 'npm', 'run', '--silent', 'lint'],
  ['manifest', execPath, 'scripts/manifest.mjs', '--check'],
  ['build', execPath, 'scripts/build.mjs'],
  ['package', execPath, 'scripts/package-check.mjs'],
  ['size', execPath, 'scripts/size.mjs'],
];

const { values } = parseArgs({ args: argv.slice(2), options: { publish: { type: 'boolean', default: false } } });
const { name, version, repository } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

const problems = [...readiness()];
if (values.publish && problems.length > 0) refuse();
for (const [what, command, ...args] of CHECKS) {
  stdout.write(`\n== ${what} ==\n`);
  if (run(command, args) !== 0) problems.push(`"${what}" failed`);
}
if (values.publish && problems.length > 0) refuse();
const [packed] = Object.values(JSON.parse(read('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'])));
stdout.write(`\n${name} ${version}: ${packed.files.length} files, ${packed.size} bytes packed\n${packed.integrity}\n`);
if (values.publish) exit(run('npm', ['publish', '--provenance', '--access', 'public', '--ignore-scripts']));
if (problems.length > 0) refuse();
stdout.write('Ready. Nothing was published: that is --publish, in CI.\n');

function refuse() {
  for (const problem of problems) stdout.write(`not ready: ${problem}\n`);
  stdout.write('Nothing was published.\n');
  // Somebody who only looks is told; it fails where something is broken, or was to be published.
  exit(values.publish || problems.some((each) => each.endsWith('failed')) ? 1 : 0);
}

/** What keeps this state of the tree from being a release. */
function* readiness() {
  const heading = new RegExp(`^## ${version.replaceAll('.', '\\.')} - \\d{4}-\\d\\d-\\d\\d$`, 'm');
  if (!heading.test(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8'))) {
    yield `CHANGELOG.md has no heading "## ${version} - <date>"`;
  }
  if (read('git', ['status', '--porcelain']) !== '') yield 'there are changes that are not committed';
  if (!read('git', ['tag', '--points-at', 'HEAD']).split('\n').includes(`v${version}`)) {
    yield `this commit has no tag v${version}`;
  }
  const [tagged] = read('git', ['tag', '--list', `v${version}`])
    ? read('git', ['rev-list', '-n1', `v${version}`]).split('\n')
    : [];
  if (tagged && tagged !== read('git', ['rev-parse', 'HEAD'])) {
    yield `v${version} is the tag of another commit: a version is released once, so take the next one`;
  }
  if (!repository) {
    yield 'package.json names no "repository", which provenance is about; which one it is only the owner can say';
  }
  if (!env.ACTIONS_ID_TOKEN_REQUEST_URL) yield 'this is no CI run with an identity (id-token: write)';
}

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', shell: platform === 'win32' });
  return status ?? 1;
}

function read(command, args) {
  return execFileSync(command, args, { cwd: ROOT, shell: platform === 'win32', stdio: ['ignore', 'pipe', 'ignore'] })
    .toString()
    .trim();
}
