/**
 * What leaves this page, in the order in which it leaves: requests as the browser reports them, notes to whoever introduces,
 * read where they are handed over (`BroadcastChannel` for `local:`, `WebSocket` for a relay), and what goes straight to the
 * other browser, read where it is handed to the connection.
 */
export interface Departure {
  /** - `request` an address that was asked for - `note` to whoever introduces - `direct` to the other browser */
  readonly kind: 'request' | 'note' | 'direct';
  /** What it is, in a word: `GET`, `signal`, `42 bytes`. */
  readonly what: string;
  /** All of it, as it is sent; bytes in hexadecimal, the first of them. */
  readonly content: string;
  /** Of a request: those of its address. */
  readonly bytes: number;
}

/** Bytes of a frame that are shown: enough to see that it is no text. */
const SHOWN_BYTES = 48;

export function onDeparture(tell: (departure: Departure) => void): void {
  const length = (text: string): number => new TextEncoder().encode(text).length;

  new PerformanceObserver((list) => {
    for (const { name } of list.getEntries())
      tell({ kind: 'request', what: 'GET', content: name, bytes: length(name) });
  }).observe({ type: 'resource', buffered: true });

  const note = (content: string): void =>
    tell({ kind: 'note', what: kindOf(content), content, bytes: length(content) });
  const { postMessage } = BroadcastChannel.prototype;
  BroadcastChannel.prototype.postMessage = function (message: unknown): void {
    note(JSON.stringify(message));
    postMessage.call(this, message);
  };
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (data): void {
    note(typeof data === 'string' ? data : '(bytes)');
    send.call(this, data);
  };

  // A page without WebRTC still shows what it asks for.
  const channel = globalThis.RTCDataChannel?.prototype as { send(data: ArrayBufferView): void } | undefined;
  const sendDirect = channel?.send;
  if (!channel || !sendDirect) return;
  channel.send = function (data): void {
    const bytes = new Uint8Array(data.buffer ?? data, data.byteOffset, data.byteLength);
    const shown = [...bytes.subarray(0, SHOWN_BYTES)].map((byte) => byte.toString(16).padStart(2, '0'));
    const content = `${shown.join(' ')}${bytes.length > SHOWN_BYTES ? ' …' : ''}`;
    tell({ kind: 'direct', what: 'encrypted', content, bytes: bytes.length });
    sendDirect.call(this, data);
  };
}

/** `{ "message": { "kind": "request" } }` is a request, `{ "type": "who" }` asks who is there. */
function kindOf(note: string): string {
  const [, kind] = /"kind":"([\w-]+)"/.exec(note) ?? /"type":"([\w-]+)"/.exec(note) ?? [];
  return kind ?? 'note';
}
