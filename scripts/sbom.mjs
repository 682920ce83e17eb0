/**
 * `sbom.cdx.json`: the bill of materials of the package (CycloneDX 1.5), of what is inside of our files and of what is
 * installed beside them. npm makes it of the lock file; here it loses what is for development alone (by `--omit=dev` npm
 * would also leave out what a tool for development needs too, Lit among it), and what differs from run to run.
 *
 *   npm run sbom     prints it
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { argv, env, platform, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { packagesInside } from './licences.mjs';

const BUFFER_BYTES = 1 << 26;

/**
 * @param {string} root the project
 * @param {string} outdir where the file goes
 */
export async function writeSbom(root, outdir) {
  writeFileSync(join(outdir, 'sbom.cdx.json'), await billOfMaterials(root));
}

async function billOfMaterials(root) {
  const { name, version, dependencies } = readJson(join(root, 'package.json'));
  const { packages } = readJson(join(root, 'package-lock.json'));
  const all = listEverything(root);
  const needs = new Map(all.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
  const kept = new Set();
  const keep = (ref) => {
    if (kept.has(ref)) return;
    kept.add(ref);
    const name = ref.slice(0, ref.lastIndexOf('@'));
    // Not its peers: nobody has to have them.
    const wanted = Object.keys(packages[`node_modules/${name}`].dependencies ?? {});
    for (const next of needs.get(ref) ?? []) if (wanted.includes(next.slice(0, next.lastIndexOf('@')))) keep(next);
  };
  const refOf = (each) => `${each}@${packages[`node_modules/${each}`].version}`;
  Object.keys(dependencies).map(refOf).forEach(keep);
  // What is bundled brings only what is bundled with it.
  for (const each of await packagesInside(root)) kept.add(refOf(each));
  const own = `${name}@${version}`;
  const bill = {
    ...all,
    // Of a folder, of this moment and of this npm: the same sources make the same bytes.
    serialNumber: undefined,
    metadata: { lifecycles: all.metadata.lifecycles, component: { ...all.metadata.component, name } },
    components: all.components.filter((each) => kept.has(each['bom-ref'])),
    dependencies: all.dependencies
      .filter(({ ref }) => kept.has(ref) || ref === own)
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((each) => kept.has(each)) })),
  };
  return `${JSON.stringify(bill, null, 2)}\n`;
}

function listEverything(root) {
  const output = execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'], {
    cwd: root,
    // A bundler in this process says `production`, and npm would leave out what development needs too.
    env: { ...env, NODE_ENV: 'development' },
    maxBuffer: BUFFER_BYTES,
    stdio: ['ignore', 'pipe', 'ignore'],
    // npm is a script there, which only a shell starts.
    shell: platform === 'win32',
  });
  return JSON.parse(output.toString());
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  stdout.write(await billOfMaterials(dirname(dirname(fileURLToPath(import.meta.url)))));
}
