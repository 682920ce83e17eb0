/** The API reference and the recipes: drawn from custom-elements.json and from the folders, with nothing left out. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Page } from 'puppeteer-core';
import { ROOT } from '../package/project.js';
import { PATIENCE } from '../recipes/talk.js';
import { documented } from '../package/manifest.js';
import { demoSite, text } from './site.js';

/** A row of a table: its title, what it is called, and all that its cells say. */
type Row = readonly [table: string, name: string, cells: readonly string[]];

/** The words of a description as they are shown: code has no backticks. */
const shown = (words = ''): string => words.replaceAll('`', '');

function rowsOf(page: Page, id: string): Promise<readonly Row[]> {
  return page.$eval(`#${id}`, (section) =>
    [...section.querySelectorAll('table')].flatMap((table) =>
      [...table.tBodies[0]!.rows].map(({ cells: [name, ...cells] }): Row => {
        const title = table.tHead?.rows[0]?.cells[0]?.textContent ?? '';
        return [title, name?.textContent ?? '', cells.map(({ textContent }) => textContent ?? '')];
      }),
    ),
  );
}

describe('the reference of the demo', () => {
  const site = demoSite();

  it('has every attribute, property, method, event, slot, part and state of every element, with its type and words', async () => {
    const page = await site.open('reference');
    await page.waitForSelector('#tokens');
    const elements = documented;
    expect(elements).to.have.length.above(10);
    for (const element of elements) {
      const rows = await rowsOf(page, element.tagName);
      const { attributes = [], members = [], events = [], slots = [], cssParts = [], cssStates = [] } = element;
      const cells = (table: string, name: string): readonly string[] => {
        const found = rows.filter(([title, called]) => title === table && called === name);
        expect(found, `<${element.tagName}>: ${table} ${name}`).to.have.length(1);
        return found[0]![2];
      };
      expect(await text(page, `#${element.tagName}`)).to.include(shown(element.summary).trim().split('\n')[0]);
      for (const { name, fieldName, type, default: standard, description } of attributes) {
        const [typed, byDefault, words] = cells('Attribute', name);
        expect([typed, byDefault]).to.deep.equal([type?.text, standard]);
        expect(words).to.include(shown(description));
        if (fieldName !== name) expect(words).to.include(`As a property: ${fieldName}.`);
      }
      for (const { kind, name, attribute, type, description, parameters = [] } of members) {
        if (kind === 'method') {
          const signature = rows.find(([title, called]) => title === 'Method' && called.startsWith(`${name}(`))?.[1];
          expect(
            signature?.split(',').filter((each) => !/\(\)$/.test(each)),
            name,
          ).to.have.length(parameters.length);
          expect(cells('Method', signature!).at(-1)).to.equal(shown(description));
        } else if (attribute) {
          // Stands beside its attribute.
          expect(attributes.find((each) => each.name === attribute)?.fieldName).to.equal(name);
        } else {
          expect(cells('Property', name)).to.deep.equal([type?.text ?? '', shown(description)]);
        }
      }
      for (const { name, type, description } of events)
        expect(cells('Event', name)).to.deep.equal([type?.text ?? '', shown(description)]);
      for (const [table, items] of [
        ['Slot', slots],
        ['Part', cssParts],
        ['State', cssStates],
      ] as const) {
        for (const { name, description } of items)
          expect(cells(table, name || '(default)')).to.deep.equal([shown(description)]);
      }
      const count = [attributes, events, slots, cssParts, cssStates].flat().length;
      const own = members.filter(({ attribute }) => !attribute).length;
      expect(rows, `<${element.tagName}>: nothing else`).to.have.length(count + own);
      expect(await page.$(`#contents a[href="#${element.tagName}"]`)).to.not.equal(null);
    }
  });

  it('has every token, with its syntax and default', async () => {
    const page = await site.open('reference');
    await page.waitForSelector('#tokens');
    const rows = await rowsOf(page, 'tokens');
    for (const { cssProperties } of documented) {
      expect(rows).to.deep.equal(
        cssProperties.map(({ name, syntax, default: standard, description }) => [
          'Token',
          name,
          [syntax, standard, shown(description)],
        ]),
      );
    }
  });

  it('shows the element that an address names', async () => {
    const page = await site.open('reference', '#dm-verify');
    await page.waitForFunction(
      () => Math.abs(document.querySelector('#dm-verify')?.getBoundingClientRect().top ?? Infinity) < 40,
      PATIENCE,
    );
    const link = await page.$eval('#dm-verify a', ({ href }) => href);
    const play = await site.open('playground', new URL(link).hash);
    await play.waitForSelector('#here dm-verify');
  });
});

describe('the recipes of the demo', () => {
  const site = demoSite();

  it('are all there, each with every one of its files', async () => {
    const page = await site.open('recipes');
    const folders = readdirSync(join(ROOT, 'demo/recipes'));
    await page.waitForSelector(`.card:nth-of-type(${folders.length})`);
    expect(await page.$$('.card')).to.have.length(folders.length);
    for (const folder of folders) {
      const card = await page.waitForSelector(`.card ::-p-text(demo/recipes/${folder}/)`);
      const names = await card!.evaluate((path) =>
        [...path.closest('.card')!.querySelectorAll('summary')].map(({ textContent }) => textContent),
      );
      expect(names.sort()).to.deep.equal(readdirSync(join(ROOT, 'demo/recipes', folder)).sort());
    }
    const code = readFileSync(join(ROOT, 'demo/recipes/react/main.tsx'), 'utf8');
    await (await page.waitForSelector('.card summary ::-p-text(main.tsx)'))!.click();
    await page.waitForFunction(
      (wanted) => document.querySelector('.card details[open] code')?.textContent === wanted,
      PATIENCE,
      code,
    );
  });
});
