/** What code asks servers for, by each of the ways in which it can: read at the call, with the headers and the body it gives. */
import { before, constructed } from './hooks.js';

export interface Asked {
  readonly method: string;
  readonly address: string | URL;
  /** Those that code has set; the browser adds its own. */
  readonly headers: Iterable<readonly [string, string]>;
  /** As code has given it. */
  readonly body: unknown;
}

/** In the place of a body that only the browser can read. */
const UNREADABLE = '(a body that cannot be read here)';

export function onAsked(tell: (asked: Asked) => void): void {
  onFetch(tell);
  onXhr(tell);
  before(Navigator.prototype, 'sendBeacon', (_, address, body) =>
    tell({ method: 'POST', address, headers: [], body: body ?? '' }),
  );
}

function onFetch(tell: (asked: Asked) => void): void {
  /** A request gives back its body in time only, and once. */
  const bodies = new WeakMap<Request, unknown>();
  const bodyOf = (input: unknown, init?: RequestInit): unknown => {
    if (init?.body !== undefined && init.body !== null) return init.body;
    if (!(input instanceof Request)) return '';
    return bodies.get(input) ?? (input.body ? UNREADABLE : '');
  };
  before(globalThis, 'fetch', (_, input, init) => {
    const asked = input instanceof Request ? input : { url: input, method: 'GET', headers: {} };
    tell({
      method: init?.method?.toUpperCase() ?? asked.method,
      address: asked.url,
      headers: new Headers(init?.headers ?? asked.headers),
      body: bodyOf(input, init),
    });
  });
  globalThis.Request = constructed(Request, (made, input, init) => bodies.set(made, bodyOf(input, init)));
}

function onXhr(tell: (asked: Asked) => void): void {
  const opened = new WeakMap<XMLHttpRequest, { method: string; address: string | URL; headers: Headers }>();
  before(XMLHttpRequest.prototype, 'open', (asking, method, address) =>
    opened.set(asking, { method: method.toUpperCase(), address, headers: new Headers() }),
  );
  before(XMLHttpRequest.prototype, 'setRequestHeader', (asking, name, value) =>
    opened.get(asking)?.headers.append(name, value),
  );
  before(XMLHttpRequest.prototype, 'send', (asking, body) => {
    const asked = opened.get(asking);
    if (asked) tell({ ...asked, body: body ?? '' });
  });
}
