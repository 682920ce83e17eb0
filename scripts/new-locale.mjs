/**
 * `npm run new:locale -- nl Nederlands`: `components/locales/nl.ts` with every word, in English, and the line in
 * `load.ts` that makes it known. What is left is to translate; `npm run types` and the tests of the languages say when a
 * word is missing. Nothing that exists is written over.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { argv, exit, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const RIGHT_TO_LEFT = ['ar', 'dv', 'fa', 'he', 'ps', 'ur', 'yi'];
const [code = '', name = '', into = ROOT] = argv.slice(2);
if (!/^[a-z]{2,3}$/.test(code) || !name) {
  stdout.write('usage: npm run new:locale -- <code of two or three letters> <its own name>\n');
  exit(2);
}

const folder = join('components', 'locales');
const target = join(into, folder, `${code}.ts`);
if (existsSync(target)) {
  stdout.write(`${folder}/${code}.ts exists\n`);
  exit(1);
}

// English stands in several modules, by when a page needs it; another language is loaded whole.
const words = ['en.ts', 'en-chat.ts', 'en-files.ts', 'en-manual.ts'].map(wordsOf).join('');
const direction = RIGHT_TO_LEFT.includes(code) ? 'rtl' : 'ltr';
writeFileSync(
  target,
  `import { registerLocale, type Translation } from './localize.js';

/** ${name}. */
export const ${code}: Translation = {
  $code: '${code}',
  $name: '${name.replaceAll("'", "\\'")}',
  $dir: '${direction}',
${words}};

// The 64 words of the verification, separated by commas, are the second argument: without them it shows English ones.
registerLocale(${code});
`,
);

const loader = join(into, folder, 'load.ts');
const source = readFileSync(loader, 'utf8');
const codes = [...source.matchAll(/^ {2}'(\w+)',$/gm)].map(([, each]) => each);
const list = [...codes, code].sort();
const modules = list.map((each) => `  ${each}: () => import('./${each}.js'),\n`).join('');
writeFileSync(
  loader,
  source
    .replace(
      /(LOCALES = \[\n)[\s\S]*?(\] as const)/,
      (_all, start, end) => `${start}${list.map((each) => `  '${each}',\n`).join('')}${end}`,
    )
    .replace(/(Promise<unknown>>> = \{\n)[\s\S]*?(\};)/, (_all, start, end) => `${start}${modules}${end}`),
);
stdout.write(
  `${folder}/${code}.ts and a line in load.ts. Next: translate, add "${code}" to test/components/locales.test.ts, ` +
    'say in docs/faq.md how many languages there are, npm run types.\n',
);

/** The entries of one module of English. */
function wordsOf(file) {
  const source = readFileSync(join(ROOT, folder, file), 'utf8');
  const [, body = ''] = /^const words[^=]*= \{\n([\s\S]*?)^\}/m.exec(source) ?? [];
  return body.replace(/^ {2}\$(code|name|dir): .*\n/gm, '');
}
