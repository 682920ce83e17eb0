/// <reference types="vite/client" />
/** The recipes, drawn from the table in docs/recipes.md and from their folders: nothing here is written twice. */
import recipes from '../docs/recipes.md?raw';
import { make, marked } from './manifest.js';

/** `| you have | [`folder`](path) | what it shows |` */
const ROW = /^\| (.+?) +\| \[`([\w-]+)`\]\(.+?\) +\| (.+?) +\|$/gm;
const files = import.meta.glob<string>('./recipes/*/*', { query: '?raw', import: 'default' });

for (const [, need = '', folder = '', shows = ''] of recipes.matchAll(ROW)) {
  const card = make('section', 'card', make('h2', '', capital(need)), make('p', '', ...marked(shows)));
  card.append(make('code', '', `demo/recipes/${folder}/`));
  for (const [path, load] of Object.entries(files)) {
    const [, , of, name = ''] = path.split('/');
    if (of === folder) card.append(file(name, load));
  }
  document.getElementById('recipes')!.append(card);
}

/** Its text comes when somebody wants to read it. */
function file(name: string, load: () => Promise<string>): HTMLElement {
  const code = make('code');
  const text = make('pre', '', code);
  text.tabIndex = 0;
  const drawn = make('details', '', make('summary', '', name), text);
  drawn.addEventListener('toggle', () => void load().then((content) => (code.textContent = content)), { once: true });
  return drawn;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
