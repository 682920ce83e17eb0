/** A browser in the namespace of one person, see `driver.ts`. Node only. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import type { BrowserKind } from '../../../scripts/browsers.mjs';
import type { Answer, Order } from './driver.js';
import type { Who } from './network.js';

const DRIVER = fileURLToPath(new URL('driver.ts', import.meta.url));

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

export class LabBrowser {
  readonly #waiting = new Map<number, Waiting>();
  #orders = 0;

  private constructor(
    readonly who: Who,
    readonly kind: BrowserKind,
    private readonly driver: ChildProcess,
  ) {
    driver.on('message', (answer: Answer) => {
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if ('error' in answer) waiting?.reject(new Error(`${who}: ${answer.error}`));
      else waiting?.resolve(answer.value);
    });
    driver.once('exit', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`the browser of ${who} is gone`));
      this.#waiting.clear();
    });
  }

  /**
   * @param secure the one origin that counts as a secure context without a certificate
   * @param hide addresses inside are hidden behind mDNS names, as in people's browsers
   */
  static async launch(who: Who, kind: BrowserKind, secure: string, hide = true): Promise<LabBrowser> {
    const args = ['netns', 'exec', who, execPath, '--import', 'tsx', DRIVER];
    const browser = new LabBrowser(who, kind, spawn('ip', args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }));
    try {
      await browser.#order({ order: 'launch', kind, secure, hide });
    } catch (error) {
      browser.driver.kill('SIGKILL');
      throw error;
    }
    return browser;
  }

  /** Opens a page in a profile of its own, in place of the last one. */
  async open(url: string, ready: string): Promise<void> {
    await this.#order({ order: 'open', url, ready });
  }

  evaluate(expression: string): Promise<unknown> {
    return this.#order({ order: 'evaluate', expression });
  }

  /** What the page has put on its console. */
  async complaints(): Promise<readonly string[]> {
    return (await this.#order({ order: 'complaints' })) as string[];
  }

  async close(): Promise<void> {
    if (this.driver.exitCode !== null || this.driver.signalCode !== null) return;
    await this.#order({ order: 'close' }).catch(() => {});
    const gone = once(this.driver, 'exit');
    this.driver.kill('SIGKILL');
    await gone;
  }

  #order(order: Order): Promise<unknown> {
    const id = ++this.#orders;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.driver.send({ id, order }, (error) => {
        if (error) reject(error);
      });
    });
  }
}
