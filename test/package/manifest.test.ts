/** custom-elements.json says what the code does: each fact is looked up on the other side. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { expect } from 'chai';
import type { LitElement } from 'lit';
import * as elements from '../../components/index.js';
import { DMFileTray } from '../../components/dm-file-tray/dm-file-tray.js';
import { DMRecorder } from '../../components/dm-voice/dm-recorder.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Named {
  readonly name: string;
  readonly default?: string;
  readonly type?: { readonly text: string };
  readonly description?: string;
}
interface Declaration extends Named {
  readonly tagName?: string;
  readonly customElement?: boolean;
  readonly attributes?: readonly (Named & { readonly fieldName: string })[];
  readonly members?: readonly (Named & { readonly kind: string })[];
  readonly events?: readonly Named[];
  readonly slots?: readonly Named[];
  readonly cssParts?: readonly Named[];
  readonly cssProperties?: readonly Named[];
  readonly cssStates?: readonly Named[];
}
interface Manifest {
  readonly modules: readonly { readonly path: string; readonly declarations: readonly Declaration[] }[];
}

const manifest = JSON.parse(readFileSync(join(ROOT, 'custom-elements.json'), 'utf8')) as Manifest;
const classes = { ...elements, DMFileTray, DMRecorder } as unknown as Readonly<Record<string, typeof LitElement>>;
const documented = manifest.modules.flatMap(({ path, declarations }) =>
  declarations.flatMap((declaration) => (declaration.tagName ? [{ path, ...declaration }] : [])),
);
/** Templates that several elements draw. */
const SHARED = readFileSync(join(ROOT, 'components/shared/qr-picture.ts'), 'utf8');
/** As elements of the platform have them. */
const NATIVE = ['change', 'close'];
/** Between two elements of ours, within a shadow root. */
const INTERNAL = ['dm-quote-open'];
const names = (list: readonly Named[] | undefined): string[] => (list ?? []).map(({ name }) => name).sort();
const unique = (list: Iterable<string>): string[] => [...new Set(list)].sort();

/** The code of an element: all files of its folder, because a big one draws itself in several. */
function sourceOf(path: string): string {
  const folder = join(ROOT, path, '..');
  const files = path.includes('dm-voice')
    ? [path.split('/').at(-1)!, path.split('/').at(-1)!.replace('.ts', '.styles.ts')]
    : readdirSync(folder);
  return files
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n')
    .replaceAll(/\/\*\*[\s\S]*?\*\//g, '');
}

describe('custom-elements.json', () => {
  it('keeps the schema of the format', () => {
    const schema = createRequire(import.meta.url)('custom-elements-manifest/schema.json') as object;
    const validate = new Ajv({ strict: false }).compile(schema);
    expect(validate(manifest), JSON.stringify(validate.errors)).to.equal(true);
  });

  it('knows every element there is', () => {
    const folders = readdirSync(join(ROOT, 'components')).filter((name) => name.startsWith('dm-'));
    expect(documented.map(({ tagName }) => tagName).sort()).to.deep.equal([...folders, 'dm-recorder'].sort());
    for (const { tagName, customElement } of documented) expect(customElement, tagName).to.equal(true);
  });

  for (const element of documented) {
    describe(`<${element.tagName}>`, () => {
      const source = sourceOf(element.path);

      it('has the attributes and properties that the class observes', () => {
        const properties = [...classes[element.name]!.elementProperties].filter(
          ([, options]) => (options as { readonly state?: boolean }).state !== true,
        );
        const attributes = properties.flatMap(([name, { attribute }]) =>
          attribute === false ? [] : [typeof attribute === 'string' ? attribute : String(name).toLowerCase()],
        );
        expect(names(element.attributes)).to.deep.equal(attributes.sort());
        const fields = element.members?.filter(({ kind }) => kind === 'field').map(({ name }) => name);
        expect(fields).to.include.members(properties.map(([name]) => name));
      });

      it('says what an attribute takes without a name that only our code knows', () => {
        for (const { name, type, default: standard = '' } of element.attributes ?? []) {
          expect(type?.text, name).to.match(/^(string|number|boolean|'[\w-]+'( \| '[\w-]+')+)( \| (null|undefined))?$/);
          expect(standard, name).to.match(/^('[\w-]*'|[\d_.]+|true|false|null|undefined|)$/);
        }
      });

      it('has the slots of its templates', () => {
        const slots = [...source.matchAll(/<slot(?:\s+name="([\w-]+)")?[\s>]/g)].map(([, name]) => name ?? '');
        expect(names(element.slots)).to.deep.equal(unique(slots));
      });

      it('has the parts of its templates', () => {
        const parts = [...source.matchAll(/[^\w]part="([\w -]+)"/g)].flatMap(([, list]) => list!.split(' '));
        expect(names(element.cssParts)).to.include.members(parts);
        // The other way: some are handed to a template that draws several alike, or are drawn by a shared one.
        const drawn = [...`${source}${SHARED}`.matchAll(/["'\s]([\w-]+)(?=["'\s])/g)].map(([, name]) => name!);
        expect(drawn).to.include.members(names(element.cssParts));
      });

      it('has the events that it dispatches, and each of them is typed', () => {
        const typed = ['src/events.ts', 'components/shared/events.ts']
          .map((file) => readFileSync(join(ROOT, file), 'utf8'))
          .join('\n');
        for (const event of element.events ?? []) {
          if (NATIVE.includes(event.name)) continue;
          expect(typed, event.name).to.include(`'${event.name}'`);
        }
        const dispatched = [...source.matchAll(/dispatchEvent\(\s*new (DM\w+)\(/g)].map(([, name]) => name!);
        for (const name of dispatched) {
          const type = new RegExp(`class ${name} [\\s\\S]*?(?:super\\('([\\w-]+)'|super\\(type)`).exec(typed)?.[1];
          if (type && !INTERNAL.includes(type)) expect(names(element.events), name).to.include(type);
        }
      });

      it('has every token of the style sheet', () => {
        const sheet = readFileSync(join(ROOT, 'components/shared/tokens.styles.ts'), 'utf8');
        const tokens = [...sheet.matchAll(/var\((--dm-[\w-]+),/g)].map(([, name]) => name!);
        expect(names(element.cssProperties)).to.deep.equal(unique(tokens));
      });

      it('has no style sheet that uses a token or a state beside these', () => {
        const used = [...source.matchAll(/--dm-[\w-]+/g)].map(([name]) => name);
        expect(names(element.cssProperties)).to.include.members(used);
        const states = [...source.matchAll(/:host\(:state\(([\w-]+)\)/g)].map(([, name]) => name!);
        expect(names(element.cssStates)).to.include.members(states);
      });

      it('has the states that it sets', () => {
        // Keys of the object given to `setStates`, where they are written out.
        const calls = [...source.matchAll(/setStates\(\{([\s\S]*?)\}\)/g)].map(([, body]) => body!);
        const states = calls.flatMap((body) =>
          [...body.matchAll(/(?:^|[\s,])'?([a-z][\w-]*)'?:/g)].map(([, name]) => name!),
        );
        expect(names(element.cssStates)).to.include.members(unique(states));
      });

      it('says a word on each', () => {
        const lists = [element.attributes, element.events, element.slots, element.cssParts, element.cssStates];
        for (const item of lists.flatMap((list) => list ?? []))
          expect(item.description, item.name).to.not.equal(undefined);
      });
    });
  }
});
