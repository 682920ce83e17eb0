/**
 * What editors and type checkers of a page read, made from custom-elements.json into `dist/`:
 *
 *   jsx.d.ts                        `dm-elements/jsx`: the elements in JSX (React 19, Preact, Solid)
 *   vscode.html-custom-data.json    VS Code: "html.customData"
 *   vscode.css-custom-data.json     VS Code: "css.customData"
 *   web-types.json                  JetBrains, found by "web-types" in package.json
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateJsxTypes } from '@wc-toolkit/jsx-types';
import { generateJetBrainsWebTypes } from 'custom-element-jet-brains-integration';
import { generateVsCodeCustomElementData } from 'custom-element-vs-code-integration';

const JSX = 'jsx.d.ts';

/**
 * @param {string} root the project
 * @param {string} outdir where the files go
 */
export function writeEditorData(root, outdir) {
  // Each gets a manifest of its own: they write into it.
  generateVsCodeCustomElementData(readManifest(root), { outdir, hideLogs: true });
  generateJetBrainsWebTypes(readManifest(root), { outdir, hideLogs: true, packageJson: false });
  generateJsxTypes(readManifest(root), {
    outdir,
    fileName: JSX,
    componentTypePath: (_name, tag) => `./components/${tag}/${tag}.js`,
    stronglyTypedEvents: true,
    excludeCssCustomProperties: true,
  });
  rewrite(join(outdir, 'vscode.css-custom-data.json'), uniteEntries);
  rewrite(join(outdir, 'web-types.json'), ({ contributions }) => uniteEntries(contributions.css));
  const path = join(outdir, JSX);
  const types = readFileSync(path, 'utf8')
    .replace(/[ \t]+$/gm, '')
    // `solid-js` only passes the namespace on, as a type; here it stands itself.
    .replace('declare module "solid-js"', 'declare module "solid-js/jsx-runtime"');
  writeFileSync(path, `${eventImports(root, types)}${types}`);
}

function rewrite(path, change) {
  const data = JSON.parse(readFileSync(path, 'utf8'));
  change(data);
  writeFileSync(path, `${JSON.stringify(data, null, 2)}\n`);
}

/**
 * The generators list a token or part once for each element that has it, and an editor would offer it as often. What the
 * elements say of one is put together.
 */
function uniteEntries(data) {
  for (const [key, list] of Object.entries(data)) {
    if (!Array.isArray(list)) continue;
    const words = new Map(list.map(({ name }) => [name, new Set()]));
    for (const { name, description } of list) words.get(name).add(description);
    data[key] = [...words].map(([name, said]) => ({
      ...list.find((entry) => entry.name === name),
      description: [...said].join(' '),
    }));
  }
}

/** Only what a page places: no helpers, and not the recorder, which belongs to the composer. */
function readManifest(root) {
  const manifest = JSON.parse(readFileSync(join(root, 'custom-elements.json'), 'utf8'));
  for (const module of manifest.modules) {
    module.declarations = module.declarations.filter(({ tagName }) => tagName && tagName !== 'dm-recorder');
  }
  return manifest;
}

/** The generator names the events' classes and does not import them. */
function eventImports(root, types) {
  return ['components/shared/events', 'components/shared/request-event', 'src/events']
    .map((module) => {
      const source = readFileSync(join(root, `${module}.ts`), 'utf8');
      const names = [...source.matchAll(/^export class (\w+)/gm)].map(([, name]) => name);
      const used = names.filter((name) => new RegExp(`\\b${name}\\b`).test(types));
      return `import type { ${used.join(', ')} } from './${module}.js';\n`;
    })
    .join('');
}
