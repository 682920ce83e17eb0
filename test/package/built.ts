/** What these tests look at is in `dist/`: it is built from what stands here, once, before the first of them. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ROOT } from './project.js';

export const build = (): Promise<unknown> =>
  promisify(execFile)(process.execPath, ['scripts/build.mjs'], { cwd: ROOT, maxBuffer: 1 << 26 });

export const mochaGlobalSetup = build;
