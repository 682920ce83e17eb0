/** The code path of the design that this project began with: AES-GCM, then base64 inside JSON, 16 KiB at a time. */
import { pieces, room, SMALL, type Contender } from './contender.js';
import { rawChannel } from './raw.js';

export const base64: Contender = async (role, signaling) => {
  const { channel } = await rawChannel(role, signaling);
  const key = await crypto.subtle.importKey('raw', new Uint8Array(32), 'AES-GCM', false, ['encrypt', 'decrypt']);
  const pipe = {
    onBytes: (_length: number): void => {},
    send: async (file: Blob): Promise<void> => {
      let index = 0;
      for await (const piece of pieces(file, SMALL)) {
        const iv = crypto.getRandomValues(new Uint8Array(12));
        const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, piece));
        const data = btoa(String.fromCharCode(...iv, ...sealed));
        channel.send(JSON.stringify({ type: 'file_chunk', index: index++, data }));
        await room(channel);
      }
    },
    close: () => channel.close(),
  };
  let opening = Promise.resolve();
  channel.onmessage = ({ data }: MessageEvent<string>) => {
    opening = opening.then(async () => {
      const bytes = Uint8Array.from(atob((JSON.parse(data) as { data: string }).data), (letter) =>
        letter.charCodeAt(0),
      );
      const iv = bytes.slice(0, 12);
      pipe.onBytes((await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, bytes.slice(12))).byteLength);
    });
  };
  return pipe;
};
