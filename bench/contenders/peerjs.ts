/** PeerJS with its own server, its default serialization (chunked binary) and one `send` of a whole ArrayBuffer. */
import { Peer, type DataConnection } from 'peerjs';
import type { Contender, Signaling } from './contender.js';

/** PeerJS keeps whole files in memory on both sides: pieces of this size keep a page alive. */
const PIECE = 16 * 1_048_576;

/** An open connection, and the peer that it belongs to. @param asking called when Alice dials */
export async function peerJsConnected(
  role: 'alice' | 'bob',
  { self, peer, ports }: Signaling,
  asking: () => void = () => {},
): Promise<{ local: Peer; connection: DataConnection }> {
  const local = new Peer(`${self}-peerjs`, {
    host: location.hostname,
    port: ports.peerjs,
    path: '/',
    config: { iceServers: [] },
  });
  await new Promise((resolve) => local.on('open', resolve));
  const connection = await new Promise<DataConnection>((resolve) => {
    if (role === 'bob') return local.on('connection', resolve);
    const dial = (): void => {
      asking();
      const made = local.connect(`${peer}-peerjs`, { reliable: true });
      made.on('open', () => resolve(made));
    };
    local.on('error', ({ type }) => type === 'peer-unavailable' && setTimeout(dial, 50));
    dial();
  });
  return { local, connection };
}

export const peerJs: Contender = async (role, signaling) => {
  const { local, connection } = await peerJsConnected(role, signaling);
  const pipe = {
    onBytes: (_length: number): void => {},
    send: async (file: Blob): Promise<void> => {
      for (let at = 0; at < file.size; at += PIECE) {
        await connection.send(await file.slice(at, at + PIECE).arrayBuffer());
      }
    },
    close: () => local.destroy(),
  };
  connection.on('data', (data) => pipe.onBytes((data as ArrayBuffer).byteLength));
  return pipe;
};
