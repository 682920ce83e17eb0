/**
 * What leaves this page, in the order in which it leaves: requests, notes to whoever introduces, and what goes straight to the
 * other browser. Each is read where the page hands it over, so this has to run before anything else asks for something.
 *
 * Files that the markup and the modules name are reported by the browser afterwards. It does not say by which method, but it
 * has only one for these: GET. What code asks for (`fetch`, `XMLHttpRequest`, `sendBeacon`) is read at the call, where method,
 * headers and body are known.
 *
 * WebRTC's own packets cannot be read from a page: the checks of addresses, and the handshake of DTLS.
 */
import { onAsked } from './asked.js';
import { before, constructed } from './hooks.js';

export interface Departure {
  /** - `file` of the page - `request` by code - `note` to whoever introduces - `direct` to the other browser */
  readonly kind: 'file' | 'request' | 'note' | 'direct';
  /** What it is, in a word: `GET`, `signal`, `encrypted`. */
  readonly what: string;
  /** All of it, as it is sent: of a request address, headers and body; bytes in hexadecimal, the first of them. */
  readonly content: string;
  /** Of what is sent to an address, without the address and the headers. */
  readonly bytes: number;
}

/** Bytes of a frame that are shown: enough to see that it is no text. */
const SHOWN_BYTES = 48;
/** Of `local:<room>`. Other channels wake tabs of the same person, and stand for no server. */
const LOCAL_ROOM = 'dm-elements:';
/** Read at the call. */
const BY_CODE = ['fetch', 'xmlhttprequest', 'beacon'];

export function onDeparture(tell: (departure: Departure) => void): void {
  new PerformanceObserver((list) => {
    for (const { name, initiatorType } of list.getEntries() as PerformanceResourceTiming[]) {
      if (leaves(name) && !BY_CODE.includes(initiatorType))
        tell({ kind: 'file', what: 'GET', content: name, bytes: 0 });
    }
  }).observe({ type: 'resource', buffered: true });
  const [page] = performance.getEntriesByType('navigation');
  if (page) tell({ kind: 'file', what: 'GET', content: page.name, bytes: 0 });

  const request = (
    what: string,
    address: string | URL,
    headers: Iterable<readonly [string, string]> = [],
    body: unknown = '',
  ): void => {
    const { href } = new URL(address, document.baseURI);
    const { text, bytes } = written(body);
    const lines = [href, ...[...headers].map(([name, value]) => `${name}: ${value}`)].join('\n');
    if (leaves(href)) tell({ kind: 'request', what, content: text ? `${lines}\n\n${text}` : lines, bytes });
  };
  const note = (data: unknown): void => {
    const { text, bytes } = written(data);
    tell({ kind: 'note', what: kindOf(text), content: text, bytes });
  };

  onAsked(({ method, address, headers, body }) => request(method, address, headers, body));
  globalThis.WebSocket = constructed(WebSocket, (_, address) => request('GET, to open a WebSocket', address));
  before(WebSocket.prototype, 'send', (_, data) => note(data));
  before(BroadcastChannel.prototype, 'postMessage', ({ name }, message) => {
    if (name.startsWith(LOCAL_ROOM)) note(JSON.stringify(message));
  });

  // A page without WebRTC still shows what it asks for.
  if (!globalThis.RTCPeerConnection) return;
  globalThis.RTCPeerConnection = constructed(RTCPeerConnection, (_, configuration) => {
    const servers = configuration?.iceServers?.flatMap(({ urls }) => urls) ?? [];
    for (const server of servers) tell({ kind: 'request', what: 'own address, and a way', content: server, bytes: 0 });
  });
  before(RTCDataChannel.prototype as { send(data: unknown): void }, 'send', (_, data) => {
    const { text, bytes } = written(data);
    tell({ kind: 'direct', what: 'encrypted', content: text, bytes });
  });
}

/** `data:` and `blob:` are in the page already. */
const leaves = (address: string): boolean => /^(http|ws)s?:/.test(address);

function written(data: unknown): { readonly text: string; readonly bytes: number } {
  if (typeof data === 'string') return { text: data, bytes: new TextEncoder().encode(data).length };
  if (data instanceof Blob) return { text: `(a file, ${data.type})`, bytes: data.size };
  if (data instanceof ReadableStream) return { text: '(a stream)', bytes: 0 };
  if (data instanceof FormData) return { text: `(a form) ${fieldsOf(data)}`, bytes: 0 };
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

/** The lines between them are the browser's. */
function fieldsOf(form: FormData): string {
  return [...form].map(([name, value]) => `${name}: ${typeof value === 'string' ? value : '(a file)'}`).join(', ');
}

/** `{ "message": { "kind": "request" } }` is a request, `{ "type": "who" }` and `{ "t": "watch" }` say what they are, too. */
function kindOf(note: string): string {
  const [, kind] = /"kind":"([\w-]+)"/.exec(note) ?? /"(?:t|type|target)":"([\w-]+)"/.exec(note) ?? [];
  return kind ?? 'note';
}
