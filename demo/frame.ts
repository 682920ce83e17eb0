/** What every page of the demo has around its own part: the head, the bar, and in it where one is. A plugin of Vite. */
import type { Plugin } from 'vite';

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

export function frame(): Plugin {
  return {
    name: 'frame',
    transformIndexHtml: { order: 'pre', handler: (html, { path }) => framed(html, path.replace(/^\/|\?.*$/g, '')) },
  };
}

/** @param path of the page, from demo/; one that is not in the bar is left as it is */
export function framed(html: string, path: string): string {
  const current = path === '' || path.endsWith('/') ? `${path}index.html` : path;
  if (!PAGES.some(([page]) => page === current)) return html;
  const root = '../'.repeat(current.split('/').length - 1) || './';
  return html.replace('<head>', `<head>${head(root)}`).replace('<body>', `<body>${bar(root, current)}`);
}

const head = (root: string): string => `
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content" />
    <meta name="color-scheme" content="light dark" />
    <link rel="icon" href="${root}styles/icon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="${root}styles/page.css" />
    <link rel="stylesheet" href="${root}styles/tools.css" />
    <script type="module" src="${root}scheme.ts"></script>`;

const bar = (root: string, current: string): string => `
    <header class="bar">
      <a class="brand" href="${root}index.html"><img src="${root}styles/icon.svg" alt="" width="24" height="24" />dm-elements</a>
      <nav aria-label="Demos">${PAGES.map(([page, name]) => link(root + page, name, page === current)).join('')}</nav>
      <button type="button" class="quiet" id="scheme">Dark</button>
    </header>`;

const link = (href: string, name: string, isCurrent: boolean): string =>
  `<a href="${href}"${isCurrent ? ' aria-current="page"' : ''}>${name}</a>`;
