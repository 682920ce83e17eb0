/// <reference types="vite/client" />
/** The recipes, drawn from the table in docs/recipes.md: nothing here is written twice. */
import recipes from '../docs/recipes.md?raw';
import { make } from './manifest.js';

/** `| you have | [`folder`](path) | what it shows |` */
const ROW = /^\| (.+?) +\| \[`([\w-]+)`\]\(.+?\) +\| (.+?) +\|$/gm;

for (const [, need = '', folder = '', shows = ''] of recipes.matchAll(ROW)) {
  const card = make('section', 'card', make('h2', '', capital(need)), make('p', '', shows.replaceAll('`', '')));
  card.append(make('code', '', `demo/recipes/${folder}/`));
  document.getElementById('recipes')!.append(card);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
