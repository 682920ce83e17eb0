/**
 * Runs in a page with two conversations at once, each with a person of its own: `?people=alice:bob,ann:ben`. Both sides
 * send what comes to their mind in an order that a seed decides, break connections, and count what arrives.
 */
import '../../../components/index.js';
import { DMClient } from '../../../src/client.js';
import { systemClock, type Clock } from '../../../src/clock.js';
import type { DMSessionLike } from '../../../src/session/types.js';
import { WebSocketAdapter } from '../../../src/signaling/websocket.js';
import { fromUtf8 } from '../../../src/wire/bytes.js';
import { made, sha256 } from './contents.js';

const query = new URLSearchParams(location.search);
const url = `${location.origin.replace(/^http/, 'ws')}/relay`;

const connections: RTCPeerConnection[] = [];
globalThis.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(configuration?: RTCConfiguration) {
    super(configuration);
    connections.push(this);
  }
};

/** The clock jumps ahead, as that of a computer that was asleep; new keys are due then, in the middle of the traffic. */
let slept = 0;
const clock: Clock = { ...systemClock, now: () => Date.now() + slept };
/** Longer than an epoch lives. Milliseconds. */
const SLEEP_MS = 130_000;

/** How often new keys were agreed on within a session: the hash over such an agreement begins with its name. */
let rekeys = 0;
const REKEY = 'dm-elements/1 rekey';
const digest = crypto.subtle.digest.bind(crypto.subtle);
Object.assign(crypto.subtle, {
  digest: (algorithm: AlgorithmIdentifier, data: Uint8Array<ArrayBuffer>) => {
    if (fromUtf8(data.slice(0, REKEY.length)) === REKEY) rekeys++;
    return digest(algorithm, data);
  },
});

/** xorshift32: the same seed, the same soak. */
function chance(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const frame = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

/** One conversation, seen from this side. */
class Talk {
  readonly client: DMClient;
  sent = 0;
  received = 0;
  files = { offered: 0, whole: 0 };
  /** What should never be. */
  readonly complaints: string[] = [];
  #session: DMSessionLike | null = null;
  readonly #names = new Set<string>();

  constructor(
    readonly self: string,
    readonly peer: string,
  ) {
    this.client = new DMClient({ self, signaling: new WebSocketAdapter(url), clock });
    this.client.addEventListener('dm-request', ({ session }) => void session.accept());
    const provider = document.createElement('dm-provider');
    provider.client = this.client;
    const element = document.createElement('dm-session');
    element.peer = peer;
    provider.append(element);
    document.body.append(provider);
  }

  get session(): DMSessionLike {
    return this.client.session(this.peer);
  }

  async begin(asks: boolean): Promise<void> {
    if (asks) await this.client.startSession(this.peer);
    while (this.session.state !== 'active') await frame();
    const { session } = this;
    this.#session = session;
    [this.sent, this.received, this.files] = [0, 0, { offered: 0, whole: 0 }];
    this.#names.clear();
    this.complaints.length = 0;
    session.addEventListener('dm-message', ({ id, direction, kind }) => {
      if (direction === 'in' && kind === 'text') this.#check(session.messages.find((each) => each.id === id)?.content);
      if (direction === 'in' && kind === 'file') void session.files.get(id)?.accept();
    });
  }

  /** Texts are numbered: one that is lost, doubled or out of order is seen at once. */
  #check(content = ''): void {
    const expected = `${this.peer} ${++this.received} `;
    if (!content.startsWith(expected)) this.complaints.push(`expected ${expected}, got ${content.slice(0, 40)}`);
  }

  async act(random: () => number): Promise<void> {
    const session = this.#session;
    if (!session || (session.state !== 'active' && session.state !== 'reconnecting')) return;
    const what = random();
    if (what < 0.8) {
      await session.send(`${this.self} ${++this.sent} ${'x'.repeat(Math.floor(random() ** 4 * 5_000))}`);
    } else if (what < 0.86) {
      const name = `${this.self}-${++this.files.offered}`;
      await session.sendFiles([new File([made(name, Math.floor(random() * 400_000))], name)]);
    } else if (what < 0.93) {
      session.typing();
    } else if (what < 0.97) {
      const last = session.messages.at(-1);
      if (last) await session.react(last.id, '👍');
    } else if (what < 0.975) {
      slept += SLEEP_MS;
    } else {
      const at = Math.floor(random() * connections.length);
      for (const connection of connections.splice(at, 1)) connection.close();
    }
  }

  /** Everything sent has arrived. What the other side has not sent yet is not known here: it drains too. */
  async drain(): Promise<void> {
    const session = this.#session;
    const moving = (): boolean =>
      !session ||
      session.state !== 'active' ||
      session.messages.some(
        ({ direction, type, status }) =>
          direction === 'out' && type === 'text' && status !== 'delivered' && status !== 'read',
      ) ||
      session.files.list.some(({ status }) => ['offered', 'transferring', 'paused'].includes(status.state));
    const limit = performance.now() + 120_000;
    while (moving()) {
      if (performance.now() > limit || !session || session.reason) {
        this.complaints.push(`not everything arrived: ${session?.state} ${session?.reason}`);
        return;
      }
      await frame();
    }
  }

  /** When both have drained: every file that came is whole, and came once; every one that left is done. */
  async inspect(): Promise<void> {
    for (const file of this.#session?.files.list ?? []) {
      const { direction, name, size, status } = file;
      if (status.state !== 'done') this.complaints.push(`a file that went ${direction} is ${JSON.stringify(status)}`);
      if (direction === 'out') continue;
      const bytes = await file.content()?.arrayBuffer();
      const whole = bytes && (await sha256(new Uint8Array(bytes))) === (await sha256(made(name, size)));
      if (!whole) this.complaints.push('a file is not what was sent');
      else if (this.#names.has(name)) this.complaints.push('a file came twice');
      else this.#names.add(name);
      this.files.whole++;
    }
  }
}

const talks = (query.get('people') ?? '').split(',').map((pair) => {
  const [self = '', peer = ''] = pair.split(':');
  return new Talk(self, peer);
});

export const soak = {
  ready: (): Promise<unknown> => Promise.all(talks.map(({ client }) => client.connect())),
  begin: (asks: boolean): Promise<unknown> => Promise.all(talks.map((talk) => talk.begin(asks))),
  /** For so many milliseconds, something about every 30. */
  run: async (ms: number, seed: number): Promise<void> => {
    const random = chance(seed);
    const end = performance.now() + ms;
    while (performance.now() < end) {
      for (const talk of talks) await talk.act(random);
      await new Promise((resolve) => setTimeout(resolve, random() * 60));
    }
  },
  drain: (): Promise<unknown> => Promise.all(talks.map((talk) => talk.drain())),
  inspect: (): Promise<unknown> => Promise.all(talks.map((talk) => talk.inspect())),
  rekeys: (): number => rekeys,
  tally: (): Tally[] =>
    talks.map(({ self, sent, received, files, complaints }) => ({ self, sent, received, ...files, complaints })),
  end: async (): Promise<void> => {
    await Promise.all(talks.map(({ session }) => session.end()));
    for (const { session } of talks) while (!session.reason) await frame();
    connections.length = 0;
  },
};

export interface Tally {
  readonly self: string;
  readonly sent: number;
  readonly received: number;
  readonly offered: number;
  readonly whole: number;
  readonly complaints: readonly string[];
}

Object.assign(globalThis, { soak });
