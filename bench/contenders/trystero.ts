/**
 * Trystero's own room and actions, over a WebSocket topic server on loopback. Its README has a package for a relay of one's
 * own (`@trystero-p2p/ws-relay`), which the registry that this was made with does not have: so it is `createTopicStrategy`
 * of its core, as the README recommends for a backend of one's own, and a topic server of ours (`pages.ts`).
 */
import { createTopicStrategy, type Room } from '@trystero-p2p/core';
import type { Contender, Signaling } from './contender.js';

/** An action takes one payload, held in memory on both sides. */
const PIECE = 16 * 1_048_576;

interface Relay {
  readonly socket: WebSocket;
  readonly topics: Map<string, (topic: string, message: string) => void>;
}

const joinRoom = createTopicStrategy<Promise<Relay>>({
  init: (config) => connect((config.relayConfig?.urls ?? [])[0] ?? ''),
  subscribeTopic: async (relay, topic, handler) => {
    const { socket, topics } = await relay;
    topics.set(topic, (name, message) => void handler(name, message));
    socket.send(JSON.stringify({ subscribe: topic }));
    return () => void topics.delete(topic);
  },
  publishTopic: async (relay, topic, message) => {
    (await relay).socket.send(
      JSON.stringify({ topic, message: typeof message === 'string' ? message : JSON.stringify(message) }),
    );
  },
});

async function connect(url: string): Promise<Relay> {
  const socket = new WebSocket(url);
  const topics: Relay['topics'] = new Map();
  socket.onmessage = ({ data }: MessageEvent<string>) => {
    const { topic, message } = JSON.parse(data) as { topic: string; message: string };
    topics.get(topic)?.(topic, message);
  };
  await new Promise((resolve) => (socket.onopen = resolve));
  return { socket, topics };
}

/** A room, before anybody else is in it. */
export const trysteroRoom = ({ self, peer, ports }: Signaling): Room =>
  joinRoom(
    {
      appId: 'bench',
      relayConfig: { urls: [`ws://${location.hostname}:${ports.topics}`] },
      rtcConfig: { iceServers: [] },
    },
    [self, peer].sort().join(' '),
  );

export const trystero: Contender = async (_role, signaling) => {
  const room = trysteroRoom(signaling);
  const action = room.makeAction<ArrayBuffer>('file');
  const joined = await new Promise<string>((resolve) => (room.onPeerJoin = resolve));
  const pipe = {
    onBytes: (_length: number): void => {},
    send: async (file: Blob): Promise<void> => {
      for (let at = 0; at < file.size; at += PIECE) {
        await action.send(await file.slice(at, at + PIECE).arrayBuffer(), { target: joined });
      }
    },
    close: () => void room.leave(),
  };
  action.onMessage = (data) => pipe.onBytes(data.byteLength);
  return pipe;
};
