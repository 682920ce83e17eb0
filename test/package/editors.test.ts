/** What VS Code and JetBrains read says what custom-elements.json says: each fact once, none beside it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { placed, type Named } from './manifest.js';
import { ROOT } from './project.js';

interface Element extends Named {
  readonly attributes: readonly (Named & { readonly values?: readonly Named[] })[];
}
interface VsCodeTags {
  readonly tags: readonly Element[];
}
interface VsCodeStyles {
  readonly properties: readonly Named[];
  readonly pseudoElements: readonly Named[];
}
interface WebTypes {
  readonly name: string;
  readonly version: string;
  readonly contributions: {
    readonly html: {
      readonly elements: readonly (Element & {
        readonly events?: readonly Named[];
        readonly slots?: readonly Named[];
        readonly js: { readonly properties: readonly Named[]; readonly events: readonly Named[] };
      })[];
    };
    readonly css: { readonly properties: readonly Named[]; readonly 'pseudo-elements': readonly Named[] };
  };
}

const read = (path: string): unknown => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
/** Sorted, and two that are the same stay two. */
const names = (list: readonly Named[] | undefined): string[] => (list ?? []).map(({ name }) => name).sort();
const unique = (list: readonly string[]): string[] => [...new Set(list)].sort();

const TOKENS = unique(placed.flatMap(({ cssProperties }) => names(cssProperties)));
const PARTS = unique(placed.flatMap(({ cssParts }) => names(cssParts)));

/** The words are of those elements that have it, so that nobody reads what is said of another one. */
function expectWords(entries: readonly Named[], of: 'cssParts' | 'cssProperties'): void {
  for (const { name, description = '' } of entries) {
    const own = name.replace(/^(::)?part\((.*)\)$/, '$2');
    const said = placed.flatMap((element) => element[of]?.filter((each) => each.name === own) ?? []);
    for (const each of said) expect(description, name).to.include(each.description!);
  }
}

describe('the data for VS Code', () => {
  const { tags } = read('dist/vscode.html-custom-data.json') as VsCodeTags;
  const styles = read('dist/vscode.css-custom-data.json') as VsCodeStyles;

  it('has every element that a page places, with its attributes and the words that they take', () => {
    expect(names(tags)).to.deep.equal(placed.map(({ tagName }) => tagName).sort());
    for (const { tagName, attributes = [] } of placed) {
      const tag = tags.find(({ name }) => name === tagName)!;
      expect(names(tag.attributes), tagName).to.deep.equal(names(attributes));
      for (const { name, type, description } of attributes) {
        const { values, ...entry } = tag.attributes.find((each) => each.name === name)!;
        const words = [...(type?.text ?? '').matchAll(/'([\w-]+)'/g)].map(([, word]) => word!);
        expect(names(values), `${tagName} ${name}`).to.deep.equal(words.sort());
        expect(entry.description, `${tagName} ${name}`).to.equal(description);
      }
    }
  });

  it('says at each element its events, slots, parts and tokens', () => {
    for (const { tagName, events, slots, cssParts, cssProperties } of placed) {
      const { description = '' } = tags.find(({ name }) => name === tagName)!;
      for (const { name } of [events, slots, cssParts, cssProperties].flatMap((list) => list ?? [])) {
        expect(description, tagName).to.include(name ? `- **${name}** - ` : '- _default_ - ');
      }
    }
  });

  it('has every token and part, once', () => {
    expect(names(styles.properties)).to.deep.equal(TOKENS);
    expect(names(styles.pseudoElements)).to.deep.equal(PARTS.map((part) => `::part(${part})`).sort());
    expectWords(styles.properties, 'cssProperties');
    expectWords(styles.pseudoElements, 'cssParts');
  });
});

describe('the data for JetBrains', () => {
  const types = read('dist/web-types.json') as WebTypes;
  const { elements } = types.contributions.html;

  it('is of this package and version, and named in it', () => {
    const own = read('package.json') as {
      readonly name: string;
      readonly version: string;
      readonly 'web-types': string;
    };
    expect([types.name, types.version]).to.deep.equal([own.name, own.version]);
    expect(own['web-types']).to.equal('./dist/web-types.json');
  });

  it('has every element that a page places, with attributes, properties, events and slots', () => {
    expect(names(elements)).to.deep.equal(placed.map(({ tagName }) => tagName).sort());
    for (const { tagName, attributes, members, events, slots } of placed) {
      const element = elements.find(({ name }) => name === tagName)!;
      expect(names(element.attributes), tagName).to.deep.equal(names(attributes));
      expect(names(element.events), tagName).to.deep.equal(names(events));
      expect(names(element.slots), tagName).to.deep.equal(names(slots));
      expect(names(element.js.events), tagName).to.deep.equal(names(events));
      const fields = members?.filter(({ kind }) => kind === 'field');
      expect(names(element.js.properties), tagName).to.deep.equal(names(fields));
    }
  });

  it('has every token and part, once', () => {
    const { css } = types.contributions;
    expect(names(css.properties)).to.deep.equal(TOKENS);
    expect(names(css['pseudo-elements'])).to.deep.equal(PARTS.map((part) => `part(${part})`).sort());
    expectWords(css.properties, 'cssProperties');
    expectWords(css['pseudo-elements'], 'cssParts');
  });
});
