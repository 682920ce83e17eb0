/**
 * What a page downloads, stage by stage (`WHAT`), from `dist/cdn/dm-elements.js`, against a budget that fails CI and the
 * release.
 *
 * What only some browsers or sites load (EXTRA) is listed and in no stage: ML-KEM where the browser has none, codes that
 * are drawn or read, SignalR's own library, what only a host calls (stats, diagnose).
 *
 * Each file is compressed by itself, as a server does. 1 kB is 1,000 bytes. `--json` says the stages for programs.
 */
import { readFileSync, existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { argv, exit, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const ENTRY = 'dist/cdn/dm-elements.js';
/** gzip bytes. */
const BUDGETS = { idle: 20_000, waiting: 41_500, session: 81_000, file: 95_300, everything: 114_400 };
/** Each stage in a line; docs/benchmarks.md says the same. */
const WHAT = {
  idle: 'the script tag: elements are defined and shown, nobody talks yet',
  waiting: 'the same page signed on at a relay, so that somebody can ask; nobody does',
  session: 'all that is loaded when two people talk in English and verify, in a browser that has ML-KEM itself',
  file: 'the same, and they send files; who sees a picture, or records or hears a voice message, loads the rest',
  everything:
    'all that a page can come to load in such a browser: launcher, invites, identity, signatures, voice, and the ' +
    'biggest one of the languages',
};
const LOCALE = /\/locale-/;
const FILE = /\/(files|dm-file|en-files|voice-type)-/;
const VOICE = /\/(dm-voice|dm-recorder)-/;
/** Asked for once a picture is whole. */
const PICTURE = /\/pixels-/;
const EXTRA = /\/(diagnose|stats|ml-kem|qr|qr-view|qr\.styles|decode|scanner|signalr|esm|manual|en-manual|dm-manual)-/;
/** Held against what a page really asks for by test/browsers/script-tag.test.ts. */
const WAITING = /\/(client|tabs|websocket)-/;
/** A page names one server: not BroadcastChannel and a relay. */
const OPTIONAL = [
  LOCALE,
  FILE,
  VOICE,
  PICTURE,
  EXTRA,
  /\/(local|party|ice|attention|dm-launcher|dm-invite|identity|signing|invites?)-/,
];

if (!existsSync(join(ROOT, ENTRY))) {
  stdout.write('There is no build to measure: run "npm run build" first.\n');
  exit(1);
}

const { metafile } = await build({
  entryPoints: [ENTRY],
  absWorkingDir: ROOT,
  bundle: true,
  format: 'esm',
  splitting: true,
  outdir: 'unused',
  write: false,
  metafile: true,
  logLevel: 'error',
});

const files = Object.keys(metafile.inputs);
const idle = closure([ENTRY], ({ kind }) => kind === 'import-statement');
const waiting = closure([ENTRY], ({ kind, path }) => kind === 'import-statement' || WAITING.test(path));
const session = closure([ENTRY], ({ path }) => !OPTIONAL.some((pattern) => pattern.test(path)));
const file = [...new Set([...session, ...files.filter((each) => FILE.test(each))])];
const [biggestLocale] = files.filter((each) => LOCALE.test(each)).sort((a, b) => gzipped(b) - gzipped(a));
const everything = files.filter((each) => each === biggestLocale || !(LOCALE.test(each) || EXTRA.test(each)));
const stages = { idle, waiting, session, file, everything };

if (argv.includes('--json')) {
  const rows = Object.entries(stages).map(([name, members]) => ({
    name,
    what: WHAT[name],
    budget: BUDGETS[name],
    ...weigh(members),
  }));
  stdout.write(`${JSON.stringify(rows)}\n`);
  exit(0);
}

for (const file of [...files].sort()) row(relative('dist/cdn', file), [file]);
stdout.write('\n');
let over = false;
for (const [name, members] of Object.entries(stages)) {
  const { gzip } = row(name, members);
  const budget = BUDGETS[name];
  if (budget && gzip > budget) {
    over = true;
    stdout.write(
      `  over its budget of ${kilo(budget)}: load the newest import of this stage with import() when it is needed, ` +
        'or find a smaller way; raise the budget in scripts/size.mjs only with a reason in the commit.\n',
    );
  }
}
exit(over ? 1 : 0);

function closure(start, follow) {
  const seen = new Set(start);
  for (const path of seen) {
    for (const edge of metafile.inputs[path].imports) if (!edge.external && follow(edge)) seen.add(edge.path);
  }
  return [...seen];
}

function gzipped(file) {
  return gzipSync(readFileSync(join(ROOT, file)), { level: 9 }).length;
}

function weigh(members) {
  const gzip = members.reduce((total, file) => total + gzipped(file), 0);
  const brotli = members.reduce((total, file) => total + brotliCompressSync(readFileSync(join(ROOT, file))).length, 0);
  return { gzip, brotli };
}

function row(name, members) {
  const { gzip, brotli } = weigh(members);
  const budget = BUDGETS[name] ? `  budget ${kilo(BUDGETS[name])}` : '';
  stdout.write(`${name.padEnd(36)} gzip ${kilo(gzip).padStart(9)}  brotli ${kilo(brotli).padStart(9)}${budget}\n`);
  return { gzip, brotli };
}

function kilo(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
