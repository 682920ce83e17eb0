/** In a page: how the two find each other for a round, over the relay beside them. `?self=alice&peer=bob&peerjs=…&topics=…` */
import { WebSocketAdapter } from '../src/signaling/websocket.js';
import { fromBase64url, fromUtf8, toBase64url, utf8 } from '../src/wire/bytes.js';
import type { Signaling } from './contenders/contender.js';

const query = new URLSearchParams(location.search);
/** Alice makes the offer. */
export const role = query.get('self') as 'alice' | 'bob';
const peer = query.get('peer') ?? '';
const origin = location.origin;
const ports = { peerjs: Number(query.get('peerjs')), topics: Number(query.get('topics')) };
const SESSION = toBase64url(new Uint8Array(16));

let adapter: WebSocketAdapter | null = null;

/** A name of its own for each round: what is late from the last one finds nobody. */
export async function meet(round: number): Promise<Signaling> {
  await adapter?.disconnect();
  const [me, other] = [`${role}-${round}`, `${peer}-${round}`];
  const made = (adapter = new WebSocketAdapter(`${origin.replace(/^http/, 'ws')}/relay`));
  // What comes before the contender listens waits for it.
  const early: unknown[] = [];
  let deliver = (data: unknown): void => void early.push(data);
  made.onMessage((_from, { payload }) => {
    deliver(JSON.parse(fromUtf8(fromBase64url(payload ?? '') ?? new Uint8Array()) ?? 'null'));
  });
  await made.connect(me);
  await new Promise<void>((resolve) => {
    made.watchPresence(other, (online) => {
      if (online) resolve();
    });
  });
  return {
    self: me,
    peer: other,
    origin,
    ports,
    say: (data) =>
      void made.send(other, { kind: 'signal', session: SESSION, payload: toBase64url(utf8(JSON.stringify(data))) }),
    hear: (handler) => {
      deliver = handler;
      for (const data of early.splice(0)) handler(data);
    },
  };
}
