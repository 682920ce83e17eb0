/**
 * Shows every scene, or those that `?scene=` names, separated by commas; a single one at full width, as the picture script wants it.
 * `?lang=`, `?theme=` and `?scheme=` do what they say.
 */
import '../../components/index.js';
import { LOCALES, loadLocale } from '../../components/locales/load.js';
import type { DMSessionElement } from '../../components/index.js';
import { offerThemes } from '../themes.js';
import { FakeClient } from '../../test/helpers/fake-session.js';
import { PARTS, type Part } from './parts.js';
import { PSEUDO, registerPseudo } from './pseudo.js';
import { SCENES, type Scene } from './scenes.js';

const RTL = ['ar', 'he'];
const query = new URLSearchParams(location.search);
const stage = document.querySelector<HTMLElement>('.scenes')!;
const switches = document.querySelector<HTMLFormElement>('.switches')!;

// No file here is real, so nobody who leaves is asked. Before the elements: those who listen later hear nothing.
addEventListener('beforeunload', (event) => event.stopImmediatePropagation());

function figure(name: string, content: HTMLElement): HTMLElement {
  const container = document.createElement('figure');
  const caption = document.createElement('figcaption');
  caption.textContent = name;
  container.append(caption, content);
  return container;
}

/** What people do in the scenes that are shown, and the words they read. */
const acts: Promise<void>[] = [];

function conversation({ make, then }: Scene): HTMLElement {
  const element = document.createElement('dm-session');
  const session = make();
  element.peer = session.peer;
  const provider = document.createElement('dm-provider');
  provider.client = new FakeClient(session);
  provider.append(element);
  if (then) acts.push(drawn(element).then(() => then(element)));
  return provider;
}

function part({ make, then }: Part): HTMLElement {
  const content = make();
  if (then) acts.push(then(content));
  return content;
}

/** Resolves when the conversation is there, and its parts. */
async function drawn(element: DMSessionElement): Promise<void> {
  await Promise.all(['dm-message-list', 'dm-composer'].map((tag) => customElements.whenDefined(tag)));
  await element.updateComplete;
  await element.renderRoot.querySelector('dm-message-list')?.updateComplete;
}

function follow(): void {
  const { lang, width, theme } = Object.fromEntries(new FormData(switches)) as Record<string, string>;
  document.documentElement.lang = lang ?? 'en';
  document.documentElement.dir = RTL.includes(lang ?? '') ? 'rtl' : 'ltr';
  stage.style.setProperty('--width', `${width ?? '400'}px`);
  stage.className = theme ? `scenes theme-${theme}` : 'scenes';
}

const language = switches.elements.namedItem('lang') as HTMLSelectElement;
for (const code of ['en', ...LOCALES]) {
  const name = new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code;
  language.add(new Option(name, code));
}
registerPseudo();
language.add(new Option('Pseudo (40 % longer)', PSEUDO));
language.value = query.get('lang') ?? 'en';
acts.push(loadLocale(language.value));
const theme = switches.elements.namedItem('theme') as HTMLSelectElement;
offerThemes(theme);
theme.value = query.get('theme') ?? '';
const scheme = query.get('scheme');
if (scheme) document.documentElement.style.colorScheme = scheme;
switches.addEventListener('change', follow);
follow();

const wanted = query.get('scene')?.split(',') ?? null;
document.body.classList.toggle('one', wanted?.length === 1);
const isWanted = ({ name, alone }: Scene | Part): boolean => (wanted === null ? !alone : wanted.includes(name));
stage.append(
  ...SCENES.filter(isWanted).map((scene) => figure(scene.name, conversation(scene))),
  ...PARTS.filter(isWanted).map((each) => figure(each.name, part(each))),
);
// For scripts that look at the page: everybody has done what they do.
stage.ariaBusy = 'true';
void Promise.all(acts).then(() => (stage.ariaBusy = null));
