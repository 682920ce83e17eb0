/**
 * Lets Web Test Runner run its pages in WebKitGTK, one after the other in one window. `scripts/webkit.mjs` starts the
 * driver and says here where it and the browser are.
 */
import { env } from 'node:process';
import { WebDriver } from './webdriver.mjs';

/** Address of the running WebKitWebDriver, and path of the browser it is to start. */
export const DRIVER_VARIABLE = 'DM_WEBKIT_DRIVER';
export const BROWSER_VARIABLE = 'DM_WEBKIT_BROWSER';

class WebKitLauncher {
  name = 'WebKitGTK';
  /** Web Test Runner presses keys only in browsers of a type it knows; `getPage` is all it then asks for. */
  type = 'puppeteer';
  concurrency = 1;
  /** @type {Promise<WebDriver> | null} */
  #browser = null;
  /** @type {string | null} */
  #active = null;

  async startSession(sessionId, url) {
    this.#browser ??= start();
    const browser = await this.#browser;
    this.#active = sessionId;
    await browser.open(url);
  }

  isActive(sessionId) {
    return this.#active === sessionId;
  }

  /** The test's own page is always the one that was opened: nothing in it navigates. */
  getBrowserUrl() {
    return undefined;
  }

  async stopSession() {
    this.#active = null;
    // Whatever a page still does ends with it.
    await (await this.#browser)?.open('about:blank');
    return { testCoverage: undefined };
  }

  async stop() {
    await (await this.#browser)?.stop();
  }

  startDebugSession() {
    throw new Error('no debugger: run the test in Chromium or Firefox');
  }

  /** What the `sendKeys` command uses of a page. */
  getPage() {
    const browser = async () => {
      if (!this.#browser) throw new Error('no page is open');
      return this.#browser;
    };
    return {
      keyboard: {
        type: async (text) => {
          for (const character of text) await (await browser()).press(character);
        },
        press: async (key) => (await browser()).press(key),
        down: async (key) => (await browser()).key('keyDown', key),
        up: async (key) => (await browser()).key('keyUp', key),
      },
    };
  }
}

async function start() {
  const [driver, binary] = [env[DRIVER_VARIABLE], env[BROWSER_VARIABLE]];
  if (!driver || !binary) throw new Error('start this with "npm run test:webkit"');
  const browser = await WebDriver.start(driver, {
    // Tests are whole when they say so, not when the page has loaded.
    pageLoadStrategy: 'none',
    'webkitgtk:browserOptions': { binary, args: ['--automation'] },
  });
  await browser.resize(820, 700);
  return browser;
}

export const webkitLauncher = () => new WebKitLauncher();
