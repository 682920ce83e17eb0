/** The clients of `npm run bench:relay`: what each server wants to hear, and nothing else. */
import { WebSocket } from 'ws';

export interface Client {
  /** Takes `text` (base64url) to the partner; the partner's `heard` is called. */
  send(text: string): void;
  close(): void;
}

export interface Contender {
  readonly name: string;
  /** Resolves when the server has let the client in. */
  open(port: number, self: string, partner: string, heard: (text: string) => void): Promise<Client>;
}

const SESSION = 'AAAAAAAAAAAAAAAAAAAAAA';

export const CONTENDERS: readonly Contender[] = [
  {
    name: 'dm-elements',
    open: (port, self, partner, heard) => {
      let n = 0;
      return open(`ws://127.0.0.1:${port}/`, {
        greet: (socket) => socket.send(JSON.stringify({ t: 'hello', v: 1, id: self })),
        isWelcome: (data) => data.startsWith('{"t":"welcome"'),
        read: (data) => (data.startsWith('{"t":"signal"') ? (JSON.parse(data) as DMSignal).m.payload : null),
        write: (text) =>
          JSON.stringify({ t: 'send', n: n++, to: partner, m: { kind: 'signal', session: SESSION, payload: text } }),
        heard,
      });
    },
  },
  {
    name: 'PeerJS',
    open: (port, self, partner, heard) =>
      open(`ws://127.0.0.1:${port}/peerjs?key=peerjs&id=${self}&token=${self}`, {
        greet: () => {},
        isWelcome: (data) => data.includes('"OPEN"'),
        read: (data) => {
          const { type, payload } = JSON.parse(data) as { type: string; payload: string };
          return type === 'OFFER' ? payload : null;
        },
        write: (text) => JSON.stringify({ type: 'OFFER', dst: partner, payload: text }),
        heard,
      }),
  },
  {
    name: 'bare ws',
    open: (port, _self, _partner, heard) =>
      open(`ws://127.0.0.1:${port}/`, {
        greet: (socket) => socket.send('hello'),
        isWelcome: () => true,
        read: (data) => data,
        write: (text) => text,
        heard,
      }),
  },
];

interface DMSignal {
  readonly m: { readonly payload: string };
}

interface Dialect {
  readonly greet: (socket: WebSocket) => void;
  readonly isWelcome: (data: string) => boolean;
  readonly read: (data: string) => string | null;
  readonly write: (text: string) => string;
  readonly heard: (text: string) => void;
}

function open(url: string, dialect: Dialect): Promise<Client> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  let welcome = false;
  return new Promise((resolve, reject) => {
    socket.on('open', () => dialect.greet(socket));
    socket.on('error', reject);
    // Says nothing to a promise that is kept already: servers end before their clients here.
    socket.on('close', (code) => reject(new Error(`closed with ${code}`)));
    socket.on('message', (data: Buffer) => {
      const text = data.toString();
      if (welcome) {
        for (const line of text.split('\n')) {
          const payload = dialect.read(line);
          if (payload !== null) dialect.heard(payload);
        }
      } else if (dialect.isWelcome(text)) {
        welcome = true;
        resolve({ send: (payload) => socket.send(dialect.write(payload)), close: () => socket.terminate() });
      }
    });
  });
}
