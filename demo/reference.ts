/** The API reference, drawn from custom-elements.json: nothing here is written twice. */
import { make, marked, readElements, type Attribute, type ElementDocs, type Item, type Member } from './manifest.js';

type Column = 'type' | 'default';

const SECTIONS: readonly (readonly [keyof ElementDocs, string, readonly Column[]])[] = [
  ['events', 'Event', ['type']],
  ['slots', 'Slot', []],
  ['cssParts', 'Part', []],
  ['cssStates', 'State', []],
];

function table(title: string, columns: readonly Column[], items: readonly Item[]): HTMLElement {
  const heads = [title, ...columns.map((column) => (column === 'type' ? 'Type' : 'Default')), 'What it is'].map(
    (head) => {
      const cell = make('th', '', head);
      cell.setAttribute('scope', 'col');
      return cell;
    },
  );
  const rows = items.map((item) => {
    const name = make('th', '', make('code', '', item.name || '(default)'));
    name.setAttribute('scope', 'row');
    const cells = columns.map((column) => {
      const text = column === 'type' ? (item.type?.text ?? item.syntax) : item.default;
      return make('td', '', ...(text ? [make('code', '', text)] : []));
    });
    return make('tr', '', name, ...cells, make('td', '', ...marked(item.description ?? '')));
  });
  const drawn = make('table', `api columns-${columns.length}`, make('thead', '', make('tr', '', ...heads)));
  drawn.append(make('tbody', '', ...rows));
  return drawn;
}

/** `send(text, options): Promise<DMMessage>` */
function signed({ name, parameters = [], return: returned, ...rest }: Member): Item {
  const names = parameters.map((parameter) => parameter.name.replace(/^\{.*/, 'options'));
  return { ...rest, name: `${name}(${names.join(', ')})`, type: { text: returned?.type?.text ?? 'void' } };
}

/** The property has the same name, or says so: `for` is `htmlFor`. */
function withProperty({ fieldName, description = '', ...rest }: Attribute): Item {
  const said = fieldName === rest.name ? description : `${description} As a property: \`${fieldName}\`.`.trim();
  return { ...rest, description: said };
}

function section(element: ElementDocs): HTMLElement {
  const { tagName, summary = '', attributes = [], members = [] } = element;
  const play = make('a', '', 'Playground') as HTMLAnchorElement;
  play.href = `./playground.html#${tagName}`;
  const drawn = make(
    'section',
    'element',
    make('h2', '', make('code', '', `<${tagName}>`)),
    make('p', '', ...marked(summary)),
  );
  drawn.id = tagName;
  if (attributes.length > 0) drawn.append(make('p', '', play));
  const add = (title: string, columns: readonly Column[], items: readonly Item[]): void => {
    if (items.length > 0) drawn.append(table(title, columns, items));
  };
  add('Attribute', ['type', 'default'], attributes.map(withProperty));
  for (const [key, title, columns] of SECTIONS) add(title, columns, (element[key] ?? []) as readonly Item[]);
  const fields = members.filter(({ kind, attribute }) => kind === 'field' && !attribute);
  add('Property', ['type'], fields);
  add('Method', ['type'], members.filter(({ kind }) => kind === 'method').map(signed));
  return drawn;
}

function entry(id: string, name: string): HTMLElement {
  const link = make('a', '', name) as HTMLAnchorElement;
  link.href = `#${id}`;
  return make('li', '', link);
}

const elements = await readElements();
const tokens = make('section', 'element', make('h2', '', 'Tokens'));
tokens.id = 'tokens';
tokens.append(
  make('p', '', 'Of every element: custom properties inherit, so they can stand on any element above.'),
  table('Token', ['type', 'default'], elements[0]?.cssProperties ?? []),
);
document
  .querySelector('#contents')!
  .append(...elements.map(({ tagName }) => entry(tagName, tagName)), entry('tokens', 'Tokens'));
document.querySelector('#reference')!.append(...elements.map(section), tokens);
// The page was empty when the browser looked for it.
if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
