/** The package as a site gets it: packed, installed into an empty project, bundled, imported and compiled. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { build as esbuild } from 'esbuild';
import { SignJWT } from 'jose';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { launch } from 'puppeteer-core';
import { build as vite, type Rolldown } from 'vite';
import webpack from 'webpack';
import { launchOptions } from '../../scripts/browsers.mjs';
import { tokenAuthenticator } from '../../server/relay/tokens.js';
import { startRelay } from '../helpers/relay.js';
import { build } from './built.js';
import { blocks, PAGES } from './pages.js';
import { EmptyProject, ROOT } from './project.js';
import { chat, PEOPLE, serveFolder, type Served } from './served.js';

const ENTRY = `import 'dm-elements';`;
/** Shared by a site and its relay. */
const SECRET = 'a secret of at least thirty-two bytes, for this test';
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** Two people in the page talk. */
async function expectChat(served: Served): Promise<void> {
  const browser = await launch(launchOptions('chromium'));
  try {
    const page = await browser.newPage();
    await chat(page, `${served.origin}/`);
  } finally {
    await browser.close();
    await served.close();
  }
}

/** The script that the page names is refused. */
async function expectNothing(served: Served): Promise<void> {
  const browser = await launch(launchOptions('chromium'));
  try {
    const page = await browser.newPage();
    const refused = new Promise<string>((resolve) => {
      page.on('console', (line) => line.type() === 'error' && resolve(line.text()));
    });
    await page.goto(`${served.origin}/`);
    expect(await refused).to.include('integrity');
    expect(await page.evaluate(() => customElements.get('dm-session') === undefined)).to.equal(true);
  } finally {
    await browser.close();
    await served.close();
  }
}

/** The package that a file is of, or none. */
function packageOf(path: string): string[] {
  const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path.replaceAll('\\', '/')) ?? [];
  return name ? [name] : [];
}

/** Path and SHA-256 of every file. */
function fingerprint(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    names
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(folder.length + 1), createHash('sha256').update(readFileSync(path)).digest('hex')]),
  );
}

/** Packages that come with this one by package-lock.json, as `name@version`: what it depends on, and what that does. */
function installed(): Set<string> {
  interface Locked {
    readonly version: string;
    readonly dependencies?: Readonly<Record<string, string>>;
    readonly optionalDependencies?: Readonly<Record<string, string>>;
  }
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, Locked>>;
  };
  const found = new Set<string>();
  const walk = (folder: string): void => {
    const { dependencies, optionalDependencies } = packages[folder]!;
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      // As Node looks for it: beside, then further out.
      let at = folder;
      while (!packages[join(at, 'node_modules', name)])
        at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules') - 1));
      const path = join(at, 'node_modules', name);
      const entry = `${name}@${packages[path]!.version}`;
      if (found.has(entry)) continue;
      found.add(entry);
      walk(path);
    }
  };
  walk('');
  return found;
}

describe('the package', () => {
  let project: EmptyProject;
  before(async () => {
    project = await EmptyProject.make();
  });
  after(() => project?.remove());

  it('is built of the same bytes when it is built again', async () => {
    const first = fingerprint(join(ROOT, 'dist'));
    await build();
    const second = fingerprint(join(ROOT, 'dist'));
    const names = [...new Set([...Object.keys(first), ...Object.keys(second)])];
    expect(names.filter((name) => first[name] !== second[name])).to.deep.equal([]);
    expect(Object.keys(first)).to.include.members(['cdn/dm-elements.js', 'components/index.d.ts', 'src/index.js']);
  });

  it('holds what it needs and nothing of how it is made', () => {
    const { packed } = project;
    expect(packed).to.include.members([
      'LICENSE',
      'README.md',
      'CHANGELOG.md',
      'custom-elements.json',
      'dist/THIRD-PARTY.md',
      'dist/cdn/integrity.json',
      'dist/jsx.d.ts',
      'dist/sbom.cdx.json',
      'dist/vscode.css-custom-data.json',
      'dist/vscode.html-custom-data.json',
      'dist/web-types.json',
    ]);
    expect(
      packed.filter((path) => !/^(dist\/|custom-elements|package\.json|LICENSE|README|CHANGELOG)/.test(path)),
    ).to.deep.equal([]);
  });

  it('has the hash of each script file, and it is the right one', () => {
    const folder = join(ROOT, 'dist/cdn');
    const hashes = JSON.parse(readFileSync(join(folder, 'integrity.json'), 'utf8')) as Record<string, string>;
    const scripts = Object.keys(fingerprint(folder)).filter((name) => name.endsWith('.js'));
    expect(Object.keys(hashes).sort()).to.deep.equal(scripts.sort());
    for (const [name, hash] of Object.entries(hashes)) {
      const digest = createHash('sha384')
        .update(readFileSync(join(folder, name)))
        .digest('base64');
      expect(hash, name).to.equal(`sha384-${digest}`);
    }
  });

  it('names every package that is inside of its script files, and no other', async () => {
    const text = readFileSync(join(ROOT, 'dist/THIRD-PARTY.md'), 'utf8');
    const named = [...text.matchAll(/^## (\S+) \S+ \(.+\)\n\n```text\n\S/gm)].map(([, name]) => name!);
    // By another bundler than the one that the list is made with.
    const { output } = (await vite({
      root: ROOT,
      configFile: false,
      logLevel: 'silent',
      build: {
        write: false,
        lib: { entry: 'components/script-tag.ts', formats: ['es'] },
        // It is built by itself, and what is inside of it stands in comments there.
        rolldownOptions: { external: ['simple-peer'] },
      },
    }).then((built) => [built].flat()[0])) as Rolldown.RolldownOutput;
    const bundled = output.flatMap((chunk) =>
      chunk.type === 'chunk'
        ? Object.entries(chunk.modules).flatMap(([path, { renderedLength }]) =>
            renderedLength > 0 ? packageOf(path) : [],
          )
        : [],
    );
    const vendored = readFileSync(join(ROOT, 'dist/vendor/simple-peer.js'), 'utf8').match(/^\/\/ node_modules\/.*/gm);
    // Icons are copied.
    const inside = [...bundled, ...vendored!.flatMap(packageOf), 'lucide-static'];
    expect(named).to.deep.equal([...new Set(inside)].sort());
  });

  it('has a bill of materials: everything inside and beside, with version, licence and hash, and nothing else', () => {
    interface Component {
      readonly name: string;
      readonly purl: string;
      readonly licenses?: readonly unknown[];
      readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
    }
    const bill = JSON.parse(readFileSync(join(ROOT, 'dist/sbom.cdx.json'), 'utf8')) as {
      readonly bomFormat: string;
      readonly specVersion: string;
      readonly metadata: { readonly component: Component };
      readonly components: readonly Component[];
      readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
    };
    expect([bill.bomFormat, bill.specVersion, bill.metadata.component.name]).to.deep.equal([
      'CycloneDX',
      '1.5',
      'dm-elements',
    ]);
    const inside = readFileSync(join(ROOT, 'dist/THIRD-PARTY.md'), 'utf8').matchAll(/^## (\S+) (\S+) \(/gm);
    const all = new Set([...installed(), ...[...inside].map(([, name, version]) => `${name!}@${version!}`)]);
    const listed = bill.components.map(({ purl }) => decodeURIComponent(purl).replace('pkg:npm/', ''));
    expect(listed.sort()).to.deep.equal([...all].sort());
    for (const { name, purl, licenses, hashes } of bill.components) {
      expect(purl, name).to.match(/^pkg:npm\/.+@\d/);
      expect(licenses, name).to.not.have.length(0);
      expect(hashes?.[0]?.content, name).to.match(/^[0-9a-f]{128}$/);
    }
    const known = new Set([bill.metadata.component, ...bill.components].map(({ purl }) => decodeURIComponent(purl)));
    for (const { ref, dependsOn } of bill.dependencies) {
      for (const each of [ref, ...dependsOn]) expect([...known]).to.include(`pkg:npm/${each}`);
    }
  });

  it('satisfies publint', async () => {
    const { messages, pkg } = await publint({
      pkgDir: join(project.folder, 'node_modules/dm-elements'),
      strict: true,
      pack: false,
    });
    expect(messages.map((message) => formatMessage(message, pkg ?? {}))).to.deep.equal([]);
  });

  it('satisfies are-the-types-wrong, for modules', async () => {
    const attw = join(ROOT, 'node_modules/@arethetypeswrong/cli/dist/index.js');
    // A package of ES modules with subpaths: `require` gets them from Node 20.19 on, and resolution of 2015 does not.
    const { failed, output } = await project.node(
      attw,
      project.tarball,
      '--profile',
      'esm-only',
      '--format',
      'ascii',
      '--no-color',
      '--no-emoji',
    );
    expect(failed, output).to.equal(false);
  });

  it('is imported by Node, engine, elements, server and test tools', async () => {
    project.write(
      'entries.js',
      `const names = ['dm-elements', 'dm-elements/client', 'dm-elements/server', 'dm-elements/testing',
         'dm-elements/signaling/local.js', 'dm-elements/locales/de.js', 'dm-elements/components/dm-session.js'];
       for (const name of names) console.log(name, Object.keys(await import(name)).length > 0);`,
    );
    const { output } = await project.node('entries.js');
    expect(output.match(/true/g), output).to.have.length(7);
    expect(output).to.not.include('false');
  });

  it('leaves nothing behind where nothing of it is used', async () => {
    const shaken = await esbuild({
      stdin: {
        contents: `import { DMClient } from 'dm-elements/client'; export const used = 1;`,
        resolveDir: project.folder,
      },
      bundle: true,
      format: 'esm',
      minify: true,
      write: false,
    });
    expect(shaken.outputFiles[0]!.text.length).to.be.below(50);
  });

  it('does what the first lines of the README say, as they stand there', async () => {
    const [, markup = ''] = /^```html\n([\s\S]*?)^```$/m.exec(readme) ?? [];
    const [element = ''] = /<dm-session .*$/m.exec(markup) ?? [];
    // The second tab, with self and peer swapped.
    const swapped = element.replace('self="alice" peer="bob"', 'self="bob" peer="alice"');
    expect(swapped).to.not.equal(element);
    const head = '<!doctype html><link rel="icon" href="data:,">';
    await expectChat(await serveFolder(join(ROOT, 'dist/cdn'), `${head}\n${markup}${swapped}`));
  });

  it('shows every markup of the documentation, and wears its style sheets', async () => {
    const all = (kind: string): string => PAGES.flatMap((page) => blocks(page, kind)).join('');
    // Nobody listens there; the real ones would be somebody's.
    const markup = all('html').replaceAll(/(?:wss|party):\/\/[^/"]+/g, 'ws://localhost:9');
    expect(markup).to.not.match(/signaling="(?:wss|party)/);
    const head = `<!doctype html><link rel="icon" href="data:,"><style>${all('css')}</style>`;
    const served = await serveFolder(join(ROOT, 'dist/cdn'), `${head}\n${markup}`);
    const browser = await launch(launchOptions('chromium'));
    try {
      const page = await browser.newPage();
      const errors: unknown[] = [];
      page.on('pageerror', (error) => errors.push(error));
      await page.goto(`${served.origin}/`);
      const count = await page.evaluate(async () => {
        const ours = [...document.querySelectorAll('*')].filter(({ localName }) => localName.startsWith('dm-'));
        await Promise.all(ours.map(({ localName }) => customElements.whenDefined(localName)));
        return ours.length;
      });
      expect(count).to.be.at.least(10);
      const worn = await page.evaluate(() =>
        [...document.querySelectorAll('dm-session')].map((each) => {
          const style = getComputedStyle(each);
          return `${style.blockSize} ${style.getPropertyValue('--dm-radius')}`;
        }),
      );
      expect(new Set(worn)).to.deep.equal(new Set(['512px 8px']));
      expect(errors).to.deep.equal([]);
    } finally {
      await browser.close();
      await served.close();
    }
  });

  it('carries a chat from another origin, where the file is pinned by its hash', async () => {
    const folder = join(ROOT, 'dist/cdn');
    const hashes = JSON.parse(readFileSync(join(folder, 'integrity.json'), 'utf8')) as Record<string, string>;
    const other = await serveFolder(folder, '', { 'access-control-allow-origin': '*' });
    const pinned = (hash: string): string =>
      PEOPLE.replace('src="/main.js"', `src="${other.origin}/dm-elements.js" integrity="${hash}" crossorigin`);
    const head = '<!doctype html><link rel="icon" href="data:,">';
    try {
      // There is nothing at the page's own origin but the page.
      await expectChat(await serveFolder(project.folder, `${head}${pinned(hashes['dm-elements.js']!)}`));
      const wrong = await serveFolder(
        project.folder,
        `${head}${pinned(hashes['dm-elements.js']!.replace(/.{4}$/, 'AAA='))}`,
      );
      await expectNothing(wrong);
    } finally {
      await other.close();
    }
  });

  it('carries a chat under the policy of the README, with tokens of its own site and the relay that it names', async () => {
    const [, policy = ''] = /^```http\nContent-Security-Policy: ([\s\S]*?)^```$/m.exec(readme) ?? [];
    expect(policy).to.include("default-src 'none'").and.to.include('wss://dm.example.com');
    const [, tokens = ''] = / token-url="([^"]+)"/.exec(readme) ?? [];
    const relay = await startRelay({ authenticate: tokenAuthenticator({ secret: SECRET }) });
    const people = PEOPLE.replace('main.js', 'dm-elements.js').replaceAll(
      /self="(\w+)" (peer="\w+") signaling="[^"]+"/g,
      (_, self: string, peer: string) =>
        `self="${self}" ${peer} signaling="${relay.url}" token-url="${tokens}?id=${self}"`,
    );
    const page = `<!doctype html><link rel="icon" href="data:,">${people}`;
    const headers = {
      'content-security-policy': policy
        .replaceAll(/\s+/g, ' ')
        .trim()
        .replace('wss://dm.example.com', new URL(relay.url).origin),
    };
    const token = async (query: URLSearchParams): Promise<string> => {
      const signed = new SignJWT({}).setProtectedHeader({ alg: 'HS256' }).setSubject(query.get('id')!);
      return JSON.stringify({ token: await signed.setExpirationTime('1m').sign(new TextEncoder().encode(SECRET)) });
    };
    try {
      await expectChat(await serveFolder(join(ROOT, 'dist/cdn'), page, headers, { [tokens]: token }));
    } finally {
      await relay.close();
    }
  });

  describe('in a bundle', () => {
    const bundlers: Record<string, (entry: string, out: string) => Promise<unknown>> = {
      esbuild: (entry, outdir) =>
        esbuild({
          entryPoints: { main: entry },
          bundle: true,
          splitting: true,
          format: 'esm',
          outdir,
          logLevel: 'silent',
        }),
      Vite: (entry, outDir) =>
        vite({
          root: project.folder,
          configFile: false,
          logLevel: 'silent',
          build: { outDir, rolldownOptions: { input: entry, output: { entryFileNames: 'main.js' } } },
        }),
      webpack: (entry, path) =>
        new Promise((resolve, reject) => {
          webpack(
            {
              mode: 'production',
              context: project.folder,
              entry: { main: entry },
              output: { path, filename: '[name].js' },
              performance: { hints: false },
            },
            (error, stats) => {
              if (error || stats?.hasErrors()) reject(error ?? new Error(stats?.toString('errors-warnings')));
              else resolve(stats);
            },
          );
        }),
    };

    for (const [name, bundle] of Object.entries(bundlers)) {
      it(`by ${name} carries a chat`, async () => {
        const out = join(project.folder, `out-${name}`);
        await bundle(project.write('entry.js', ENTRY), out);
        await expectChat(await serveFolder(out));
      });
    }
  });
});
