/**
 * `THIRD-PARTY.md`: the licence of everything that is inside of our files rather than beside them. These are the
 * packages that the script-tag bundle reaches, the prebuilt simple-peer with what it brings, and the icons.
 * The build fails where one of them states no licence.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Reached by the bundle, or copied into the source (icons). simple-peer's own dependencies follow from it. */
const ROOTS = [
  '@lit/context',
  '@microsoft/signalr',
  '@noble/post-quantum',
  '@shoelace-style/localize',
  'lit',
  'lucide-static',
  'partysocket',
  'qr',
  'simple-peer',
];

/** Asked for by the Node side of SignalR's client only; none of it is in our files. */
const NODE_ONLY = new Set(['abort-controller', 'eventsource', 'fetch-cookie', 'node-fetch', 'ws']);

/**
 * @param {string} root the project
 * @param {string} outdir where the file goes
 */
export function writeLicences(root, outdir) {
  const sections = [...packagesInside(root)].sort().map((name) => section(join(root, 'node_modules', name)));
  const intro = 'What these files contain of others, with their licences.';
  writeFileSync(join(outdir, 'THIRD-PARTY.md'), `# Third-party code\n\n${intro}\n\n${sections.join('\n')}`);
}

/**
 * Names of the packages that are inside of our files.
 * @param {string} root the project
 * @returns {Set<string>}
 */
export function packagesInside(root) {
  const found = new Set();
  const visit = (name) => {
    // Types and peers that are not installed bring no code.
    if (found.has(name) || NODE_ONLY.has(name) || name.startsWith('@types/')) return;
    const path = join(root, 'node_modules', name, 'package.json');
    if (!existsSync(path)) return;
    found.add(name);
    for (const next of Object.keys(JSON.parse(readFileSync(path, 'utf8')).dependencies ?? {})) visit(next);
  };
  ROOTS.forEach(visit);
  return found;
}

function section(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (!license) throw new Error(`${name} states no licence`);
  const file = readdirSync(folder).find((each) => /^(licen[cs]e|copying)(\.|$)/i.test(each));
  const text = file ? readFileSync(join(folder, file), 'utf8').trim() : '(The package has no licence text of its own.)';
  return `## ${name} ${version} (${license})\n\n\`\`\`text\n${text.replaceAll('\r', '')}\n\`\`\`\n`;
}
