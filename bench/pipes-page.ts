/** Runs in the page of a person: every contender, one at a time. `?self=alice&peer=bob`. */
import { base64 } from './contenders/base64.js';
import { fileOf, type Contender, type Pipe } from './contenders/contender.js';
import { ours } from './contenders/ours.js';
import { peerJs } from './contenders/peerjs.js';
import { raw } from './contenders/raw.js';
import { simplePeer } from './contenders/simple-peer.js';
import { trystero } from './contenders/trystero.js';
import { meet, role } from './meeting.js';

const CONTENDERS = {
  raw,
  'dm-elements': ours,
  'simple-peer': simplePeer,
  PeerJS: peerJs,
  Trystero: trystero,
  'base64 in JSON': base64,
} satisfies Record<string, Contender>;
export type ContenderName = keyof typeof CONTENDERS;

let pipe: Pipe | null = null;

export const bench = {
  connect: async (name: ContenderName, number: number): Promise<void> => {
    pipe = await CONTENDERS[name](role, await meet(number));
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
