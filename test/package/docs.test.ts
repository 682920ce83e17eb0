/** The documentation against the product: code compiles, markup and style sheets name what exists, links lead somewhere. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { findBrowser } from '../../scripts/browsers.mjs';
import { DIAGNOSIS_CHECKS } from '../../src/diagnose.js';
import { layerOf } from '../../scripts/eslint/layers.mjs';
import { DM_ERROR_CODES } from '../../src/errors.js';
import { TRANSITIONS } from '../../src/session/machine.js';
import { documented, type Named } from './manifest.js';
import { blocks, PAGES, read } from './pages.js';
import { ROOT } from './project.js';

const TSC = join(ROOT, 'node_modules/@typescript/native/bin/tsc');
/** What the blocks take from around them. Whatever else they name has to be imported or declared in the block. */
const AROUND = `
declare const app: {
  use(handler: (request: Incoming, response: Outgoing, next: (error?: unknown) => void) => void): void;
  addHook(name: string, handler: (request: { raw: Incoming }, reply: { raw: Outgoing; hijack(): void }) => Promise<void>): void;
};
type Incoming = import('node:http').IncomingMessage;
type Outgoing = import('node:http').ServerResponse;
declare const signaling: string;
declare const getToken: () => Promise<string>;
declare const httpServer: import('node:http').Server;
declare const authenticate: import('dm-elements/server').RelayServerOptions['authenticate'];
declare const relay: import('dm-elements/server').RelayServer;
declare const client: import('dm-elements/client').DMClient;
declare const it: (name: string, run: () => Promise<void>) => void;
declare const blocked: (by: string, whom: string) => boolean;
declare const Example: new () => import('dm-elements/client').SignalingAdapter;
`;

const elements = new Map(documented.map((each) => [each.tagName, each]));
/**
 * What happens to a block, by its kind. One of any other kind is code that nobody has tried.
 * `http` is sent with a page in package.test.ts, `sh` is run by shell.test.ts, `nginx` by proxy.test.ts, all else is compared
 * with the code here.
 */
const KINDS = ['ts', 'tsx', 'js', 'html', 'css', 'sh', 'http', 'nginx', 'mermaid'];
/** Formulas have no kind of their own. */
const FORMULAS = 'docs/protocol.md';

/** Of every element. */
const GLOBAL_ATTRIBUTES = ['id', 'class', 'lang', 'dir', 'slot', 'hidden', 'style'];

const names = (list: readonly Named[] | undefined): string[] => (list ?? []).map(({ name }) => name);

/** What the rows of a section's table are about. */
function firstCells(heading: string): string[] {
  const [section = ''] = (read('docs/troubleshooting.md').split(`${heading}\n`)[1] ?? '').split('\n## ');
  const cells = [...section.matchAll(/^\| (`[^|]+) \|/gm)].map(([, cell]) => cell!);
  return cells.flatMap((cell) => [...cell.matchAll(/`([\w-]+)`/g)].map(([, name]) => name!));
}

/** `a/{b,c}.ts` is `a/b.ts` and `a/c.ts`, as in a shell. */
function expanded(path: string): string[] {
  const [, start = '', choices, end = ''] = /^(.*)\{(.+)\}(.*)$/.exec(path) ?? [];
  return choices ? choices.split(',').map((choice) => `${start}${choice}${end}`) : [path];
}

describe('the documentation', () => {
  it('has no block of code that is not tried', () => {
    for (const page of PAGES) {
      // Every second one opens a block.
      const fences = [...read(page).matchAll(/^ *(?:```|~~~)([^\n]*)$/gm)].filter((_, index) => index % 2 === 0);
      const kinds = fences.map(([, words]) => words!.split(' ')[0]!).filter((kind) => kind || page !== FORMULAS);
      expect(KINDS, page).to.include.members(kinds);
      // One that is indented, or fenced in another way, would not be tried.
      expect(blocks(page, ...KINDS), page).to.have.lengthOf(kinds.filter(Boolean).length);
    }
    // All of those that are tried by their place.
    const placed = (kind: string): string[] => PAGES.flatMap((page) => blocks(page, kind).map(() => page));
    expect(placed('http')).to.deep.equal(['README.md']);
    expect(placed('nginx')).to.deep.equal(['docs/signaling.md']);
    expect(placed('mermaid')).to.deep.equal(['docs/architecture.md', 'docs/architecture.md']);
  });

  it('has formulas whose labels are those of the code', () => {
    const folder = join(ROOT, 'src/secure');
    const code = readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('\n');
    const formulas = [...read(FORMULAS).matchAll(/^ *```\n([\s\S]*?)^ *```$/gm)].map(([, block]) => block!).join('\n');
    const labels = [...formulas.matchAll(/"([^"\n]*)"/g)].flatMap(([, label]) => label || []);
    expect(labels).to.have.length.above(12);
    for (const label of labels) {
      // "resume d": the direction is put in, as it is in `resume ${direction}`.
      expect(code, label).to.match(new RegExp(`['"\`]${label.replace(/ (?:d|r|b>a)$/, ' ')}`));
    }
  });

  it('has code that compiles against the package', async () => {
    const folder = join(ROOT, '.cache', 'docs-blocks');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'around.d.ts'), AROUND);
    let count = 0;
    for (const page of PAGES) {
      for (const [extension, ...kinds] of [
        ['ts', 'ts', 'js'],
        ['tsx', 'tsx'],
      ] as const) {
        for (const code of blocks(page, ...kinds)) {
          // A module of its own, so that two blocks may use one name.
          const name = `${page.replaceAll(/\W/g, '-')}-${++count}.${extension}`;
          writeFileSync(join(folder, name), `${code}\nexport {};\n`);
        }
      }
    }
    const options = { module: 'nodenext', target: 'es2022', strict: true, noEmit: true, skipLibCheck: true };
    const jsx = { jsx: 'react-jsx', jsxImportSource: 'react' };
    const lib = ['es2023', 'dom', 'dom.iterable'];
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { ...options, ...jsx, lib, types: ['node'] }, include: ['.'] }),
    );
    const failure = await promisify(execFile)(process.execPath, [TSC, '-p', folder], { cwd: ROOT }).then(
      () => '',
      (error: unknown) => (error as { readonly stdout?: string }).stdout ?? 'tsc did not run',
    );
    expect(failure).to.equal('');
    expect(count).to.be.at.least(8);
  });

  it('has markup of elements and attributes that exist', () => {
    let count = 0;
    for (const page of PAGES) {
      for (const [, tag, list] of blocks(page, 'html')
        .join('\n')
        .matchAll(/<(dm-[\w-]+)([^>]*)>/g)) {
        expect([...elements.keys()], page).to.include(tag);
        const attributes = [...list!.matchAll(/([\w-]+)(?:="[^"]*")?/g)].map(([, name]) => name!);
        const known = [...names(elements.get(tag!)?.attributes), ...GLOBAL_ATTRIBUTES];
        expect(known, `${page}: <${tag}>`).to.include.members(attributes);
        count += 1;
      }
    }
    expect(count).to.be.at.least(6);
  });

  it('has style sheets with tokens, parts and states that exist', () => {
    const css = PAGES.flatMap((page) => blocks(page, 'css')).join('\n');
    const rules = [...css.matchAll(/(dm-[\w-]+)(?::(state)|::(part))\(([\w-]+)\)/g)];
    for (const [, tag, state, , name] of rules) {
      const element = elements.get(tag!);
      expect(names(state ? element?.cssStates : element?.cssParts), tag).to.include(name);
    }
    const tokens = [...css.matchAll(/--dm-[\w-]+/g)].map(([token]) => token);
    expect(names(elements.get('dm-session')?.cssProperties)).to.include.members(tokens);
    expect(rules).to.not.have.length(0);
  });

  it('names tests of the interface that there are', () => {
    const files = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.test.ts'),
    );
    const lines = files.flatMap((name) => read(`test/${name}`).split('\n'));
    const cells = read('docs/interface.md').matchAll(/^\| *\d+ *\| [^|]+ \| ([^|]+) \|$/gm);
    const rules = [...cells].map(([, cell]) => cell!);
    expect(rules).to.have.lengthOf(40);
    for (const rule of rules) {
      const named = [...rule.matchAll(/`([\w/-]+\.test)`/g)].map(([, name]) => `${name}.ts`);
      expect(named, rule).to.not.deep.equal([]);
      for (const name of named)
        expect(
          files.some((file) => `test/${file}`.endsWith(name)),
          name,
        ).to.equal(true);
      for (const [, title] of rule.matchAll(/"([^"]+)"/g)) {
        // Where a test is there for each of several things, … stands for what it is about.
        const pieces = title!.split('…').map((piece) => piece.trim());
        expect(
          lines.some((line) => pieces.every((piece) => line.includes(piece))),
          title,
        ).to.equal(true);
      }
    }
  });

  it('draws the session’s life as the table of its states has it', () => {
    const [, drawing = ''] = blocks('docs/architecture.md', 'mermaid');
    const drawn = [...drawing.matchAll(/^ +(\w+) --> (\w+)/gm)].map(([, from, to]) => `${from} ${to}`);
    const legal = Object.entries(TRANSITIONS).flatMap(([from, targets]) => targets.map((to) => `${from} ${to}`));
    expect(legal).to.include.members(drawn);
    // The page says in words that every state can end or fail.
    expect(drawn).to.include.members(legal.filter((step) => !/ (ended|failed)$/.test(step)));
  });

  it('draws the layers as the lint rule has them', () => {
    const [drawing = ''] = blocks('docs/architecture.md', 'mermaid');
    const paths = new Map(
      [...drawing.matchAll(/(\w+)\["(?:<b>)?([\w./]+)/g)].map(([, id, path]) => [id!, path!] as const),
    );
    const rank = (id: string): number => layerOf(paths.get(id) ?? '')?.rank ?? NaN;
    const arrows = [...drawing.matchAll(/^ +(\w+)(?:\["[^\]]*\])? --> ([\w &]+)/gm)];
    expect(arrows).to.have.length.above(7);
    for (const [arrow, from, to] of arrows) {
      for (const each of to!.split(' & ')) expect(rank(from!), arrow).to.be.above(rank(each.trim()));
    }
  });

  it('leads to rooms that there are', () => {
    const [, table = ''] = /## Where to change what\n([^]*?)\n## /.exec(read('docs/architecture.md')) ?? [];
    const rows = table.split('\n').filter((line) => line.includes('`'));
    expect(rows).to.have.length.above(20);
    for (const row of rows) {
      let folder = '';
      for (const [, name] of row.matchAll(/`([\w./<>-]+)`/g)) {
        // A file without a folder is beside the one before it; `<tag>` stands for any element.
        const path = (name!.includes('/') ? name! : join(folder, name!)).replaceAll('<tag>', 'dm-session');
        if (!existsSync(join(ROOT, path))) expect.fail(`${path} is named where to change things, and is not there`);
        folder = path.endsWith('/') ? path : dirname(path);
      }
    }
  });

  it('leaves no room out: every folder of the engine, and of the server, is where something is changed', () => {
    const [, table = ''] = /## Where to change what\n([^]*?)\n## /.exec(read('docs/architecture.md')) ?? [];
    for (const floor of ['src', 'server']) {
      for (const { name } of readdirSync(join(ROOT, floor), { withFileTypes: true }).filter((each) =>
        each.isDirectory(),
      )) {
        expect(table, `${floor}/${name}`).to.include(`\`${floor}/${name}/`);
      }
    }
    expect(table).to.include('`components/shared/');
  });

  it('shows each threat to be met by files and tests that there are', () => {
    const rows = [...read('docs/threat-model.md').matchAll(/^\|.*\| ([^|]*`[^|]*) \|$/gm)].map(([, cell]) => cell!);
    expect(rows).to.have.lengthOf(20);
    let words = 0;
    for (const cell of rows) {
      // A file without a folder is beside the one before it.
      let folder = '';
      let files: readonly string[] = [];
      for (const [, path, quoted] of cell.matchAll(/`([^`]+)`|"([^"]+)"/g)) {
        if (path) {
          files = expanded(path).map((each) => (each.includes('/') ? each : join(folder, each)));
          for (const each of files) expect(existsSync(join(ROOT, each)), `${cell}: ${each}`).to.equal(true);
          folder = dirname(files[0]!);
        } else {
          // A test by its words.
          expect(files.map(read).join('\n'), `${files.join()}: ${quoted!}`).to.include(quoted);
          words++;
        }
      }
      expect(files, cell).to.not.have.length(0);
    }
    expect(words).to.be.above(6);
  });

  it('names no browser that is newer than what the tests run in', async () => {
    for (const page of ['docs/browsers.md', 'docs/accessibility.md']) {
      for (const [kind, pattern] of [
        ['chromium', /Chromium (\d+)/],
        ['firefox', /Firefox ESR (\d+)/],
      ] as const) {
        const { stdout } = await promisify(execFile)(findBrowser(kind)!, ['--version']);
        const [, installed] = /(\d+)\.\d/.exec(stdout) ?? [];
        const [, named] = pattern.exec(read(page)) ?? [];
        expect(Number(named), `${page}: ${kind}`).to.be.within(100, Number(installed));
      }
    }
  });

  it('moves in the picture of the README, but not for who wants less of that', () => {
    const lines = read('README.md').match(/^ +<(?:source|img) .*$/gm)!;
    expect(lines).to.have.lengthOf(4);
    for (const line of lines) {
      const [, path] = / src(?:set)?="([^"]+)"/.exec(line)!;
      // Chunks of an animated PNG: "acTL" says that it is one, each "fcTL" begins a frame.
      const bytes = readFileSync(join(ROOT, path!), 'latin1');
      const moves = bytes.includes('acTL') && bytes.split('fcTL').length > 3;
      expect(moves, line).to.equal(!line.includes('prefers-reduced-motion'));
    }
  });

  it('names only commands that there are', () => {
    const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> };
    for (const page of PAGES) {
      const commands = [...read(page).matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name]) => name!);
      expect(Object.keys(scripts), page).to.include.members(commands);
    }
  });

  it('has links that lead somewhere', () => {
    for (const page of PAGES) {
      const links = [
        ...read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g),
        ...read(page).matchAll(/(?:srcset|<img src)="([^"]+)"/g),
      ];
      for (const [, target] of links) {
        expect(existsSync(join(ROOT, dirname(page), target!)), `${page}: ${target}`).to.equal(true);
      }
    }
  });

  it('says for every error code what to do, and for no other', () => {
    expect(firstCells('## By code')).to.deep.equal([...DM_ERROR_CODES]);
  });

  it('says of each check of a diagnosis what is looked at', () => {
    expect(firstCells('## Before anybody asks')).to.deep.equal([...DIAGNOSIS_CHECKS]);
  });
});
