/** What can be imported of the package. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './project.js';

/** The public names behind `exports`, patterns spelled out by the files that there are. */
export function entries(): string[] {
  const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly exports: Readonly<Record<string, string | { readonly default?: string }>>;
  };
  return Object.entries(exports).flatMap(([name, target]) => {
    const code = typeof target === 'string' ? undefined : target.default;
    if (!code) return [];
    if (!name.includes('*')) return [name];
    const [folder = '', ...rest] = code.split('*');
    const stems = readdirSync(join(ROOT, folder)).map((each) => each.replace(/\.js$/, ''));
    return stems.flatMap((stem) =>
      existsSync(join(ROOT, [folder, ...rest].join(stem))) ? [name.replace('*', stem)] : [],
    );
  });
}
