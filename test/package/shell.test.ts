/** Every line for a shell in the documentation: run here, or by the test that is named here. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { TestRedis } from '../helpers/redis.js';
import { blocks, PAGES, read } from './pages.js';
import { EmptyProject, ROOT } from './project.js';

interface Line {
  readonly page: string;
  /** Without the comment behind. */
  readonly text: string;
}

const LINES: readonly Line[] = PAGES.flatMap((page) =>
  blocks(page, 'sh')
    .join('')
    .split(/\n|&&/)
    .map((line) => ({ page, text: line.replace(/ #.*/, '').trim() })),
).filter(({ text }) => text);

const linesLike = (pattern: RegExp): string[] => LINES.flatMap(({ text }) => (pattern.test(text) ? [text] : []));

/** Tests that run lines which are nothing for this file, and what these begin with. */
const ELSEWHERE: readonly (readonly [RegExp, string])[] = [
  [/^npm start$/, 'test/demo/start.test.ts'],
  // Of the packed package.
  [/^npm install dm-elements$/, 'test/package/project.ts'],
  [/^\.ci\/run$/, '.ci/run'],
  [/^npm test$/, '.ci/run'],
  [/^npm run new:\w+ /, 'test/package/generators.test.ts'],
  [/^npm run release$/, 'test/package/release.test.ts'],
];
/** It takes a quarter of an hour. */
const BY_HAND = /^npm run bench -- --short$/;

const IN_CLONE = /^npx mocha |^(BROWSERS=\w+ )?npm run test:\w+ -- /;
const STAGE = /^npm test -- (\w+)$/;
const IN_CI = /^npm run [\w:]+$/;
const RELAY = /\bnpx dm-relay /;

interface Ran {
  readonly code: number | null;
  readonly said: string;
}

/** Runs a line as a person would who stands in the clone. */
async function run(line: string): Promise<Ran> {
  const child = spawn('sh', ['-c', line], { cwd: ROOT, env: { ...process.env, NO_COLOR: '1' } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (said += data.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}

/** Runs a line that starts the relay, in a project that has the package; how it answers at `/healthz`. */
async function healthOf(line: string, folder: string): Promise<number> {
  const secret = 'a secret of at least thirty-two bytes, for this test';
  const relay = spawn('sh', ['-c', line], {
    cwd: folder,
    // A group of its own: npx starts a shell, which starts the relay. What is not there is not fetched.
    detached: true,
    env: { ...process.env, DM_SECRET: secret, ANOTHER: secret, TURN_SECRET: secret, npm_config_offline: 'true' },
  });
  const ended = once(relay, 'close');
  try {
    let said = '';
    for await (const data of relay.stdout) {
      said += String(data);
      const [, port] = /"event":"listening".*"port":(\d+)/.exec(said) ?? [];
      if (port) return (await fetch(`http://127.0.0.1:${port}/healthz`)).status;
    }
    return 0;
  } finally {
    if (relay.exitCode === null && relay.pid) process.kill(-relay.pid, 'SIGTERM');
    relay.stdout.resume();
    await ended;
  }
}

describe('lines for a shell', () => {
  it('of the relay start the program of the installed package', async () => {
    const lines = linesLike(RELAY);
    expect(lines).to.have.length.above(3);
    const project = await EmptyProject.make();
    // What the one with Redis asks for.
    project.borrow('redis', '@redis');
    const redis = await TestRedis.start();
    try {
      for (const line of lines) {
        const command = line
          .replace(/\bDM_SECRET=…/, 'DM_SECRET=$ANOTHER')
          .replace('--port 8787', '--port 0')
          .replace('redis://127.0.0.1:6379', redis.url);
        expect(await healthOf(command, project.folder), line).to.equal(200);
      }
    } finally {
      await redis.stop();
      project.remove();
    }
  });

  for (const line of linesLike(IN_CLONE)) {
    it(`"${line}" runs tests`, async () => {
      // Those with pages of their own are part of `npm test`: here they are only found.
      const command = /test\/browsers|test:demo/.test(line) ? `${line} --dry-run` : line;
      const { code, said } = await run(command);
      expect(code, said).to.equal(0);
      expect(said).to.match(/[1-9]\d* pass(ing|ed)/);
      expect(said).to.not.match(/[1-9]\d* fail(ing|ed)/);
    });
  }

  it('that name a script are run by what has to pass before a change is done', () => {
    const ci = read('.ci/run');
    expect(ci).to.match(/^npm test /m);
    for (const line of linesLike(IN_CI)) {
      if (ELSEWHERE.some(([pattern]) => pattern.test(line))) continue;
      expect(ci, line).to.include(line.replace('npm run ', 'npm run --silent '));
    }
  });

  it('that run one stage of the tests name one that there is', async () => {
    const lines = linesLike(STAGE);
    expect(lines).to.not.have.length(0);
    // A stage takes minutes; one that there is not is refused with the list of those that are. Nothing is installed before it.
    const { code, said } = await run('npm --ignore-scripts test -- nosuch');
    expect(code, said).to.equal(2);
    const [, stages = ''] = /unknown stage: nosuch; there are (.*)/.exec(said) ?? [];
    expect(stages.split(', ')).to.include.members(lines.map((line) => STAGE.exec(line)![1]!));
  });

  it('are all run', () => {
    for (const { page, text } of LINES) {
      // The test of the recipes keeps count itself.
      if (page.startsWith('demo/recipes/')) continue;
      const where = ELSEWHERE.find(([pattern]) => pattern.test(text))?.[1];
      if (where) expect(existsSync(join(ROOT, where)), where).to.equal(true);
      const isRun = where ?? [RELAY, STAGE, IN_CLONE, IN_CI, BY_HAND].some((pattern) => pattern.test(text));
      expect(isRun, `${page}: ${text}`).to.not.equal(false);
    }
    expect(LINES).to.have.length.above(40);
  });
});
