/** The types of the package, as a site's compiler reads them: entries, tags, events, JSX. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { entries } from './entries.js';
import { placed } from './manifest.js';
import { EmptyProject, ROOT } from './project.js';

const TSC = join(ROOT, 'node_modules/@typescript/native/bin/tsc');

const LIB = ['es2023', 'dom', 'dom.iterable'];
/** What JSX calls a listener. */
const FRAMEWORKS = [
  {
    name: 'React',
    source: 'react',
    on: 'on',
    packages: ['react', '@types/react', 'react-dom', '@types/react-dom', 'csstype'],
  },
  { name: 'Preact', source: 'preact', on: 'on', packages: ['preact'] },
  { name: 'Solid', source: 'solid-js', on: 'on:', packages: ['solid-js', 'csstype'] },
] as const;
/** For another runtime than all the others. */
const WORKER = './server/worker.js';
/** A value that fits an attribute, as JSX writes it. */
const FITTING = { string: '"text"', number: '{5}', boolean: '{true}' } as const;

/** Names to import for the events of all elements. */
const events = placed.flatMap(({ events: own = [] }) => own);
const classes = [...new Set(events.map(({ type }) => type!.text))].filter((name) => name !== 'Event').sort();
const imports = `import type {} from 'dm-elements/jsx';
import * as shared from 'dm-elements';
import * as engine from 'dm-elements/client';
type All = typeof shared & typeof engine;
type Exact<A, B> = [A, B] extends [B, A] ? true : false;
${classes.map((name) => `type ${name} = InstanceType<All['${name}']>;`).join('\n')}
`;

/** Each tag is made, and each of its events listened to: exactly of its class, and with nothing beside. */
function listening(): string {
  const made = placed.map(({ tagName, name, events: own = [] }, index) => {
    const listeners = own.map(
      ({ name: event, type }) => `
element${index}.addEventListener('${event}', (event) => { const exact: Exact<typeof event, ${type!.text}> = true; return exact; });
// @ts-expect-error Events carry no text.
element${index}.addEventListener('${event}', (event) => event.text);
// @ts-expect-error Nor a detail.
element${index}.addEventListener('${event}', (event) => event.detail);`,
    );
    return `
import type { ${name} as Class${index} } from 'dm-elements/components/${tagName}.js';
const element${index} = document.createElement('${tagName}');
export const exact${index}: Exact<typeof element${index}, Class${index}> = true;
const found${index} = document.querySelector('${tagName}');
export const same${index}: Exact<typeof found${index}, Class${index} | null> = true;
${listeners.join('')}`;
  });
  return imports + made.join('\n');
}

/** Each tag with every attribute and listener, and once more with each attribute wrong. */
function markup(source: string, on: string): string {
  const tags = placed.map(({ tagName, attributes = [], events: own = [] }, index) => {
    const given = attributes.map(({ name, type }) => {
      const [, word] = /'([\w-]+)'/.exec(type!.text) ?? [];
      const kind = type!.text.split(' | ')[0] as keyof typeof FITTING;
      return `${name}=${word ? `"${word}"` : FITTING[kind]}`;
    });
    const listeners = own.map(
      ({ name, type }) => `${on}${name}={(event) => { const typed: ${type!.text} = event; void typed; }}`,
    );
    const wrong = [
      ...attributes.map(({ name }) => `${name}={Symbol.iterator}`),
      ...own.map(({ name }) => `${on}${name}={(event) => void event.text}`),
    ].map(
      (each, at) => `// @ts-expect-error Of another type.\nexport const wrong${index}_${at} = <${tagName} ${each} />;`,
    );
    return `export const tag${index} = <${tagName}\n  ${[...given, ...listeners].join('\n  ')}\n/>;\n${wrong.join('\n')}`;
  });
  return `/** @jsxImportSource ${source} */\n${imports}\n${tags.join('\n')}\n`;
}

describe('the types of the package', () => {
  let project: EmptyProject;
  before(async () => {
    project = await EmptyProject.make();
  });
  after(() => project?.remove());

  /** What the compiler of a strict site has to say, or nothing. */
  async function complaints(files: readonly string[], options: object = {}): Promise<string> {
    const compilerOptions = {
      module: 'esnext',
      moduleResolution: 'bundler',
      target: 'es2022',
      strict: true,
      noEmit: true,
      types: [],
      skipLibCheck: true,
      lib: LIB,
      ...options,
    };
    project.write('tsconfig.json', JSON.stringify({ compilerOptions, files }));
    const { failed, output } = await project.node(TSC, '-p', '.');
    return failed ? output || 'tsc failed' : '';
  }

  for (const resolution of ['nodenext', 'bundler'] as const) {
    it(`stand for every entry, tag and listener, looked for as "${resolution}" does`, async () => {
      const module = resolution === 'bundler' ? 'esnext' : resolution;
      const options = { module, moduleResolution: resolution };
      expect(await complaints(['samples/types.ts'], options)).to.equal('');
    });
  }

  it('are right themselves, also for a site that looks into them', async () => {
    const names = entries().filter((name) => name !== WORKER);
    expect(names.length).to.be.above(50);
    const code = names.map((name, index) => `export * as entry${index} from '${name.replace('.', 'dm-elements')}';`);
    project.write('entries.ts', `import type {} from 'dm-elements/jsx';\n${code.join('\n')}\n`);
    project.borrow('@types/node', 'undici-types', '@types/ws');
    const looked = { skipLibCheck: false, types: ['node'] };
    expect(await complaints(['entries.ts', 'samples/types.ts'], looked)).to.equal('');
  });

  it('are right on Cloudflare, where the platform is another one', async () => {
    project.write('worker.ts', `export * from 'dm-elements/${WORKER.slice(2)}';\n`);
    project.borrow('partyserver', '@cloudflare/workers-types');
    const platform = { lib: ['es2023'], types: ['@cloudflare/workers-types'], skipLibCheck: false };
    expect(await complaints(['worker.ts'], platform)).to.equal('');
  });

  it('know every tag, and every event of it, and nothing beside', async () => {
    project.write('generated.ts', listening());
    expect(await complaints(['generated.ts'])).to.equal('');
  });

  for (const { name, source, on, packages } of FRAMEWORKS) {
    it(`know in JSX of ${name} every tag, attribute and listener`, async () => {
      project.borrow(...packages);
      const file = source === 'solid-js' ? 'solid' : source;
      project.write(`${file}.tsx`, markup(source, on));
      // The recipe too, where there is one of TypeScript: Vite only takes the types away.
      const recipe = join(ROOT, 'demo/recipes', file, 'main.tsx');
      if (existsSync(recipe)) project.write('recipe.tsx', readFileSync(recipe, 'utf8'));
      const files = [`${file}.tsx`, `samples/${file}.tsx`, ...(existsSync(recipe) ? ['recipe.tsx'] : [])];
      const jsx = source === 'solid-js' ? 'preserve' : 'react-jsx';
      expect(await complaints(files, { jsx, jsxImportSource: source })).to.equal('');
    });
  }
});
