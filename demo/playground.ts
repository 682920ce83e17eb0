/** Every element with every attribute and token as a control, beside the markup they make and what happens because of them. */
import '../components/index.js';
import { copies } from './copy.js';
import { onDeparture } from './departures.js';
import { make, marked, readElements, type ElementDocs } from './manifest.js';
import { attributeControl, tokenControl } from './playground/controls.js';
import { hex, themeTokens } from './playground/look.js';
import { markup } from './playground/markup.js';
import { scene, type Scene } from './playground/scenes.js';

const MAX_LINES = 200;
/** Parts of another element that a page does not place. */
const INNER = ['dm-file-tray'];
const byId = (id: string): HTMLElement => document.getElementById(id)!;
const picker = document.querySelector<HTMLSelectElement>('#element')!;
const theme = document.querySelector<HTMLSelectElement>('#theme')!;

const totals = { request: 0, note: 0, direct: 0 };
onDeparture(({ kind, what, content, bytes }) => {
  totals[kind] += 1;
  const size = kind === 'request' ? '' : `${bytes.toLocaleString('en')} bytes`;
  const entry = make('details', kind, make('summary', '', make('b', '', kind), ` ${what} `, make('small', '', size)));
  entry.append(make('code', '', content));
  if (kind === 'request') byId('requested').append(make('li', '', content));
  else log('left', entry);
  byId('departed').textContent =
    `${totals.note} notes to whoever introduces, ${totals.direct} frames straight to Bob, ` +
    `${totals.request} requests for files of this page`;
});

const elements = (await readElements()).filter(({ attributes = [], tagName }) => {
  return attributes.length > 0 && !INNER.includes(tagName);
});
const tokens = elements[0]?.cssProperties ?? [];
for (const type of new Set(elements.flatMap(({ events = [] }) => events.map(({ name }) => name)))) {
  // Those that do not bubble too.
  byId('here').addEventListener(type, (event) => log('events', make('span', '', carried(event))), true);
}
let shown: Scene;
const chosen = new Map<string, string>();

picker.append(...elements.map(({ tagName }) => new Option(`<${tagName}>`, tagName)));
picker.value = elements.find(({ tagName }) => `#${tagName}` === location.hash)?.tagName ?? 'dm-session';
picker.addEventListener('change', begin);
byId('again').addEventListener('click', begin);
theme.addEventListener('input', () => {
  chosen.clear();
  for (const [name, value] of themeTokens(theme.value)) chosen.set(name, value);
  wear();
  drawTokens();
});
for (const form of document.querySelectorAll('form'))
  form.addEventListener('submit', (event) => event.preventDefault());
copies(byId('copy'), byId('markup'));
drawTokens();
begin();

/** Both people take their seats, as if the page had been loaded. */
function begin(): void {
  const room = `local:${crypto.randomUUID().slice(0, 8)}`;
  const docs = elements.find(({ tagName }) => tagName === picker.value)!;
  shown = scene(docs.tagName, room);
  byId('here').replaceChildren(shown.root);
  byId('events').replaceChildren();
  const bob = new URLSearchParams({ self: 'bob', selfName: 'Bob', peer: 'alice', peerName: 'Alice', signaling: room });
  (byId('bob') as HTMLIFrameElement).src = `./person.html?${bob.toString()}`;
  byId('summary').replaceChildren(...marked(docs.summary ?? ''));
  drawAttributes(docs);
  wear();
}

function drawAttributes({ attributes = [] }: ElementDocs): void {
  const { element } = shown;
  const controls = attributes.map((attribute) =>
    attributeControl(attribute, element.getAttribute(attribute.name), (value) => {
      if (value === null) element.removeAttribute(attribute.name);
      else element.setAttribute(attribute.name, value);
      show();
    }),
  );
  byId('attributes').replaceChildren(...controls);
}

function drawTokens(): void {
  const controls = tokens.map((token) => {
    const value = chosen.get(token.name) ?? '';
    const control = tokenControl(token, hex(value || token.default || '', tokens), (given) => {
      if (given) chosen.set(token.name, given);
      else chosen.delete(token.name);
      wear();
    });
    control.querySelector<HTMLInputElement>('[type="text"]')!.value = value;
    return control;
  });
  byId('tokens').replaceChildren(...controls);
}

/** The tokens stand on the outermost element: they inherit. */
function wear(): void {
  shown.root.removeAttribute('style');
  for (const [name, value] of chosen) shown.root.style.setProperty(name, value);
  show();
}

function show(): void {
  byId('markup').textContent = markup(shown.root);
}

/** Every value that the event's own class has given it: whatever a listener could read. */
function carried(event: Event): string {
  const own = Object.entries(event).filter(([name]) => name !== 'isTrusted');
  const told = own.map(
    ([name, value]) => `${name}: ${typeof value === 'object' && value ? '(object)' : String(value)}`,
  );
  return [event.type, ...told].join('  ');
}

/** Follows the newest as long as the person has not gone back to an older one. */
function log(list: 'events' | 'left', entry: HTMLElement): void {
  const lines = byId(list);
  const atEnd = lines.scrollHeight - lines.scrollTop - lines.clientHeight < 8;
  lines.append(make('li', '', entry));
  while (lines.childElementCount > MAX_LINES) lines.firstElementChild?.remove();
  if (atEnd) lines.scrollTop = lines.scrollHeight;
}
