/** The API reference, drawn from custom-elements.json: nothing here is written twice. */
import { make, readElements, type ElementDocs, type Item } from './manifest.js';

const SECTIONS: readonly (readonly [keyof ElementDocs, string])[] = [
  ['attributes', 'Attributes'],
  ['events', 'Events'],
  ['slots', 'Slots'],
  ['cssParts', 'Parts'],
  ['cssStates', 'States'],
];

function rows(items: readonly Item[]): HTMLElement {
  const body = make('tbody');
  for (const { name, type, default: standard, description } of items) {
    body.append(
      make(
        'tr',
        '',
        make('th', '', make('code', '', name || '(default)')),
        make('td', '', make('code', '', type?.text ?? '')),
        make('td', '', make('code', '', standard ?? '')),
        make('td', '', description ?? ''),
      ),
    );
  }
  return make('table', 'api', body);
}

function section(element: ElementDocs): HTMLElement {
  const { tagName, summary = '', members = [] } = element;
  const drawn = make('section', '', make('h2', '', make('code', '', `<${tagName}>`)), make('p', '', summary));
  drawn.id = tagName;
  const add = (title: string, items: readonly Item[]): void => {
    if (items.length > 0) drawn.append(make('h3', '', title), rows(items));
  };
  for (const [key, title] of SECTIONS) add(title, (element[key] ?? []) as readonly Item[]);
  add(
    'Properties',
    members.filter(({ kind, attribute }) => kind === 'field' && !attribute),
  );
  add(
    'Methods',
    members.filter(({ kind }) => kind === 'method'),
  );
  return drawn;
}

const main = document.querySelector('#reference')!;
const contents = document.querySelector('#contents')!;
const elements = await readElements();
for (const element of elements) {
  const link = make('a', '', element.tagName) as HTMLAnchorElement;
  link.href = `#${element.tagName}`;
  contents.append(make('li', '', link));
  main.append(section(element));
}
main.append(make('section', '', make('h2', '', 'Tokens'), rows(elements[0]?.cssProperties ?? [])));
