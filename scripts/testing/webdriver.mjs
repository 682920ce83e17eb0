/**
 * As much of WebDriver (W3C, https://www.w3.org/TR/webdriver2/) as tests of elements need: one window, addresses, a
 * script, keys. The driver is WebKitGTK's own; no other needs it, so there is no library for it here.
 */

/** Names of keys, as in `KeyboardEvent.key`, to WebDriver's characters (section "Keyboard actions"). */
const KEYS = {
  Backspace: '\uE003',
  Tab: '\uE004',
  Enter: '\uE007',
  Shift: '\uE008',
  Control: '\uE009',
  Alt: '\uE00A',
  Escape: '\uE00C',
  Space: ' ',
  PageUp: '\uE00E',
  PageDown: '\uE00F',
  End: '\uE010',
  Home: '\uE011',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
  Delete: '\uE017',
};

export class WebDriver {
  #session;

  /** @param {string} session address of an open session */
  constructor(session) {
    this.#session = session;
  }

  /**
   * Starts a browser.
   * @param {string} driver address of the driver
   * @param {object} capabilities
   */
  static async start(driver, capabilities) {
    const { sessionId } = await call('POST', `${driver}/session`, { capabilities: { alwaysMatch: capabilities } });
    return new WebDriver(`${driver}/session/${sessionId}`);
  }

  /** @param {string} url */
  async open(url) {
    await this.#post('url', { url });
  }

  /** @param {number} width @param {number} height in CSS pixels, with the window's frame */
  async resize(width, height) {
    await this.#post('window/rect', { width, height });
  }

  /** @param {string} script body of a function @returns {Promise<unknown>} */
  async run(script) {
    return this.#post('execute/sync', { script, args: [] });
  }

  /** @param {'keyDown' | 'keyUp'} type @param {string} key a character, or a name as in `KeyboardEvent.key` */
  async key(type, key) {
    await this.#keys([{ type, value: KEYS[key] ?? key }]);
  }

  /** @param {string} key */
  async press(key) {
    const value = KEYS[key] ?? key;
    await this.#keys([
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ]);
  }

  /** Ends the browser. */
  async stop() {
    await call('DELETE', this.#session);
  }

  async #keys(actions) {
    await this.#post('actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }

  async #post(command, body) {
    return call('POST', `${this.#session}/${command}`, body);
  }
}

async function call(method, url, body) {
  const response = await fetch(url, { method, ...(body && { body: JSON.stringify(body) }) });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`WebDriver: ${value.error}: ${value.message}`);
  return value;
}
