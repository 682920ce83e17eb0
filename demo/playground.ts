/** A session with every attribute and token as a control, beside the markup they make and what happens because of them. */
import '../components/index.js';
import { onDeparture } from './departures.js';
import { make, readElements, type Item } from './manifest.js';

const MAX_LINES = 200;
/** Told by the page itself, so that the two meet. */
const FIXED = ['self', 'peer', 'signaling', 'for'];
/** Would ask a server that is not there. */
const SERVERS = ['token-url', 'ice-url'];
const EVENTS = [
  ...['dm-state-change', 'dm-message', 'dm-send', 'dm-input', 'dm-verify-change', 'dm-unread-change', 'dm-ended'],
  ...['dm-error', 'dm-status', 'dm-request', 'dm-message-action', 'dm-file-action', 'dm-verify-answer'],
];
const byId = (id: string): HTMLElement => document.getElementById(id)!;

let departed = 0;
onDeparture((what, bytes) => {
  departed += bytes;
  log('left', what);
  byId('departed').textContent = `${byId('left').childElementCount} things, ${departed.toLocaleString()} bytes`;
});

const room = `local:${crypto.randomUUID()}`;
const session = document.createElement('dm-session');
for (const [name, value] of [
  ['self', 'alice'],
  ['peer', 'bob'],
  ['signaling', room],
] as const) {
  session.setAttribute(name, value);
}
for (const type of EVENTS) session.addEventListener(type, (event) => log('events', carried(event)));
byId('here').append(session);
const bob = new URLSearchParams({ self: 'bob', selfName: 'Bob', peer: 'alice', peerName: 'Alice', signaling: room });
(byId('bob') as HTMLIFrameElement).src = `./person.html?${bob.toString()}`;

const { attributes = [], cssProperties = [] } =
  (await readElements()).find(({ tagName }) => tagName === 'dm-session') ?? {};
for (const attribute of attributes) {
  if (![...FIXED, ...SERVERS].includes(attribute.name)) byId('attributes').append(attributeControl(attribute));
}
for (const token of cssProperties) byId('tokens').append(tokenControl(token));
byId('theme').addEventListener('input', ({ target }) => {
  const { value } = target as HTMLSelectElement;
  byId('here').className = value ? `inside theme-${value}` : 'inside';
});
byId('copy').addEventListener('click', () => void navigator.clipboard.writeText(markup()));
show();

function attributeControl(attribute: Item): HTMLElement {
  const type = attribute.type?.text ?? 'string';
  const words = [...type.matchAll(/'([\w-]+)'/g)].map(([, word]) => word!);
  if (type.startsWith('boolean')) {
    return control(attribute, input('checkbox'), (field) => session.toggleAttribute(attribute.name, field.checked));
  }
  const field = words.length > 0 ? choice(words) : input(type.startsWith('number') ? 'number' : 'text');
  return control(attribute, field, ({ value }) => {
    if (value) session.setAttribute(attribute.name, value);
    else session.removeAttribute(attribute.name);
  });
}

function tokenControl(token: Item): HTMLElement {
  const field = input('text');
  field.placeholder = token.default ?? '';
  return control(token, field, ({ value }) => {
    if (value) session.style.setProperty(token.name, value);
    else session.style.removeProperty(token.name);
  });
}

function control<Field extends HTMLInputElement | HTMLSelectElement>(
  { name, description = '' }: Item,
  field: Field,
  apply: (field: Field) => void,
): HTMLElement {
  field.name = name;
  field.addEventListener('input', () => {
    apply(field);
    show();
  });
  const label = make('label', 'control', make('code', '', name), field);
  label.title = description;
  return label;
}

function input(type: string): HTMLInputElement {
  return Object.assign(document.createElement('input'), { type, autocomplete: 'off' });
}

/** The empty choice takes the attribute away. */
function choice(words: readonly string[]): HTMLSelectElement {
  const field = document.createElement('select');
  field.append(...['', ...words].map((word) => new Option(word, word)));
  return field;
}

/** As a page would write it; what is only true in this session is left out. */
function markup(): string {
  const written = [...session.attributes]
    .filter(({ name }) => name !== 'style')
    .map(({ name, value }) => (value ? `${name}="${value.replaceAll('"', '&quot;')}"` : name));
  const style = session.getAttribute('style');
  const look = style ? `<style>\n  dm-session { ${style} }\n</style>\n` : '';
  return `${look}<dm-session ${written.join(' ')}></dm-session>`;
}

function show(): void {
  byId('markup').textContent = markup();
}

/** Every value that the event's own class has given it: whatever a listener could read. */
function carried(event: Event): string {
  const own = Object.entries(event).filter(([name]) => name !== 'isTrusted');
  const told = own.map(
    ([name, value]) => `${name}: ${typeof value === 'object' && value ? '(object)' : String(value)}`,
  );
  return [event.type, ...told].join('  ');
}

function log(list: 'events' | 'left', line: string): void {
  const lines = byId(list);
  lines.append(make('li', '', line));
  while (lines.childElementCount > MAX_LINES) lines.firstElementChild?.remove();
}
