/** Runs in the page of a person: one session, a file from the disk, written to the disk of the other one. */
import { DMClient } from '../src/client.js';
import type { DMSession } from '../src/session/session.js';
import type { FileDestination } from '../src/session/files/types.js';
import type { FileTransferLike } from '../src/session/types.js';
import { WebSocketAdapter } from '../src/signaling/websocket.js';

const query = new URLSearchParams(location.search);
const self = query.get('self') ?? '';
const peer = query.get('peer') ?? '';
const signaling = new WebSocketAdapter(`${location.origin.replace(/^http/, 'ws')}/relay`);
const client = new DMClient({ self, signaling, maxFileSize: 2 ** 40 });
let session: DMSession;

const input = document.createElement('input');
input.type = 'file';
document.body.append(input);

const until = (condition: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const check = (): void => {
      if (!condition()) return;
      for (const type of ['dm-update', 'dm-state-change'] as const) session.removeEventListener(type, check);
      resolve();
    };
    for (const type of ['dm-update', 'dm-state-change'] as const) session.addEventListener(type, check);
    check();
  });

const handle = async (): Promise<FileSystemFileHandle> =>
  (await navigator.storage.getDirectory()).getFileHandle('received.bin', { create: true });

/** What the browser said when it could not write: the product tells `storage` and no more. */
let refusal = '';

/** The same place, which remembers why it could not be written to. */
const watched = (place: FileSystemFileHandle): FileDestination => ({
  createWritable: async () => {
    const writer = await place.createWritable();
    const noted =
      <Args extends unknown[]>(name: string, call: (...args: Args) => Promise<void>) =>
      (...args: Args): Promise<void> =>
        call(...args).catch((cause: unknown) => {
          refusal ||= ` (${name}: ${String(cause)})`;
          throw cause;
        });
    return {
      write: noted('write', (bytes: Uint8Array<ArrayBuffer>) => writer.write(bytes)),
      close: noted('close', () => writer.close()),
      abort: (reason) => writer.abort(reason),
    };
  },
});

const bench = {
  /** Bob waits for the request, Alice asks; both resolve when the chat is on. */
  listen: async (): Promise<void> => {
    await client.connect();
    const asked = new Promise<void>((resolve) => {
      client.addEventListener('dm-request', (event) => {
        session = event.session as DMSession;
        resolve(session.accept());
      });
    });
    void asked.then(() => until(() => session.state === 'active'));
  },
  ask: async (): Promise<void> => {
    session = await client.startSession(peer);
    await until(() => session.state === 'active');
  },
  /** What the person picked. Resolves when the other side has all of it, and has found it right. */
  send: async (): Promise<void> => {
    const [file] = input.files ?? [];
    if (!file) throw new Error('nothing was picked');
    const [sent] = await session.sendFiles([file]);
    await until(() => ['done', 'failed', 'discarded', 'cancelled'].includes(sent?.status.state ?? ''));
    if (sent?.status.state !== 'done') throw new Error(`the file ended: ${JSON.stringify(sent?.status)}`);
  },
  /** To a file on the disk, as the place that a person would have chosen. Resolves with its size. */
  receive: async (): Promise<number> => {
    let incoming: FileTransferLike | undefined;
    await until(() => (incoming = session.files.list.find(({ direction }) => direction === 'in')) !== undefined);
    const place = await handle();
    await incoming?.accept(watched(place));
    await until(() => ['done', 'failed', 'discarded', 'cancelled'].includes(incoming?.status.state ?? ''));
    if (incoming?.status.state !== 'done')
      throw new Error(`the file ended: ${JSON.stringify(incoming?.status)}${refusal}`);
    return (await place.getFile()).size;
  },
  /** SHA-256 in hex of some bytes of what was received. */
  digest: async (start: number, end: number): Promise<string> => {
    const bytes = await (await (await handle()).getFile()).slice(start, end).arrayBuffer();
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  },
  /** How long messages take to be delivered meanwhile, in milliseconds, one each `every` milliseconds until `stop`. */
  ping: async (every: number): Promise<number[]> => {
    const times: number[] = [];
    pinging = true;
    while (pinging) {
      const started = performance.now();
      const { id } = await session.send('a message while a file is on its way');
      await until(() =>
        session.messages.some((each) => each.id === id && (each.status === 'delivered' || each.status === 'read')),
      );
      times.push(performance.now() - started);
      await new Promise((resolve) => setTimeout(resolve, every));
    }
    return times;
  },
  stop: async (): Promise<void> => {
    pinging = false;
  },
};
let pinging = false;

export type FileMemoryPage = typeof bench;
Object.assign(globalThis, { bench });
