/**
 * Runs in the page of a person: besides ours, a connection by simple-peer alone, over the same kind of signaling.
 */
import SimplePeer from '../node_modules/simple-peer/simplepeer.min.js';
import { WebSocketAdapter } from '../src/signaling/websocket.js';
import { fromBase64url, fromUtf8, toBase64url, utf8 } from '../src/wire/bytes.js';
import { person } from '../test/helpers/browsers/page.js';

const query = new URLSearchParams(location.search);
const self = `${query.get('self')}-bare`;
const peer = `${query.get('peer')}-bare`;
const adapter = new WebSocketAdapter(`${location.origin.replace(/^http/, 'ws')}/relay`);
const SESSION = toBase64url(new Uint8Array(16));

const say = (data: unknown): void => {
  void adapter.send(peer, { kind: 'signal', session: SESSION, payload: toBase64url(utf8(JSON.stringify(data))) });
};

let current: SimplePeer.Instance | null = null;

function make(initiator: boolean): SimplePeer.Instance {
  const made = new SimplePeer({ initiator, config: { iceServers: [] } });
  made.on('signal', say);
  made.on('error', () => {});
  // The side that asked says that it has heard the first line.
  if (initiator) made.on('data', () => made.send('heard'));
  return (current = made);
}

adapter.onMessage((_from, { payload }) => {
  const data = JSON.parse(fromUtf8(fromBase64url(payload ?? '') ?? new Uint8Array()) ?? 'null') as
    SimplePeer.SignalData | { readonly type: 'accept' };
  // As in a session: the side that was accepted makes the offer.
  if (data.type === 'accept') make(true);
  else current?.signal(data);
});

export const bench = {
  bareReady: () => adapter.connect(self),
  /**
   * Milliseconds from the acceptance until simple-peer says `connect`, and until the other side has said over the channel
   * that it has a first line, on the accepting side.
   */
  bareConnect: async (): Promise<{ readonly open: number; readonly delivered: number }> => {
    const started = performance.now();
    const made = make(false);
    say({ type: 'accept' });
    await new Promise((resolve) => made.once('connect', resolve));
    const open = performance.now() - started;
    const heard = new Promise((resolve) => made.once('data', resolve));
    made.send('a first line');
    await heard;
    return { open, delivered: performance.now() - started };
  },
  bareClose: (): void => void current?.destroy(),
  /**
   * Milliseconds from `accept()` until `key_exchanging` (the link is up), until `active`, and until a line that is sent as
   * soon as it is has been delivered, on the accepting side.
   */
  ourConnect: async (): Promise<{ readonly link: number; readonly active: number; readonly delivered: number }> => {
    const started = performance.now();
    void person.accept();
    await person.reaches('key_exchanging');
    const link = performance.now() - started;
    await person.reaches('active');
    const active = performance.now() - started;
    await person.latencies(1);
    return { link, active, delivered: performance.now() - started };
  },
};

export type BenchPage = typeof bench;

Object.assign(globalThis, { bench });
