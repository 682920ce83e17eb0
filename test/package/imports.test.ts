/**
 * What an import does beside giving names: nothing in the engine, the adapters, the languages and the server; elements are
 * defined by the modules of elements, and by no other. Each entry is imported by its public name in a Node of its own.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { entries } from './entries.js';
import { documented, placed } from './manifest.js';
import { ROOT } from './project.js';

/** What Lit, and its stand-in for a DOM, leave behind in Node. */
const LIT = [
  'globalThis.customElements',
  'globalThis.litElementVersions',
  'globalThis.litHtmlVersions',
  'globalThis.litPropertyMetadata',
  'globalThis.litServerRoot',
  'globalThis.reactiveElementVersions',
  'Symbol.metadata',
];
/** For another runtime: test/node/server/worker.test.ts runs it there. */
const ELSEWHERE = ['./server/worker.js'];
const TAGS = documented.map(({ tagName }) => tagName);

interface Trace {
  readonly name: string;
  /** Properties of the global object, and of everything that the platform has, that came, went or are others now. */
  readonly changed: readonly string[];
  /** Elements that are defined by now. */
  readonly tags: readonly string[];
}

/** Node makes some globals when they are asked for first; storage would complain. */
const PROBE = `
  const names = Object.getOwnPropertyNames(globalThis).filter((name) => !/Storage$/.test(name));
  const platform = names.flatMap((name) => {
    const value = globalThis[name];
    return value && /function|object/.test(typeof value) && value !== globalThis
      ? [[name, value], ...(value.prototype ? [[name + '.prototype', value.prototype]] : [])] : [];
  });
  const look = () => new Map([['globalThis', globalThis], ...platform].flatMap(([name, object]) =>
    Reflect.ownKeys(object).map((key) => [name + '.' + String(key), Object.getOwnPropertyDescriptor(object, key)])));
  const listeners = () => process.eventNames().map((name) => String(name) + process.listenerCount(name)).join();
  const traces = [];
  for (const name of JSON.parse(process.argv[2])) {
    const [before, heard] = [look(), listeners()];
    await import(name);
    const after = look();
    const changed = [...new Set([...before.keys(), ...after.keys()])].filter((key) =>
      ['value', 'get', 'set'].some((part) => !Object.is(before.get(key)?.[part], after.get(key)?.[part])));
    if (listeners() !== heard) changed.push('listeners of the process');
    const tags = ${JSON.stringify(TAGS)}.filter((tag) => globalThis.customElements?.get(tag));
    traces.push({ name, changed, tags });
  }
  console.log(JSON.stringify(traces));`;

/** One after the other. Node ends by itself, or an import has left something running. */
async function imports(names: readonly string[]): Promise<readonly Trace[]> {
  // A file: code on the command line is given every module of Node as a global.
  const file = join(ROOT, '.cache', 'probe-imports.mjs');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, PROBE);
  const list = JSON.stringify(names.map((name) => name.replace('.', 'dm-elements')));
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [file, list], { timeout: 100_000 });
  expect(stderr).to.equal('');
  // Nothing but our own line is printed.
  return JSON.parse(stdout) as readonly Trace[];
}

const all = entries().filter((name) => !ELSEWHERE.includes(name));
const withElements = all.filter((name) => name === '.' || name.startsWith('./components/'));
const quiet = all.filter((name) => !withElements.includes(name));

describe('an import', () => {
  it('is looked at for every entry of the package', () => {
    expect(quiet).to.include.members(['./client', './server', './server/redis.js', './testing', './locales/de.js']);
    expect(quiet).to.include.members(['./signaling/local.js', './signaling/websocket.js', './signaling/manual.js']);
    expect(withElements).to.include.members(placed.map(({ tagName }) => `./components/${tagName}.js`));
  });

  it('of engine, adapter, language, server or test tool defines nothing, and touches nothing', async () => {
    const traces = await imports(quiet);
    expect(traces).to.have.length(quiet.length);
    for (const { name, changed, tags } of traces) expect([...changed, ...tags], name).to.deep.equal([]);
  });

  it('of elements defines them, and does nothing else', async () => {
    for (const { name, changed, tags } of await imports([...withElements].reverse())) {
      expect(LIT, name).to.include.members([...changed]);
      const own = /\/(dm-[\w-]+)\.js$/.exec(name)?.[1];
      if (own) expect(tags).to.include(own);
      else expect(tags).to.include.members(placed.map(({ tagName }) => tagName));
    }
  });

  it('of all elements, as the first, defines those that a page places', async () => {
    const [{ tags }] = (await imports(['.'])) as [Trace];
    // The tray comes with what is put into it.
    expect([...tags, 'dm-file-tray']).to.include.members(placed.map(({ tagName }) => tagName));
  });
});
