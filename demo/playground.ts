/** Every element with every attribute and token as a control, beside the markup they make and what happens because of them. */
/// <reference types="vite/client" />
import '../components/index.js';
import { copies } from './copy.js';
import { onDeparture } from './departures.js';
import { make, marked, readElements, type ElementDocs } from './manifest.js';
import { attributeControl, tokenControl } from './playground/controls.js';
import { hex } from './playground/colour.js';
import { markup } from './playground/markup.js';
import { scene, type Meeting, type Scene } from './playground/scenes.js';
import { offerThemes, themeTokens } from './themes.js';

const MAX_LINES = 200;
/** `npm run build:demo` makes files; `npm start` has a relay. */
const RELAY = import.meta.env.PROD ? null : `${location.origin.replace('http', 'ws')}/signal`;
const byId = (id: string): HTMLElement => document.getElementById(id)!;
const picker = document.querySelector<HTMLSelectElement>('#element')!;
const theme = document.querySelector<HTMLSelectElement>('#theme')!;
const meet = document.querySelector<HTMLInputElement>('#meet')!;

const totals = { file: 0, request: 0, note: 0, direct: 0 };
onDeparture(({ kind, what, content, bytes }) => {
  totals[kind] += 1;
  if (kind === 'file') byId('files').append(make('li', '', make('b', '', what), ` ${content}`));
  else {
    const size = bytes > 0 ? `${bytes.toLocaleString('en')} bytes` : '';
    const entry = make('details', kind, make('summary', '', make('b', '', kind), ` ${what} `, make('small', '', size)));
    entry.append(make('code', '', content));
    log('left', entry);
    // A file is thousands of frames. What a server gets stays.
    if (kind === 'direct' && totals.direct > MAX_LINES) byId('left').querySelector('li:has(.direct)')?.remove();
  }
  byId('departed').textContent =
    `${totals.note} notes to whoever introduces, ${totals.direct} frames straight to Bob, ` +
    `${totals.request} requests by code, ${totals.file} for files of this page`;
});

const elements = (await readElements()).filter(({ attributes = [] }) => attributes.length > 0);
const tokens = elements[0]?.cssProperties ?? [];
for (const type of new Set(elements.flatMap(({ events = [] }) => events.map(({ name }) => name)))) {
  // Those that do not bubble too.
  byId('here').addEventListener(type, told, true);
}
let shown: Scene;
const chosen = new Map<string, string>();

picker.append(...elements.map(({ tagName }) => new Option(`<${tagName}>`, tagName)));
picker.value = elements.find(({ tagName }) => `#${tagName}` === location.hash)?.tagName ?? 'dm-session';
picker.addEventListener('change', begin);
byId('again').addEventListener('click', begin);
meet.value = new URLSearchParams(location.search).get('meet') ?? '';
meet.addEventListener('change', begin);
if (RELAY) byId('places').append(new Option('the relay of this host', RELAY));
offerThemes(theme);
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
  const meeting = arrange(meet.value.trim());
  const { signaling, alice, bob } = meeting;
  const docs = elements.find(({ tagName }) => tagName === picker.value)!;
  shown = scene(docs.tagName, meeting);
  byId('here').replaceChildren(shown.root);
  byId('events').replaceChildren();
  const his = new URLSearchParams({ self: bob, selfName: 'Bob', peer: alice, peerName: 'Alice', signaling });
  (byId('bob') as HTMLIFrameElement).src = `./person.html?${his.toString()}`;
  byId('summary').replaceChildren(...marked(docs.summary ?? ''));
  drawAttributes(docs);
  wear();
}

/** A room of their own in this browser; at a server, ids of their own: others try it, too. */
function arrange(place: string): Meeting {
  const unique = crypto.randomUUID().slice(0, 8);
  return place
    ? { signaling: place, alice: `alice-${unique}`, bob: `bob-${unique}` }
    : { signaling: `local:${unique}`, alice: 'alice', bob: 'bob' };
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

function told(event: Event): void {
  log('events', make('span', '', carried(event)));
  if (byId('events').childElementCount > MAX_LINES) byId('events').firstElementChild?.remove();
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
  if (atEnd) lines.scrollTop = lines.scrollHeight;
}
