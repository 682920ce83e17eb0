/**
 * `THIRD-PARTY.md`: the licence of everything that is inside of our files rather than beside them. These are the
 * packages that the script-tag bundle reaches, the prebuilt simple-peer with what it brings, and the icons.
 * The build fails where one of them states no licence.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { packagesOf } from './packages.mjs';
import { buildSimplePeer, packagesOfSimplePeer } from './simple-peer.mjs';

/** Its icons are written out in our source, where no bundler sees whose they are. */
const COPIED = ['lucide-static'];

/**
 * @param {string} root the project
 * @param {string} outdir where the file goes
 */
export async function writeLicences(root, outdir) {
  const sections = (await packagesInside(root)).map((name) => section(join(root, 'node_modules', name)));
  const intro = 'What these files contain of others, with their licences.';
  writeFileSync(join(outdir, 'THIRD-PARTY.md'), `# Third-party code\n\n${intro}\n\n${sections.join('\n')}`);
}

/**
 * Names of the packages that are inside of our files.
 * @param {string} root the project
 * @returns {Promise<string[]>} sorted
 */
export async function packagesInside(root) {
  const { metafile } = await build({
    entryPoints: ['components/script-tag.ts'],
    absWorkingDir: root,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    splitting: true,
    outdir: 'unused',
    write: false,
    metafile: true,
    logLevel: 'error',
    alias: { 'simple-peer': await buildSimplePeer() },
  });
  const all = [...packagesOf(metafile), ...(await packagesOfSimplePeer()), ...COPIED];
  return [...new Set(all)].sort();
}

function section(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (!license) throw new Error(`${name} states no licence`);
  const file = readdirSync(folder).find((each) => /^(licen[cs]e|copying)(\.|$)/i.test(each));
  const text = file ? readFileSync(join(folder, file), 'utf8').trim() : '(The package has no licence text of its own.)';
  return `## ${name} ${version} (${license})\n\n\`\`\`text\n${text.replaceAll('\r', '')}\n\`\`\`\n`;
}
