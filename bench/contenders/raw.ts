/** An RTCPeerConnection written by hand: the limit. */
import { LARGE, pieces, room, type Contender } from './contender.js';

interface Step {
  readonly description?: RTCSessionDescriptionInit;
  readonly candidate?: RTCIceCandidateInit;
}

/** A connected channel, and one beside it, for contenders that differ only in what they do with them. */
export async function rawChannel(
  ...[role, { say, hear }]: Parameters<Contender>
): Promise<{ readonly channel: RTCDataChannel; readonly files: RTCDataChannel }> {
  const connection = new RTCPeerConnection({ iceServers: [] });
  const channel = connection.createDataChannel('bytes', { negotiated: true, id: 0 });
  const files = connection.createDataChannel('files', { negotiated: true, id: 1 });
  channel.binaryType = 'arraybuffer';
  connection.onicecandidate = ({ candidate }) => candidate && say({ candidate });
  let steps = Promise.resolve();
  hear((data) => {
    const { description, candidate } = data as Step;
    steps = steps.then(async () => {
      if (candidate) return connection.addIceCandidate(candidate);
      if (!description) return;
      await connection.setRemoteDescription(description);
      if (description.type !== 'offer') return;
      await connection.setLocalDescription();
      say({ description: connection.localDescription });
    });
  });
  const open = new Promise((resolve) => (channel.onopen = resolve));
  if (role === 'alice') {
    await connection.setLocalDescription();
    say({ description: connection.localDescription });
  }
  await open;
  channel.onclose = () => connection.close();
  return { channel, files };
}

export const raw: Contender = async (role, signaling) => {
  const { channel } = await rawChannel(role, signaling);
  const pipe = {
    onBytes: (_length: number): void => {},
    send: async (file: Blob): Promise<void> => {
      for await (const piece of pieces(file, LARGE)) {
        channel.send(piece);
        await room(channel);
      }
    },
    close: () => channel.close(),
  };
  channel.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => pipe.onBytes(data.byteLength);
  return pipe;
};
