/**
 * simple-peer by its stream, `write()` and the "drain" event of any stream. Its README says nothing of the size of a piece:
 * 64 KiB, as raw and ours.
 */
import SimplePeer from '../../node_modules/simple-peer/simplepeer.min.js';
import { LARGE, pieces, type Contender } from './contender.js';

/** A connected peer. */
export async function simplePeerConnected(
  ...[role, { say, hear }]: Parameters<Contender>
): Promise<SimplePeer.Instance> {
  const peer = new SimplePeer({ initiator: role === 'alice', config: { iceServers: [] } });
  peer.on('signal', say);
  peer.on('error', () => {});
  hear((data) => peer.signal(data as SimplePeer.SignalData));
  await new Promise((resolve) => peer.once('connect', resolve));
  return peer;
}

export const simplePeer: Contender = async (role, signaling) => {
  const peer = await simplePeerConnected(role, signaling);
  const pipe = {
    onBytes: (_length: number): void => {},
    send: async (file: Blob): Promise<void> => {
      for await (const piece of pieces(file, LARGE)) {
        if (!peer.write(piece)) await new Promise((resolve) => peer.once('drain', resolve));
      }
    },
    close: () => void peer.destroy(),
  };
  peer.on('data', (data: Uint8Array) => pipe.onBytes(data.length));
  return pipe;
};
