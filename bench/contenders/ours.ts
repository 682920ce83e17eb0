/** dm-elements: a whole session, with encryption, per-file keys, hashing and credit; streamed to a place that counts. */
import { DMClient } from '../../src/client.js';
import type { DMSession } from '../../src/session/session.js';
import type { FileTransferLike } from '../../src/session/types.js';
import { WebSocketAdapter } from '../../src/signaling/websocket.js';
import type { Contender, Signaling } from './contender.js';

export const until = (session: DMSession, condition: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const check = (): void => {
      if (!condition()) return;
      session.removeEventListener('dm-update', check);
      session.removeEventListener('dm-state-change', check);
      resolve();
    };
    session.addEventListener('dm-update', check);
    session.addEventListener('dm-state-change', check);
    check();
  });

/** An active session. @param asking called when Alice asks for it */
export async function oursConnected(
  role: 'alice' | 'bob',
  { self, peer, origin }: Signaling,
  asking: () => void = () => {},
): Promise<{ client: DMClient; session: DMSession }> {
  const signaling = new WebSocketAdapter(`${origin.replace(/^http/, 'ws')}/relay`);
  const client = new DMClient({ self: `${self}-ours`, signaling, maxFileSize: 1e12 });
  await client.connect();
  const session = await new Promise<DMSession>((resolve) => {
    if (role === 'bob') {
      client.addEventListener('dm-request', (event) => {
        void event.session.accept();
        resolve(event.session as DMSession);
      });
      return;
    }
    const stop = client.watchPresence(`${peer}-ours`, (online) => {
      if (!online) return;
      stop();
      asking();
      void client.startSession(`${peer}-ours`).then((made) => resolve(made));
    });
  });
  await until(session, () => session.state === 'active');
  return { client, session };
}

/** Takes every file, to a place that only counts. */
export function takeFiles(session: DMSession, count: (length: number) => void): void {
  const taken = new Set<FileTransferLike>();
  const writer = {
    write: async (bytes: Uint8Array): Promise<void> => count(bytes.length),
    close: async (): Promise<void> => {},
    abort: async (): Promise<void> => {},
  };
  session.addEventListener('dm-update', () => {
    for (const file of session.files.list) {
      if (file.direction === 'out' || taken.has(file)) continue;
      taken.add(file);
      void file.accept({ createWritable: async () => writer });
    }
  });
}

export const ours: Contender = async (role, signaling) => {
  const { client, session } = await oursConnected(role, signaling);
  const pipe = {
    onBytes: (_length: number): void => {},
    send: async (file: Blob): Promise<void> => {
      const [sent] = await session.sendFiles([new File([file], 'file.bin')]);
      await until(session, () => sent?.status.state === 'done');
    },
    close: () => void client.destroy(),
  };
  takeFiles(session, (length) => pipe.onBytes(length));
  return pipe;
};
