/** The playground: each control changes the element and the markup, and the log of events is what a page is told. */
import { join } from 'node:path';
import { expect } from 'chai';
import type { Page } from 'puppeteer-core';
import { build } from '../package/built.js';
import { ROOT } from '../package/project.js';
import { serveFolder } from '../package/served.js';
import { PATIENCE, talk, Talker } from '../recipes/talk.js';
import { documented } from '../package/manifest.js';
import { demoSite, framed, text } from './site.js';

/** What a page has before anything of ours. */
const EMPTY = '<!doctype html><html lang="en"><head><link rel="icon" href="data:,"></head><body>';
/** Those that have something to play with. */
const PLAYED = documented.filter(({ attributes = [] }) => attributes.length > 0);

describe('the playground', () => {
  const site = demoSite();

  async function open(element = 'dm-session'): Promise<Page> {
    const page = await site.open('playground', `#${element}`);
    await page.waitForSelector('#tokens [name="--dm-focus"]');
    return page;
  }

  const markup = (page: Page): Promise<string> => text(page, '#markup');

  async function becomes<T>(page: Page, look: () => T, wanted: T): Promise<void> {
    await page.waitForFunction(`JSON.stringify((${String(look)})()) === ${JSON.stringify(JSON.stringify(wanted))}`, {
      timeout: 30_000,
      polling: 100,
    });
  }

  it('has a control for each attribute of each element, and for each token, and copies the markup they make', async () => {
    const page = await open();
    await site.browser
      .defaultBrowserContext()
      .overridePermissions(site.origin, ['clipboard-read', 'clipboard-sanitized-write']);
    const fields = (form: string): Promise<readonly string[]> =>
      page.$$eval(`${form} [name]`, (found) => found.map((field) => (field as HTMLInputElement).name));
    const offered = await page.$$eval('#element option', (options) => options.map(({ value }) => value));
    expect(offered).to.deep.equal(PLAYED.map(({ tagName }) => tagName).sort());
    for (const { tagName, attributes = [], cssProperties } of PLAYED) {
      await page.select('#element', tagName);
      expect(await fields('#attributes'), tagName).to.deep.equal(attributes.map(({ name }) => name));
      expect(await fields('#tokens'), tagName).to.deep.equal(cssProperties.map(({ name }) => name));
      await page.click('#copy');
      expect(await markup(page)).to.include(`<${tagName}`);
      await page.waitForFunction(
        async () => (await navigator.clipboard.readText()) === document.querySelector('#markup')?.textContent,
        PATIENCE,
      );
    }
  });

  it('copies markup that a page can begin with: the same elements, attributes and tokens', async () => {
    site.expected = /^warn: dm-session: set self and signaling/;
    await build();
    const page = await open();
    await page.type('#tokens [name="--dm-radius"]', '3px');
    const awkward = 'A "friend" & <more>';
    for (const { tagName, attributes = [] } of PLAYED) {
      await page.select('#element', tagName);
      const words = attributes.find(({ name }) => name === 'peer-name' || name === 'placeholder');
      if (words) await set(page, words.name, awkward);
      // All that stands there, from the outermost element on, without what the tokens wrote.
      const outline = (within: Element): readonly unknown[] =>
        [...within.querySelectorAll('*')]
          .filter(({ localName }) => localName.startsWith('dm-'))
          .map((element) => [
            element.localName,
            [...element.attributes].flatMap(({ name, value }) => (name === 'style' ? [] : [`${name}=${value}`])),
          ]);
      const wanted = await page.$eval('#here', outline);
      const served = await serveFolder(join(ROOT, 'dist/cdn'), `${EMPTY}${await markup(page)}`);
      const copy = await site.browser.newPage();
      try {
        await copy.goto(`${served.origin}/`);
        // The outermost one: parts of a chat are loaded with the chat.
        await copy.waitForSelector('body > :defined:is(dm-session, dm-provider)', { timeout: 10_000 });
        const got = await copy.$eval('body', outline);
        expect(got, tagName).to.deep.equal(wanted);
        const radius = (element: Element): string => getComputedStyle(element).getPropertyValue('--dm-radius');
        expect(await copy.$eval(tagName, radius), tagName).to.equal('3px');
      } finally {
        await copy.close();
        await served.close();
      }
    }
  });

  /** What a person leaves in the field of an attribute. */
  const set = (page: Page, attribute: string, value: string | boolean): Promise<void> =>
    page.$eval(
      `#attributes [name="${attribute}"]`,
      (field, given) => {
        if (field instanceof HTMLInputElement && typeof given === 'boolean') field.checked = given;
        else (field as HTMLInputElement | HTMLSelectElement).value = String(given);
        for (const each of ['input', 'change']) field.dispatchEvent(new Event(each, { bubbles: true }));
      },
      value,
    );

  /** The attribute of the element, its property, and how the attribute stands in the markup. */
  const look = (page: Page, tag: string, attribute: string, property: string): Promise<readonly unknown[]> =>
    page.$eval(
      `#here ${tag}`,
      (element, name, field) => {
        const { textContent } = document.querySelector('#markup')!;
        const [written = ''] = new RegExp(`<${element.localName}\\b[^>]*>`).exec(textContent ?? '') ?? [];
        const [, shown = null] = new RegExp(` (${name}(?:="[^"]*")?)(?=[ >])`).exec(written) ?? [];
        return [element.getAttribute(name), (element as unknown as Record<string, unknown>)[field], shown];
      },
      attribute,
      property,
    );

  it('changes attribute, property and markup by each control, and takes them back', async () => {
    // Of one that is left without what it needs.
    site.expected = /^warn: dm-session: set self and signaling/;
    const page = await open();
    for (const { tagName, attributes = [] } of PLAYED) {
      await page.select('#element', tagName);
      for (const { name, fieldName, type } of attributes) {
        const kind = type!.text;
        const before = await page.$eval(`#here ${tagName}`, (element, each) => element.getAttribute(each), name);
        const where = `<${tagName} ${name}>`;
        if (kind.startsWith('boolean')) {
          await set(page, name, true);
          expect(await look(page, tagName, name, fieldName), where).to.deep.equal(['', true, name]);
          await set(page, name, false);
          expect(await look(page, tagName, name, fieldName), where).to.deep.equal([null, false, null]);
          continue;
        }
        const words = [...kind.matchAll(/'([\w-]+)'/g)].map(([, word]) => word!);
        for (const value of words.length > 0 ? words : [kind.startsWith('number') ? '7' : 'local:x']) {
          await set(page, name, value);
          const property = kind.startsWith('number') ? Number(value) : value;
          const wanted = [value, property, `${name}="${value}"`];
          expect(await look(page, tagName, name, fieldName), where).to.deep.equal(wanted);
        }
        await set(page, name, '');
        const [attribute, , shown] = await look(page, tagName, name, fieldName);
        expect([attribute, shown], where).to.deep.equal([null, null]);
        if (before !== null) await set(page, name, before);
      }
    }
  });

  it('shows what a boolean does', async () => {
    const page = await open();
    const header = (): boolean =>
      !!document.querySelector('#here dm-session')!.shadowRoot!.querySelector('[part="header"]');
    await page.waitForSelector('#here dm-session >>> [part="header"]');
    await page.click('#attributes [name="without-header"]');
    await becomes(page, header, false);
    expect(await markup(page)).to.match(/<dm-session .*without-header><\/dm-session>/);
    await page.click('#attributes [name="without-header"]');
    await becomes(page, header, true);
    expect(await markup(page)).to.not.include('without-header');
  });

  it('shows what a number, a text and a choice do', async () => {
    const page = await open('dm-composer');
    const field = await page.waitForSelector('#here dm-composer >>> textarea');
    await page.type('#attributes [name="placeholder"]', 'Say it');
    await page.type('#attributes [name="max-length"]', '5');
    expect(await markup(page)).to.include('<dm-composer placeholder="Say it" max-length="5">');
    await becomes(
      page,
      () => document.querySelector('#here dm-composer')!.shadowRoot!.querySelector('textarea')!.placeholder,
      'Say it',
    );
    const tooLong = (): boolean => document.querySelector('#here dm-composer')!.matches(':state(over-limit)');
    await field!.type('12345');
    await becomes(page, tooLong, false);
    await field!.type('6');
    await becomes(page, tooLong, true);

    await page.select('#element', 'dm-launcher');
    const side = (): string => {
      const { left, right } = document
        .querySelector('#here dm-launcher')!
        .shadowRoot!.querySelector('[part~="button"]')!
        .getBoundingClientRect();
      const stage = document.querySelector('#here')!.getBoundingClientRect();
      return left - stage.left < stage.right - right ? 'start' : 'end';
    };
    await page.waitForSelector('#here dm-launcher >>> [part~="button"]', { visible: true });
    await becomes(page, side, 'end');
    await page.select('#attributes [name="placement"]', 'bottom-start');
    await becomes(page, side, 'start');
    expect(await markup(page)).to.include('placement="bottom-start"');
  });

  it('shows what tokens do: a colour that was picked, a length, a font, and a theme', async () => {
    const page = await open();
    await page.waitForSelector('#here dm-session >>> button.primary', { visible: true });
    const button = (): readonly string[] => {
      const found = document.querySelector('#here dm-session')!.shadowRoot!.querySelector('button.primary')!;
      const { backgroundColor, fontFamily } = getComputedStyle(found);
      return [backgroundColor, fontFamily];
    };
    const [, font] = await page.evaluate(button);
    // The browser's own picker cannot be driven: it hands over a value, and says so.
    await page.$eval('#tokens [aria-label="--dm-accent, picked"]', (picker) => {
      (picker as HTMLInputElement).value = '#ff0000';
      picker.dispatchEvent(new Event('input'));
    });
    await becomes(page, button, ['rgb(255, 0, 0)', font!]);
    expect(await page.$eval('#of---dm-accent', (field) => (field as HTMLInputElement).value)).to.equal('#ff0000');
    await page.type('#tokens [name="--dm-font"]', 'monospace');
    await becomes(page, button, ['rgb(255, 0, 0)', 'monospace']);
    expect(await markup(page)).to.match(/dm-session \{\s+--dm-accent: #ff0000;\s+--dm-font: monospace;\s+\}/);

    await page.select('#theme', 'terminal');
    expect(await markup(page))
      .to.include('--dm-radius: 3px')
      .and.to.not.include('#ff0000');
    expect(await page.$eval('#of---dm-radius', (field) => (field as HTMLInputElement).value)).to.equal('3px');
    expect(await page.$$eval('#theme option', (all) => all.map(({ value }) => value))).to.deep.equal([
      '',
      'paper',
      'terminal',
      'plum',
    ]);
  });

  it('gives every token that a person types to the element, and to the markup', async () => {
    const page = await open();
    const { cssProperties } = PLAYED.find(({ tagName }) => tagName === 'dm-session')!;
    for (const { name } of cssProperties) {
      const shown = await page.evaluate((token) => {
        const field = document.querySelector<HTMLInputElement>(`#tokens [name="${token}"]`)!;
        field.value = 'initial';
        field.dispatchEvent(new Event('input'));
        const element = document.querySelector<HTMLElement>('#here dm-session')!;
        return [element.style.getPropertyValue(token), document.querySelector('#markup')!.textContent];
      }, name);
      expect(shown[0], name).to.equal('initial');
      expect(shown[1]).to.include(`${name}: initial;`);
    }
  });

  it('logs each event at the moment at which a page is told, with what a listener can read, and no text', async () => {
    const page = await open();
    const kinds = PLAYED.flatMap(({ events = [] }) => events.map(({ name }) => name));
    // It signs on at once, so there may be lines already.
    const earlier = await page.evaluate((names) => {
      const told: string[] = [];
      Object.assign(globalThis, { told });
      for (const name of new Set(names)) {
        document.querySelector('#here')!.addEventListener(
          name,
          ({ type }) => {
            const { textContent } = document.querySelector('#events')!.lastElementChild ?? {};
            // It stands there before anybody further in hears of it.
            told.push(textContent?.startsWith(type) ? type : `${type} is missing`);
          },
          true,
        );
      }
      return document.querySelector('#events')!.childElementCount;
    }, kinds);
    const lines = (): Promise<readonly string[]> =>
      page.$$eval('#events li', (items) => items.map(({ textContent }) => textContent ?? ''));
    const ofChats = async (): Promise<readonly string[]> =>
      (await lines()).filter((line) => !line.startsWith('dm-status '));
    expect(await ofChats()).to.deep.equal([]);
    const [alice, bob] = [new Talker(page), await framed(page, '#bob')];
    await Promise.all([alice.reaches('idle'), bob.reaches('idle')]);
    await Promise.all([alice.signsOn(), bob.signsOn()]);
    await alice.does('request');
    expect((await ofChats()).at(-1)).to.equal('dm-state-change  state: requesting  previous: idle  reason: null');
    await bob.reaches('incoming_request');
    await bob.does('accept');
    await Promise.all([alice.reaches('active'), bob.reaches('active')]);
    await alice.sends('from alice');
    await bob.sends('from bob');
    await alice.hears('from bob');
    await alice.does('end');
    await alice.reaches('ended');
    const listed = (await lines()).slice(earlier);
    const heard = await page.evaluate(() => (globalThis as unknown as { told: string[] }).told);
    expect(listed.map((line) => line.split('  ')[0])).to.deep.equal(heard);
    expect(heard).to.include.members(['dm-state-change', 'dm-message', 'dm-ended']);
    expect(listed.filter((line) => /from alice|from bob/.test(line))).to.deep.equal([]);

    await page.click('#again');
    expect(await ofChats()).to.deep.equal([]);
    await talk(new Talker(page), await framed(page, '#bob'));
  });
});
