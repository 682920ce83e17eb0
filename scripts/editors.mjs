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

/**
 * @param {string} root the project
 * @param {string} outdir where the files go
 */
export function writeEditorData(root, outdir) {
  const read = () => JSON.parse(readFileSync(join(root, 'custom-elements.json'), 'utf8'));
  const common = { outdir, hideLogs: true };
  // Each gets a manifest of its own: they write into it.
  generateVsCodeCustomElementData(read(), common);
  generateJetBrainsWebTypes(read(), { ...common, packageJson: false });
  generateJsxTypes(read(), {
    outdir,
    fileName: 'jsx.d.ts',
    componentTypePath: (_name, tag) => `./components/${folderOf(tag)}/${tag}.js`,
    stronglyTypedEvents: true,
    excludeCssCustomProperties: true,
  });
  trimLines(join(outdir, 'jsx.d.ts'));
}

/** `dm-recorder` lives with the only element that has one. */
const folderOf = (tag) => (tag === 'dm-recorder' ? 'dm-voice' : tag);

function trimLines(path) {
  writeFileSync(path, readFileSync(path, 'utf8').replace(/[ \t]+$/gm, ''));
}
