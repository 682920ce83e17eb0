/** The documentation: its pages, and what stands in their blocks of code. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './project.js';

const RECIPES = 'demo/recipes';
export const PAGES: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'llms.txt',
  ...readdirSync(join(ROOT, 'docs')).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
  ...readdirSync(join(ROOT, RECIPES)).map((name) => `${RECIPES}/${name}/README.md`),
];

export const read = (page: string): string => readFileSync(join(ROOT, page), 'utf8');

/** Contents of the blocks of these kinds. */
export const blocks = (page: string, ...kinds: readonly string[]): string[] =>
  [...read(page).matchAll(/^```(\w+)[^\n]*\n([\s\S]*?)^```$/gm)].flatMap(([, kind, code]) =>
    kinds.includes(kind!) ? [code!] : [],
  );
