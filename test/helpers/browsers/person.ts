/** One person: a browser process, and the pages that they have open in it. */
import { launch, type Browser, type BrowserContext, type Page } from 'puppeteer-core';
import { launchOptions, type BrowserKind } from '../../../scripts/browsers.mjs';
import type { PersonPage } from './page.js';
import { press } from './press.js';
import type { Site } from './site.js';

/** How long a browser may take to close before it is killed. Milliseconds. */
const CLOSE_MS = 5_000;

/** What the page's address says, see `page.ts`. */
export type PersonOptions = Partial<Record<'dialog' | 'hold', true>> & {
  readonly request?: number;
  readonly reconnect?: number;
  readonly connect?: number;
  readonly signaling?: string;
};

/** From the flags that a browser usually gets here to those of a test. */
export type ChangeFlags = (usual: readonly string[]) => readonly string[];

export class PersonBrowser {
  private constructor(
    readonly kind: BrowserKind,
    private readonly browser: Browser,
  ) {}

  static async launch(kind: BrowserKind, flags: ChangeFlags = (usual) => usual): Promise<PersonBrowser> {
    const options = launchOptions(kind);
    return new PersonBrowser(kind, await launch({ ...options, args: [...flags(options.args ?? [])] }));
  }

  /** A profile of its own, forgotten when it is closed: storage of one test is not seen by another. */
  async profile(): Promise<PersonProfile> {
    return new PersonProfile(await this.browser.createBrowserContext());
  }

  /** Closes the browser; one that does not close is killed, by its own process id. */
  async close(): Promise<void> {
    const process = this.browser.process();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, CLOSE_MS)));
    await Promise.race([this.browser.close().catch(() => {}), late]);
    clearTimeout(timer);
    if (process && process.exitCode === null && process.signalCode === null) process.kill('SIGKILL');
  }
}

export class PersonProfile {
  readonly #tabs: PersonTab[] = [];

  constructor(private readonly context: BrowserContext) {}

  /** Opens the page of `self`, to talk to `peer`, and waits until they can be asked. */
  async open(site: Site, self: string, peer: string, options: PersonOptions = {}): Promise<PersonTab> {
    const tab = new PersonTab(await this.context.newPage());
    this.#tabs.push(tab);
    const query = new URLSearchParams({ self, peer });
    for (const [name, value] of Object.entries(options)) query.set(name, String(value));
    await tab.visit(`${site.origin}/?${query.toString()}`);
    return tab;
  }

  /** What pages of this profile have complained about. */
  get complaints(): readonly string[] {
    return this.#tabs.flatMap(({ complaints }) => complaints);
  }

  close(): Promise<void> {
    return this.context.close();
  }
}

export class PersonTab {
  /** Everything on the console, and uncaught errors: a quiet page has none. */
  readonly complaints: string[] = [];

  constructor(readonly page: Page) {
    page.on('console', (message) => this.complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => this.complaints.push(String(error)));
  }

  async visit(url: string): Promise<void> {
    await this.page.goto(url);
    await this.#ready();
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.#ready();
  }

  /** Calls a function of the page. */
  async do<Name extends keyof PersonPage>(
    name: Name,
    ...args: Parameters<PersonPage[Name]>
  ): Promise<Awaited<ReturnType<PersonPage[Name]>>> {
    const call = `globalThis.person[${JSON.stringify(name)}](...${JSON.stringify(args)})`;
    return (await this.page.evaluate(call)) as Awaited<ReturnType<PersonPage[Name]>>;
  }

  /** Presses a button, as a person does. */
  async press(selector: string): Promise<void> {
    await press(this.page, selector);
  }

  /** Writes into the composer. */
  async write(text: string): Promise<void> {
    await press(this.page, 'dm-session >>> textarea');
    await this.page.keyboard.type(text);
  }

  async #ready(): Promise<void> {
    await this.page.waitForFunction('globalThis.person !== undefined');
    await this.do('ready');
  }
}
