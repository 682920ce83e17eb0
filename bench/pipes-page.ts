/** Runs in the page of a person: every contender, one at a time. `?self=alice&peer=bob`. */
import { base64 } from './contenders/base64.js';
import type { Contender, Pipe, Signaling } from './contenders/contender.js';
import { ours } from './contenders/ours.js';
import { peerJs } from './contenders/peerjs.js';
import { raw } from './contenders/raw.js';
import { simplePeer } from './contenders/simple-peer.js';
import { trystero } from './contenders/trystero.js';
import { WebSocketAdapter } from '../src/signaling/websocket.js';
import { fromBase64url, fromUtf8, toBase64url, utf8 } from '../src/wire/bytes.js';

const CONTENDERS = {
  raw,
  'dm-elements': ours,
  'simple-peer': simplePeer,
  PeerJS: peerJs,
  Trystero: trystero,
  'base64 in JSON': base64,
} satisfies Record<string, Contender>;
export type ContenderName = keyof typeof CONTENDERS;

const query = new URLSearchParams(location.search);
const self = query.get('self') ?? '';
const peer = query.get('peer') ?? '';
const origin = location.origin;
const ports = { peerjs: Number(query.get('peerjs')), topics: Number(query.get('topics')) };
const SESSION = toBase64url(new Uint8Array(16));

let round = 0;
let pipe: Pipe | null = null;
let adapter: WebSocketAdapter | null = null;

/** A name of its own for each round: what is late from the last one finds nobody. */
async function signaling(): Promise<Signaling> {
  await adapter?.disconnect();
  const [me, other] = [`${self}-${round}`, `${peer}-${round}`];
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

/** Random once: what repeats in it is 1 MiB apart, further than any compressor on the way would look. */
function fileOf(size: number): Blob {
  const piece = new Uint8Array(1_048_576);
  for (let at = 0; at < piece.length; at += 65_536) crypto.getRandomValues(piece.subarray(at, at + 65_536));
  const parts = Array.from({ length: Math.ceil(size / piece.length) }, () => piece);
  return new Blob(parts).slice(0, size);
}

export const bench = {
  connect: async (name: ContenderName, number: number): Promise<void> => {
    round = number;
    pipe = await CONTENDERS[name](self as 'alice' | 'bob', await signaling());
  },
  send: async (size: number): Promise<void> => pipe?.send(fileOf(size)),
  /** Resolves when so many bytes have come. */
  receive: (size: number): Promise<void> =>
    new Promise((resolve) => {
      let received = 0;
      if (!pipe) return resolve();
      pipe.onBytes = (length) => {
        received += length;
        if (received >= size) resolve();
      };
    }),
  close: (): void => {
    pipe?.close();
    pipe = null;
  },
};

export type PipesPage = typeof bench;

Object.assign(globalThis, { bench });
