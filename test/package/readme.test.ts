/** What the README and the pages beside it state as facts, against the code: order, events, sizes, pictures, numbers. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { build } from 'esbuild';
import { LOCALES } from '../../components/locales/load.js';
import { DEFAULT_TIMEOUTS } from '../../src/session/environment.js';
import { MAX_TEXT_BYTES } from '../../src/session/messages.js';
import { documented } from './manifest.js';
import { ROOT } from './project.js';

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const readme = read('README.md');
const DOCS = readdirSync(join(ROOT, 'docs')).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : []));

/** First what it is and is not, last the licence. Whoever looks for something finds it where other projects have it. */
const ORDER = [
  'Try it',
  'What is protected, and what is not',
  'On a site with accounts',
  'Theming',
  'Events',
  'What a site can know',
  'Accessibility',
  'Browsers',
  'Size',
  'Content Security Policy',
  'The introducing server',
  'Questions',
  'Where next',
  'Security',
  'Licence',
];

/** How a page writes them; larger ones are digits. */
const FROM_SIXTEEN = ['sixteen', 'seventeen', 'eighteen', 'nineteen', 'twenty'];

/** Which script makes a picture, and how the name stands in it. */
const MAKERS = [
  {
    picture: /^docs\/images\/conversation-(light|dark)\.png$/,
    script: 'scripts/animation.mjs',
    name: 'conversation-${',
  },
  {
    picture: /^docs\/images\/side-by-side-(light|dark)\.png$/,
    script: 'scripts/screenshots.mjs',
    name: 'side-by-side-${',
  },
  { picture: /^docs\/images\/bench\/[\w-]+\.svg$/, script: 'bench/document.ts', name: '${name}.svg' },
];

interface EventClass {
  readonly bubbles: boolean;
  /** Fields and methods that a listener finds. */
  readonly carries: readonly string[];
}

/** The events of a file: those of its maps, as their classes are written. */
function eventsOf(file: string): Map<string, EventClass> {
  const source = read(file);
  const maps = [...source.matchAll(/^ +'(dm-[\w-]+)': (\w+);$/gm)];
  return new Map(
    maps.map(([, name, type]) => {
      const [code = ''] = new RegExp(`class ${type!} extends Event \\{[\\s\\S]*?^}`, 'm').exec(source) ?? [];
      const fields = [...code.matchAll(/readonly (\w+):|^ {2}get (\w+)\(/gm)].map(
        ([, field, getter]) => field ?? getter!,
      );
      const methods = [...code.matchAll(/^ {2}(?!constructor|get )(\w+)\(\)/gm)].map(([, method]) => `${method!}()`);
      return [name!, { bubbles: /NOTICE|CANCELABLE|bubbles: true/.test(code), carries: [...fields, ...methods] }];
    }),
  );
}

const section = (heading: string): string => (readme.split(`\n## ${heading}\n`)[1] ?? '').split('\n## ')[0]!;
const code = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, word]) => word!);
const bubbling = (file: string): string[] =>
  [...eventsOf(file)].flatMap(([name, { bubbles }]) => (bubbles ? [name] : []));

describe('the README', () => {
  it('says what this is, what it is not, and shows it, before anything else', () => {
    const [opening = ''] = readme.split('\n## ');
    const places = ['# dm-elements', '**Private messages', '**What it is not:**', '<picture>'].map((each) =>
      opening.indexOf(each),
    );
    expect(places).to.deep.equal([...places].sort((a, b) => a - b));
    expect(places).to.not.include(-1);
  });

  it('has its chapters in the order in which people ask', () => {
    expect([...readme.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).to.deep.equal(ORDER);
  });

  it('themes the chat in five lines', () => {
    const [, css = ''] = /```css\n([^]*?)\n```/.exec(section('Theming')) ?? [];
    expect(css.split('\n')).to.have.length(5);
  });

  it('has every event that bubbles, with what it carries', () => {
    const events = eventsOf('src/events.ts');
    const rows = [...section('Events').matchAll(/^\| `(dm-[\w-]+)` +\|([^|]*)\|/gm)];
    expect(rows.map(([, name]) => name).sort()).to.deep.equal(bubbling('src/events.ts').sort());
    for (const [, name, cell] of rows) {
      expect(code(cell!).sort(), name).to.deep.equal([...events.get(name!)!.carries].sort());
    }
  });

  it('names what else bubbles from single elements', () => {
    const [, named = ''] = /^Single elements also tell[^:]*:([\s\S]*?)\.$/m.exec(section('Events')) ?? [];
    const files = ['components/shared/events.ts', 'components/shared/request-event.ts'];
    expect(code(named).sort()).to.deep.equal(files.flatMap(bubbling).sort());
    const told = documented.flatMap(({ events = [] }) => events.map(({ name }) => name));
    expect(told).to.include.members(code(named));
  });

  it('has the sizes that are measured', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['scripts/size.mjs', '--json'], { cwd: ROOT });
    const stages = JSON.parse(stdout) as readonly { name: string; gzip: number; budget: number }[];
    const told = [...section('Size').matchAll(/(\d+) kB/g)].map(([, figure]) => Number(figure));
    const named = ['idle', 'waiting', 'session', 'file'].map((name) => stages.find((each) => each.name === name)!);
    expect(told).to.deep.equal(named.map(({ gzip }) => Math.ceil(gzip / 1_000)));
    // What a later change may add before it has to be said here.
    for (const [at, { name, budget }] of named.entries()) expect(budget / 1_000, name).to.be.below(told[at]! + 1);
  });
});

describe('a fact of the documentation', () => {
  it('about a picture is who makes it, and no picture lies about', () => {
    const shown = ['README.md', ...DOCS].flatMap((page) =>
      [...read(page).matchAll(/(?:srcset|<img src)="([^"]+)"|!\[[^\]]*\]\(([^)]+)\)/g)].map(([, html, markdown]) =>
        normalize(join(dirname(page), html ?? markdown!)).replaceAll('\\', '/'),
      ),
    );
    const files = readdirSync(join(ROOT, 'docs/images'), { recursive: true, withFileTypes: true });
    const there = files.flatMap((file) =>
      file.isFile() ? [join(file.parentPath, file.name).slice(ROOT.length).replaceAll('\\', '/')] : [],
    );
    expect([...new Set(shown)].sort()).to.deep.equal(there.sort());
    const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> };
    for (const picture of there) {
      const makers = MAKERS.filter((maker) => maker.picture.test(picture));
      expect(makers, picture).to.have.length(1);
      const [{ script, name }] = makers as [(typeof MAKERS)[number]];
      expect(read(script), script).to.include(name);
      expect(Object.values(scripts).join('\n')).to.include(script);
    }
  });

  it('about simple-peer is what its halves weigh', async () => {
    const [, ours, whole] = /(\d+) kB instead of (\d+)/.exec(read('docs/architecture.md')) ?? [];
    const weigh = async (contents: string): Promise<string> => {
      const { outputFiles } = await build({
        stdin: { contents, resolveDir: ROOT },
        bundle: true,
        minify: true,
        write: false,
        format: 'esm',
        platform: 'browser',
      });
      return String(Math.round(gzipSync(outputFiles[0]!.contents, { level: 9 }).length / 1_000));
    };
    expect(await weigh(`export { default } from './dist/vendor/simple-peer.js';`)).to.equal(ours);
    expect(await weigh(`export { default } from 'simple-peer';`)).to.equal(whole);
  });

  it('about limits and times is what the code has', () => {
    const seconds = DEFAULT_TIMEOUTS.reconnect / 1_000;
    expect(section('Questions')).to.include(`waits for ${seconds} seconds`);
    expect(read('docs/troubleshooting.md')).to.include(`${MAX_TEXT_BYTES.toLocaleString('en')} bytes of UTF-8`);
    const attributes = documented.flatMap((element) => element.attributes ?? []);
    const [timeout] = attributes.filter(({ name }) => name === 'reconnect-timeout');
    expect(timeout?.default).to.equal(String(seconds));
  });

  it('about an adapter and the languages is what there is', () => {
    const [contract = ''] =
      /export interface SignalingAdapter \{[\s\S]*?^}/m.exec(read('src/signaling/adapter.ts')) ?? [];
    const methods = [...contract.matchAll(/^ {2}\w+\(/gm)].length;
    expect(methods).to.equal(6);
    for (const page of ['docs/faq.md', 'README.md']) expect(read(page)).to.match(/adapter\s+has\s+six\s+methods/);
    // English is not loaded, and so not in the list.
    const count = LOCALES.length + 1;
    expect(read('docs/faq.md')).to.include(`one of ${FROM_SIXTEEN[count - 16] ?? count} languages`);
  });

  it('about sizes of what is pressed is what the style sheet has, and the tests hold', () => {
    const statement = read('docs/accessibility.md');
    const targets = [...read('components/shared/tokens.styles.ts').matchAll(/--_target: var\(--dm-target, (\d+)px\)/g)];
    const [mouse, finger] = targets.map(([, px]) => px!);
    const [, least, largest] =
      /TARGETS = \{ mouse: (\d+), finger: (\d+) \}/.exec(read('test/looks/looks.test.ts')) ?? [];
    expect(finger).to.equal(largest);
    expect(statement).to.match(new RegExp(`at least ${least!} px, and ${finger!} px where the pointer is a finger`));
    expect(statement).to.match(new RegExp(`have ${mouse!} px by default`));
  });

  it('about what was tested names version and tool', () => {
    const { version } = JSON.parse(read('node_modules/axe-core/package.json')) as { readonly version: string };
    const [, tested] = /with (.*) and axe-core ([\d.]+)\./.exec(read('docs/accessibility.md')) ?? [];
    expect(read('docs/accessibility.md')).to.include(`axe-core ${version.split('.').slice(0, 2).join('.')}.`);
    // The matrix of browsers speaks of the same ones.
    expect(read('docs/browsers.md')).to.include(`(last with ${tested!.replace(', ', ' and ')})`);
  });
});
