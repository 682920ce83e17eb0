/**
 * The clients of `npm run bench:relay`: what each server wants to hear, and nothing else. They are cheap on purpose, each
 * message is written once and sent again and again, so that the servers are what the machine is busy with.
 */
import { WebSocket } from 'ws';

export interface Client {
  /** Takes the message to the partner; the partner's `heard` is called. */
  send(): void;
  close(): void;
}

export interface Contender {
  readonly name: string;
  /**
   * Resolves when the server has let the client in.
   * @param payload base64url
   */
  open(port: number, self: string, partner: string, payload: string, heard: () => void): Promise<Client>;
}

/** Connections being opened at the same time. */
const AT_ONCE = 200;
const SESSION = 'AAAAAAAAAAAAAAAAAAAAAA';

export const CONTENDERS: readonly Contender[] = [
  {
    name: 'dm-elements',
    open: (port, self, partner, payload, heard) =>
      open(`ws://127.0.0.1:${port}/`, {
        greeting: JSON.stringify({ t: 'hello', v: 1, id: self }),
        isWelcome: (data) => data.includes('{"t":"welcome"'),
        // The relay may put several messages into one frame.
        count: (data) => countOf(data, '{"t":"signal"'),
        message: JSON.stringify({ t: 'send', n: 0, to: partner, m: { kind: 'signal', session: SESSION, payload } }),
        heard,
      }),
  },
  {
    name: 'PeerJS',
    open: (port, self, partner, payload, heard) =>
      open(`ws://127.0.0.1:${port}/peerjs?key=peerjs&id=${self}&token=${self}`, {
        greeting: null,
        isWelcome: (data) => data.includes('"OPEN"'),
        count: (data) => countOf(data, '{"type":"OFFER"'),
        message: JSON.stringify({ type: 'OFFER', dst: partner, payload }),
        heard,
      }),
  },
  {
    name: 'bare ws',
    open: (port, _self, _partner, payload, heard) =>
      open(`ws://127.0.0.1:${port}/`, {
        greeting: 'hello',
        isWelcome: () => true,
        count: () => 1,
        message: payload,
        heard,
      }),
  },
];

/** Clients that talk to nobody. */
export async function openMany(contender: Contender, port: number, count: number, name: string): Promise<Client[]> {
  const clients: Client[] = [];
  while (clients.length < count) {
    const some = Math.min(AT_ONCE, count - clients.length);
    const opening = Array.from({ length: some }, (_, index) =>
      contender.open(port, `${name}${clients.length + index}`, 'nobody', '', () => {}),
    );
    clients.push(...(await Promise.all(opening)));
  }
  return clients;
}

interface Dialect {
  readonly greeting: string | null;
  readonly isWelcome: (data: Buffer) => boolean;
  /** How many messages of the partner are in a frame. */
  readonly count: (data: Buffer) => number;
  readonly message: string;
  readonly heard: () => void;
}

function open(url: string, { greeting, isWelcome, count, message, heard }: Dialect): Promise<Client> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  const frame = Buffer.from(message);
  let welcome = false;
  return new Promise((resolve, reject) => {
    socket.on('open', () => greeting !== null && socket.send(greeting));
    socket.on('error', reject);
    // Says nothing to a promise that is kept already: servers end before their clients here.
    socket.on('close', (code) => reject(new Error(`closed with ${code}`)));
    socket.on('message', (data: Buffer) => {
      if (welcome) {
        for (let left = count(data); left > 0; left--) heard();
      } else if (isWelcome(data)) {
        welcome = true;
        resolve({ send: () => socket.send(frame, { binary: false }), close: () => socket.terminate() });
      }
    });
  });
}

function countOf(data: Buffer, mark: string): number {
  let found = 0;
  for (let at = data.indexOf(mark); at >= 0; at = data.indexOf(mark, at + mark.length)) found++;
  return found;
}
