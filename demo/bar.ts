/** The bar on top of every page: where one is, where else one can go, light or dark. */
import { followScheme } from './scheme.js';

/** Paths from demo/. */
const PAGES = [
  ['index.html', 'Side by side'],
  ['relay.html', 'Two machines'],
  ['playground.html', 'Playground'],
  ['labs/verify.html', 'Verification'],
  ['labs/requests.html', 'Requests'],
  ['labs/files.html', 'Files'],
  ['gallery/index.html', 'Every state'],
  ['recipes.html', 'Recipes'],
  ['reference.html', 'Reference'],
] as const;

const ROOT = new URL('./', document.querySelector<HTMLAnchorElement>('.bar .brand')!.href);

const nav = document.querySelector('.bar nav')!;
for (const [path, name] of PAGES) {
  const link = document.createElement('a');
  link.href = new URL(path, ROOT).href;
  link.textContent = name;
  // A static host may show a folder's index without its name.
  if (link.pathname.replace(/index\.html$/, '') === location.pathname.replace(/index\.html$/, '')) {
    link.setAttribute('aria-current', 'page');
  }
  nav.append(link);
}
followScheme(document.querySelector<HTMLButtonElement>('#scheme')!);
