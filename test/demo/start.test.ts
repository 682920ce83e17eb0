/** `npm start` as the README says it: pages and a relay from one command, and nothing of it left after Ctrl+C. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { launch, type Browser, type Page } from 'puppeteer-core';
import { launchOptions } from '../../scripts/browsers.mjs';
import { PAGES } from '../../vite.config.js';
import { ROOT } from '../package/project.js';
import { complaintsOf, expectSilence, part, talk, type Talker } from '../recipes/talk.js';
import { framed } from './site.js';

/** Milliseconds for the command and the first page, which Vite makes when it is asked for. */
const START_MS = 120_000;

/** Pages, and what is in each when all of it is there. */
const OTHERS = [
  ['', 'iframe'],
  ['gallery/', 'dm-session'],
  ['playground.html', '#here dm-session >>> [part="base"]'],
  ['reference.html', 'h2'],
  ['recipes.html', 'h2'],
  ['labs/verify.html', 'dm-session >>> [part="base"]'],
  ['labs/requests.html', 'dm-session >>> [part="base"]'],
  ['labs/files.html', 'dm-session >>> [part="base"]'],
] as const;
/** Two people meet on the first; the second stands in its frame. */
const VISITED = ['relay', 'person'];

/** Vite's own lines, and what the gallery shows of an element that nobody has set up. */
const EXPECTED = /^debug: \[vite\]|^warn: dm-session: set self and signaling/;

/** The command in a group of its own, as a terminal starts it. */
class Command {
  readonly #process: ChildProcess;
  #said = '';

  constructor(port: string) {
    this.#process = spawn('npm', ['start'], {
      cwd: ROOT,
      detached: true,
      env: { ...process.env, PORT: port },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process.stderr?.on('data', (data: Buffer) => (this.#said += data.toString()));
  }

  /** Where it says that the demo is. Rejects with what it says where it ends before that. */
  async address(): Promise<string> {
    for await (const line of createInterface({ input: this.#process.stdout! })) {
      const [, url] = /dm-elements demo: (http\S+)/.exec(line) ?? [];
      if (url) return url;
    }
    throw new Error(this.#said);
  }

  /** What Ctrl+C does: everybody in the group is told. */
  async interrupt(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const over = once(this.#process, 'exit');
    process.kill(-this.#process.pid!, 'SIGINT');
    await over;
  }
}

const isOpen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection({ port, host: 'localhost' }, () => resolve(true));
    socket.once('error', () => resolve(false)).once('connect', () => socket.destroy());
  });

describe('npm start', function () {
  this.timeout(2 * START_MS);
  let command: Command;
  let browser: Browser;
  before(async () => (browser = await launch(launchOptions('chromium'))));
  afterEach(() => command.interrupt());
  after(() => browser.close());

  it('shows the demo and introduces two people who open its links, and ends with Ctrl+C', async () => {
    command = new Command('0');
    const url = await command.address();
    const complaints: string[] = [];
    const open = async (self: string, peer: string): Promise<{ page: Page; person: Talker }> => {
      const page = await browser.newPage();
      complaintsOf(page, complaints);
      await page.goto(`${url}relay.html?self=${self}&peer=${peer}`, { timeout: START_MS });
      return { page, person: await framed(page, '#person') };
    };
    const alice = await open('alice', 'bob');
    // The link for the other person is the one that the page offers.
    expect(await alice.page.$eval('#other', (link) => (link as HTMLAnchorElement).href)).to.equal(
      `${url}relay.html?self=bob&peer=alice`,
    );
    const bob = await open('bob', 'alice');
    await talk(alice.person, bob.person);
    await part(alice.person, bob.person);
    await Promise.all([alice.page.close(), bob.page.close()]);

    // The other pages, which Vite makes of the sources: `pages.test.ts` has them as files.
    const others = OTHERS.map(([path]) => path.replace(/(^|\/)$/, '$1index').replace('.html', ''));
    expect([...VISITED, ...others].sort()).to.deep.equal([...PAGES].sort());
    for (const [path, drawn] of OTHERS) {
      const page = await browser.newPage();
      complaintsOf(page, complaints);
      await page.goto(url + path, { timeout: START_MS });
      await page.waitForSelector(drawn, { timeout: START_MS });
      await page.close();
    }
    expectSilence(complaints.filter((each) => !EXPECTED.test(each)));
    const port = Number(new URL(url).port);
    expect(await isOpen(port)).to.equal(true);
    await command.interrupt();
    expect(await isOpen(port)).to.equal(false);
  });

  it('takes the port that it is told or none, and says so', async () => {
    command = new Command('0');
    const { port } = new URL(await command.address());
    const second = new Command(port);
    const refused = await second.address().catch((error: unknown) => String(error));
    expect(refused).to.match(/EADDRINUSE/);
  });
});
