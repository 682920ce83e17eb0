/**
 * What leaves this page, in the order in which it leaves: requests, notes to whoever introduces, and what goes straight to the
 * other browser. Each is read where the page hands it over, so this has to run before anything else asks for something.
 *
 * Files that the markup and the modules name are reported by the browser afterwards. It does not say by which method, but it
 * has only one for these: GET. What code asks for (`fetch`, `XMLHttpRequest`) is read at the call, where the method is known.
 *
 * WebRTC's own packets cannot be read from a page: the checks of addresses, and the handshake of DTLS.
 */
export interface Departure {
  /** - `file` of the page - `request` by code - `note` to whoever introduces - `direct` to the other browser */
  readonly kind: 'file' | 'request' | 'note' | 'direct';
  /** What it is, in a word: `GET`, `signal`, `encrypted`. */
  readonly what: string;
  /** All of it, as it is sent; bytes in hexadecimal, the first of them. */
  readonly content: string;
  /** Of what is sent to an address, without the address. */
  readonly bytes: number;
}

/** Bytes of a frame that are shown: enough to see that it is no text. */
const SHOWN_BYTES = 48;
/** Of `local:<room>`. Other channels wake tabs of the same person, and stand for no server. */
const LOCAL_ROOM = 'dm-elements:';
/** Read at the call. */
const BY_CODE = ['fetch', 'xmlhttprequest'];

export function onDeparture(tell: (departure: Departure) => void): void {
  new PerformanceObserver((list) => {
    for (const { name, initiatorType } of list.getEntries() as PerformanceResourceTiming[]) {
      const what = initiatorType === 'beacon' ? 'POST' : 'GET';
      if (leaves(name) && !BY_CODE.includes(initiatorType)) tell({ kind: 'file', what, content: name, bytes: 0 });
    }
  }).observe({ type: 'resource', buffered: true });
  const [page] = performance.getEntriesByType('navigation');
  if (page) tell({ kind: 'file', what: 'GET', content: page.name, bytes: 0 });

  const request = (what: string, address: string | URL, body?: unknown): void => {
    const { href } = new URL(address, document.baseURI);
    const { text, bytes } = written(body ?? '');
    if (leaves(href)) tell({ kind: 'request', what, content: text ? `${href}\n${text}` : href, bytes });
  };
  const note = (data: unknown): void => {
    const { text, bytes } = written(data);
    tell({ kind: 'note', what: kindOf(text), content: text, bytes });
  };

  before(globalThis, 'fetch', (_, input, init) => {
    const asked = input instanceof Request ? input : { url: input, method: 'GET' };
    request(init?.method ?? asked.method, asked.url, init?.body);
  });
  before(XMLHttpRequest.prototype, 'open', (_, method, address) => request(method, address));
  globalThis.WebSocket = constructed(WebSocket, (address) => request('GET, to open a WebSocket', address));
  before(WebSocket.prototype, 'send', (_, data) => note(data));
  before(BroadcastChannel.prototype, 'postMessage', ({ name }, message) => {
    if (name.startsWith(LOCAL_ROOM)) note(JSON.stringify(message));
  });

  // A page without WebRTC still shows what it asks for.
  if (!globalThis.RTCPeerConnection) return;
  globalThis.RTCPeerConnection = constructed(RTCPeerConnection, (configuration) => {
    const servers = configuration?.iceServers?.flatMap(({ urls }) => urls) ?? [];
    for (const server of servers) tell({ kind: 'request', what: 'own address, and a way', content: server, bytes: 0 });
  });
  before(RTCDataChannel.prototype as { send(data: unknown): void }, 'send', (_, data) => {
    const { text, bytes } = written(data);
    tell({ kind: 'direct', what: 'encrypted', content: text, bytes });
  });
}

type Given<Owner, Name extends keyof Owner> = Parameters<Extract<Owner[Name], (...given: never[]) => unknown>>;

/** Hears each call of a method before it is made. */
function before<Owner extends object, Name extends keyof Owner>(
  owner: Owner,
  name: Name,
  hear: (it: Owner, ...given: Given<Owner, Name>) => void,
): void {
  const method = owner[name] as (...given: unknown[]) => unknown;
  const heard = function (this: Owner, ...given: Given<Owner, Name>): unknown {
    hear(this, ...given);
    return method.apply(this, given);
  };
  owner[name] = heard as Owner[Name];
}

/** A class that tells what its instances are made with. */
function constructed<Class extends new (...given: never[]) => object>(
  original: Class,
  hear: (...given: ConstructorParameters<Class>) => void,
): Class {
  return new Proxy(original, {
    construct(target, given, newTarget) {
      hear(...(given as ConstructorParameters<Class>));
      return Reflect.construct(target, given, newTarget) as object;
    },
  });
}

/** `data:` and `blob:` are in the page already. */
const leaves = (address: string): boolean => /^(http|ws)s?:/.test(address);

function written(data: unknown): { readonly text: string; readonly bytes: number } {
  if (typeof data === 'string') return { text: data, bytes: new TextEncoder().encode(data).length };
  if (data instanceof Blob) return { text: `(a file, ${data.type})`, bytes: data.size };
  const view = ArrayBuffer.isView(data) ? data : null;
  const bytes = view
    ? new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
    : data instanceof ArrayBuffer
      ? new Uint8Array(data)
      : null;
  if (!bytes) return written(String(data));
  const shown = [...bytes.subarray(0, SHOWN_BYTES)].map((byte) => byte.toString(16).padStart(2, '0'));
  return { text: `${shown.join(' ')}${bytes.length > SHOWN_BYTES ? ' …' : ''}`, bytes: bytes.length };
}

/** `{ "message": { "kind": "request" } }` is a request, `{ "type": "who" }` and `{ "t": "watch" }` say what they are, too. */
function kindOf(note: string): string {
  const [, kind] = /"kind":"([\w-]+)"/.exec(note) ?? /"(?:t|type|target)":"([\w-]+)"/.exec(note) ?? [];
  return kind ?? 'note';
}
