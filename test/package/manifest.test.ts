/** custom-elements.json says what the code does: each fact is looked up on the other side. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect } from 'chai';
import { LitElement } from 'lit';
import * as elements from '../../components/index.js';
import { DMFileTray } from '../../components/dm-file-tray/dm-file-tray.js';
import { DMRecorder } from '../../components/dm-voice/dm-recorder.js';
import { SESSION_STATES } from '../../src/session/machine.js';
import { documented, manifest, type Named } from './manifest.js';
import { ROOT } from './project.js';

const classes = { ...elements, DMFileTray, DMRecorder } as unknown as Readonly<Record<string, typeof LitElement>>;
/** Templates that several elements draw. */
const SHARED = readFileSync(join(ROOT, 'components/shared/qr-picture.ts'), 'utf8');
/** Dispatches the events of a client at the element that calls it. */
const ECHO = readFileSync(join(ROOT, 'components/shared/client-echo.ts'), 'utf8');
/** As elements of the platform have them. */
const NATIVE = ['change', 'close'];
/** Between two elements of ours, within a shadow root. */
const INTERNAL = ['dm-quote-open'];
/** Each class of events with the names that it goes by. */
const EVENTS = new Map(
  ['src/events.ts', 'components/shared/events.ts', 'components/shared/request-event.ts'].flatMap((file) =>
    [...readFileSync(join(ROOT, file), 'utf8').matchAll(/class (DM\w+) extends Event \{[\s\S]*?^}/gm)].map(
      ([code, name]) => [name!, [...code.matchAll(/'(dm-[\w-]+)'/g)].map(([, type]) => type!)] as const,
    ),
  ),
);
const MAPS = ['src/events.ts', 'components/shared/events.ts', 'components/shared/request-event.ts'].map((file) =>
  readFileSync(join(ROOT, file), 'utf8'),
);
const names = (list: readonly Named[] | undefined): string[] => (list ?? []).map(({ name }) => name).sort();
const unique = (list: Iterable<string>): string[] => [...new Set(list)].sort();

/** The code of an element: all files of its folder, because a big one draws itself in several. */
function sourceOf(path: string): string {
  const folder = join(ROOT, path, '..');
  const files = path.includes('dm-voice')
    ? [path.split('/').at(-1)!, path.split('/').at(-1)!.replace('.ts', '.styles.ts')]
    : readdirSync(folder);
  const own = files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
  return `${own}${own.includes('echoClient(') ? ECHO : ''}`.replaceAll(/\/\*\*[\s\S]*?\*\//g, '');
}

/** What a listener for an event gets, as the maps of events say it. */
function classesOf(event: string): string[] {
  const typed = MAPS.flatMap((map) =>
    [...map.matchAll(new RegExp(`'${event}': (\\w+);`, 'g'))].map(([, type]) => type!),
  );
  return unique(typed);
}

/** The words of a list that the code goes through. */
function wordsOf(list: string, source: string): readonly string[] {
  if (list === 'SESSION_STATES') return SESSION_STATES;
  const [, words = ''] = new RegExp(`const ${list} = \\[([^\\]]*)\\]`).exec(source) ?? [];
  return [...words.matchAll(/'([\w-]+)'/g)].map(([, word]) => word!);
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
        const own = names(element.cssParts).filter((name) => !name.includes('__'));
        expect(drawn).to.include.members(own);
        expect(names(element.cssParts).length > own.length, 'parts of the elements inside').to.equal(
          source.includes('exportparts=${'),
        );
      });

      it('hands on every part of the elements whose parts it hands on', () => {
        const handedOn = names(element.cssParts).filter((name) => name.includes('__'));
        for (const child of unique(handedOn.map((name) => name.split('__')[0]!))) {
          const tag = child === 'list' ? 'dm-message-list' : `dm-${child}`;
          const parts = names(documented.find(({ tagName }) => tagName === tag)?.cssParts);
          const own = parts.filter((name) => !name.includes('__')).map((name) => `${child}__${name}`);
          expect(handedOn, tag).to.include.members(own);
        }
      });

      it('has the events that it dispatches, no others, and each of them is typed', () => {
        const made = [...source.matchAll(/new (DM\w+Event|Event)\((?:'([\w-]+)')?/g)];
        const dispatched = made.flatMap(([, name, type]) => (name === 'Event' ? [type!] : EVENTS.get(name!)!));
        expect(names(element.events)).to.deep.equal(unique(dispatched.filter((type) => !INTERNAL.includes(type))));
        for (const { name, type } of element.events ?? []) {
          const classes = NATIVE.includes(name) ? ['Event'] : classesOf(name);
          expect(classes, name).to.deep.equal([type?.text]);
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

      it('has the states that it sets, and no others', () => {
        const calls = [...source.matchAll(/setStates\(([\s\S]*?)\);/g)].map(([, given]) => given!);
        // Written out as keys, or one for each word of a list.
        const written = calls.flatMap((given) =>
          [...given.matchAll(/[{,]\s*'?([a-z][\w-]*)'?\s*(?=[:,}])/g)].map(([, key]) => key!),
        );
        const lists = calls.some((given) => /\.\.\.|fromEntries/.test(given))
          ? [...source.matchAll(/Object\.fromEntries\((\w+)\.map\(/g)].flatMap(([, list]) => wordsOf(list!, source))
          : [];
        expect(names(element.cssStates)).to.deep.equal(unique([...written, ...lists]));
      });

      it('has every method and property that is not for us alone', () => {
        const { prototype, elementProperties } = classes[element.name]!;
        const ours = new Set(
          [...source.matchAll(/\b(?:private|protected)(?: override)?(?: async)?(?: get)? (\w+)/g)].map(
            ([, name]) => name!,
          ),
        );
        const states = [...elementProperties].flatMap(([name, { state }]) => (state ? [String(name)] : []));
        const own = Object.getOwnPropertyNames(prototype).filter(
          (name) => !(name in LitElement.prototype || name.startsWith('__') || ours.has(name) || states.includes(name)),
        );
        expect(names(element.members)).to.deep.equal(unique(own));
      });

      it('says a word on each', () => {
        const { attributes, members, events, slots, cssParts, cssProperties, cssStates } = element;
        const lists = [attributes, members, events, slots, cssParts, cssProperties, cssStates];
        for (const { name, description } of lists.flatMap((list) => list ?? []))
          expect(description, name).to.match(/\w/);
        expect(element.summary).to.match(/\w/);
      });
    });
  }
});
