/** What is compared for messages: one way to say a line, while a file may be on its way. */
import { fromUtf8, type Bytes } from '../src/wire/bytes.js';
import { LARGE, pieces, room, SMALL, type Contender } from './contenders/contender.js';
import { oursConnected, takeFiles, until } from './contenders/ours.js';
import { peerJsConnected } from './contenders/peerjs.js';
import { rawChannel } from './contenders/raw.js';
import { simplePeerConnected } from './contenders/simple-peer.js';
import { trysteroRoom } from './contenders/trystero.js';

/** One end of a conversation. */
export interface Talker {
  say(text: string): void;
  /** Called with each line of the other side. */
  onText: (text: string) => void;
  /** Resolves when all of it was handed to the browser. */
  send(file: Blob): Promise<void>;
  close(): void;
}

/**
 * Alice makes the offer. Resolves when a line can be said.
 * @param asking called when she is signed on at the contender's own server and begins to connect
 */
export type MakeTalker = (...args: [...Parameters<Contender>, asking: () => void]) => Promise<Talker>;

/** Texts on a channel of their own, files on a second one: what a person who knows WebRTC would write. */
const raw: MakeTalker = async (role, signaling) => {
  const { channel, files } = await rawChannel(role, signaling);
  const talker: Talker = {
    onText: () => {},
    say: (text) => channel.send(text),
    send: (file) => pour(file, LARGE, files),
    close: () => channel.close(),
  };
  channel.onmessage = ({ data }: MessageEvent<string>) => talker.onText(data);
  return talker;
};

/** The design that this project began with: AES-GCM in base64 in JSON, and one channel for everything. */
const base64: MakeTalker = async (role, signaling) => {
  const { channel } = await rawChannel(role, signaling);
  const key = await crypto.subtle.importKey('raw', new Uint8Array(32), 'AES-GCM', false, ['encrypt', 'decrypt']);
  let sending = Promise.resolve();
  let opening = Promise.resolve();
  const seal = async (type: string, bytes: Bytes): Promise<void> => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, bytes));
    channel.send(JSON.stringify({ type, data: btoa(String.fromCharCode(...iv, ...sealed)) }));
  };
  const talker: Talker = {
    onText: () => {},
    say: (text) => void (sending = sending.then(() => seal('text', new TextEncoder().encode(text)))),
    send: async (file) => {
      for await (const piece of pieces(file, SMALL)) {
        await seal('file_chunk', piece);
        await room(channel);
      }
    },
    close: () => channel.close(),
  };
  channel.onmessage = ({ data }: MessageEvent<string>) => {
    opening = opening.then(async () => {
      const message = JSON.parse(data) as { readonly type: string; readonly data: string };
      const bytes = Uint8Array.from(atob(message.data), (letter) => letter.charCodeAt(0));
      const iv = bytes.slice(0, 12);
      const body = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, bytes.slice(12));
      if (message.type === 'text') talker.onText(new TextDecoder().decode(body));
    });
  };
  return talker;
};

/** Longer than any line that is said here, shorter than any piece of a file. Bytes. */
const LONGEST_LINE = 1_024;

/** Has one channel, and gives texts as bytes: pieces of a file are told apart by their length. */
const simplePeer: MakeTalker = async (role, signaling) => {
  const peer = await simplePeerConnected(role, signaling);
  const talker: Talker = {
    onText: () => {},
    say: (text) => peer.send(text),
    send: async (file) => {
      for await (const piece of pieces(file, LARGE)) {
        if (!peer.write(piece)) await new Promise((resolve) => peer.once('drain', resolve));
      }
    },
    close: () => void peer.destroy(),
  };
  peer.on('data', (data: Bytes) => {
    if (data.length <= LONGEST_LINE) talker.onText(fromUtf8(data) ?? '');
  });
  return talker;
};

const peerJs: MakeTalker = async (role, signaling, asking) => {
  const { local, connection } = await peerJsConnected(role, signaling, asking);
  const talker: Talker = {
    onText: () => {},
    say: (text) => void connection.send(text),
    send: async (file) => {
      await connection.send(await file.arrayBuffer());
    },
    close: () => local.destroy(),
  };
  connection.on('data', (data) => {
    if (typeof data === 'string') talker.onText(data);
  });
  return talker;
};

const trystero: MakeTalker = async (_role, signaling) => {
  const joined = trysteroRoom(signaling);
  const [text, bytes] = [joined.makeAction<string>('text'), joined.makeAction<ArrayBuffer>('file')];
  const target = await new Promise<string>((resolve) => (joined.onPeerJoin = resolve));
  const talker: Talker = {
    onText: () => {},
    say: (line) => void text.send(line, { target }),
    send: async (file) => {
      await bytes.send(await file.arrayBuffer(), { target });
    },
    close: () => void joined.leave(),
  };
  text.onMessage = (line) => talker.onText(line);
  return talker;
};

/** A whole session: sealed, kept in the transcript, and acknowledged. */
const ours: MakeTalker = async (role, signaling, asking) => {
  const { client, session } = await oursConnected(role, signaling, asking);
  const talker: Talker = {
    onText: () => {},
    say: (text) => void session.send(text),
    send: async (file) => {
      const [sent] = await session.sendFiles([new File([file], 'file.bin')]);
      await until(session, () => sent?.status.state === 'done');
    },
    close: () => void client.destroy(),
  };
  takeFiles(session, () => {});
  session.addEventListener('dm-message', ({ direction, kind, id }) => {
    if (direction === 'in' && kind === 'text') talker.onText(session.message(id)?.content ?? '');
  });
  return talker;
};

async function pour(file: Blob, size: number, channel: RTCDataChannel): Promise<void> {
  for await (const piece of pieces(file, size)) {
    channel.send(piece);
    await room(channel);
  }
}

export const TALKERS = {
  raw,
  'dm-elements': ours,
  'simple-peer': simplePeer,
  PeerJS: peerJs,
  Trystero: trystero,
  'base64 in JSON': base64,
} satisfies Record<string, MakeTalker>;
export type TalkerName = keyof typeof TALKERS;
