/**
 * What a page downloads, stage by stage (scripts/size.mjs, which also holds the budgets), beside deep-chat, which is an
 * interface for chats without any connection or key. After `npm run build`.
 *
 *   npm run bench:size
 */
import { execFile } from 'node:child_process';
import { exit } from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { writeResults } from './report.js';

interface Stage {
  readonly name: string;
  /** What is in it. */
  readonly what: string;
  /** gzip, bytes. */
  readonly budget: number;
  readonly gzip: number;
  readonly brotli: number;
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Bytes, gzip: what this project wants to reach. */
const GOALS = { idle: 20_000, everything: 70_000 } as const;

const stages = await measured();
const { outputFiles } = await build({
  stdin: { contents: `import 'deep-chat';`, resolveDir: ROOT },
  bundle: true,
  minify: true,
  format: 'esm',
  write: false,
  logLevel: 'error',
});
const code = Buffer.concat(outputFiles.map(({ contents }) => contents));
const deepChat = { gzip: gzipSync(code, { level: 9 }).length, brotli: brotliCompressSync(code).length };
for (const { name, gzip, brotli } of [...stages, { name: 'deep-chat', ...deepChat }]) {
  process.stdout.write(
    `${name.padEnd(12)}gzip ${(gzip / 1e3).toFixed(1)} kB, brotli ${(brotli / 1e3).toFixed(1)} kB\n`,
  );
}
await writeResults('size', { goals: GOALS, stages, deepChat });

/** Ends the program with what the script has to say, where it cannot measure. */
async function measured(): Promise<readonly Stage[]> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ['scripts/size.mjs', '--json'], { cwd: ROOT });
    return JSON.parse(stdout) as readonly Stage[];
  } catch (error) {
    const {
      stdout = '',
      stderr = '',
      message,
    } = error as Error & { readonly stdout?: string; readonly stderr?: string };
    process.stderr.write(stdout + stderr || `${message}\n`);
    exit(1);
  }
}
