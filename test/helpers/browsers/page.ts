/**
 * Runs in the page of a person: a provider, a conversation and a dialog, and what a test in another process may ask.
 * The address says who it is: `?self=alice&peer=bob`, and optionally `dialog`, `request` (milliseconds a request waits
 * for its answer), `connect` (milliseconds until there is a connection), `reconnect` (milliseconds a lost one may take to
 * come back), `hold` (requests of others are held back until `release()`), `signaling` (another server than the relay),
 * `ice` (ICE servers as JSON, or where to get them), `relay-only`.
 */
import '../../../components/index.js';
import { DMClient } from '../../../src/client.js';
import type { CreateLink, LinkPath, LinkSignal } from '../../../src/link/link.js';
import type { DMMessage, DMSessionState, FileTransferLike, SessionStatus } from '../../../src/session/types.js';
import type { SignalingAdapter, SignalMessage } from '../../../src/signaling/adapter.js';
import { iceSource } from '../../../src/signaling/ice.js';
import { createAdapter } from '../../../src/signaling/resolve.js';
import { WebSocketAdapter } from '../../../src/signaling/websocket.js';
import { made, marker, sha256 } from './contents.js';
import { stored, written } from './traces.js';

/** A test that waits in vain should say for what. Milliseconds. */
const PATIENCE_MS = 60_000;
const SESSION_EVENTS = ['dm-state-change', 'dm-message', 'dm-update'] as const;

/** Every connection that this page has made, so that a test can break them underneath. */
const connections: RTCPeerConnection[] = [];
globalThis.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(configuration?: RTCConfiguration) {
    super(configuration);
    connections.push(this);
  }

  override createDataChannel(label: string, options?: RTCDataChannelInit): RTCDataChannel {
    const channel = super.createDataChannel(label, options);
    channels.push(channel);
    return channel;
  }
};
const channels: RTCDataChannel[] = [];

const query = new URLSearchParams(location.search);
const self = query.get('self') ?? '';
const peer = query.get('peer') ?? '';
const ice = query.get('ice') ?? '[]';

/** Holds back the requests of others, so that two people can be made to ask at the same moment. */
class HoldingAdapter extends WebSocketAdapter {
  #held: (() => void)[] | null = [];

  override onMessage(handler: (from: string, message: SignalMessage) => void): () => void {
    return super.onMessage((from, message) => {
      const deliver = (): void => handler(from, message);
      if (this.#held) this.#held.push(deliver);
      else deliver();
      changed();
    });
  }

  get held(): number {
    return this.#held?.length ?? 0;
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const deliver of held) deliver();
  }
}

const changes = new EventTarget();
const changed = (): void => void changes.dispatchEvent(new Event('change'));

const url = `${location.origin.replace(/^http/, 'ws')}/relay`;
const holding = query.has('hold') ? new HoldingAdapter(url) : null;
const signaling: string | SignalingAdapter = query.get('signaling') ?? holding ?? new WebSocketAdapter(url);
const request = Number(query.get('request')) || 60_000;
const connect = Number(query.get('connect')) || 30_000;
const reconnect = Number(query.get('reconnect')) || 30_000;

/** Every step of making a connection that has left this page, as it was before it was sealed. */
const left: LinkSignal[] = [];
const createLink: CreateLink = async (options, handlers) => {
  const link = await import('../../../src/link/create.js');
  const signal = (step: LinkSignal): void => {
    left.push(step);
    handlers.signal(step);
  };
  return link.createLink(options, { ...handlers, signal });
};

const client = new DMClient({
  self,
  selfName: `${self} the person`,
  signaling,
  timeouts: { request, connect, reconnect },
  ...(ice.startsWith('/')
    ? { getIceServers: iceSource(ice, { self }) }
    : { iceServers: JSON.parse(ice) as RTCIceServer[] }),
  relayOnly: query.has('relay-only'),
  createLink,
});

const provider = document.createElement('dm-provider');
provider.client = client;
const element = document.createElement('dm-session');
element.peer = peer;
provider.append(element);
if (query.has('dialog')) provider.append(document.createElement('dm-request-dialog'));

const followed = new WeakSet<object>();
function follow(): void {
  const { session } = element;
  if (session && !followed.has(session)) {
    followed.add(session);
    for (const type of SESSION_EVENTS) session.addEventListener(type, changed);
  }
  changed();
}
client.addEventListener('dm-status', () => queueMicrotask(follow));
const states: DMSessionState[] = [];
element.addEventListener('dm-state-change', ({ state }) => {
  states.push(state);
  follow();
});

function until(name: string, condition: () => boolean, patience = PATIENCE_MS): Promise<void> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => {
      changes.removeEventListener('change', look);
      reject(new Error(`${self} waited in vain for ${name}; now ${JSON.stringify(element.session?.status)}`));
    }, patience);
    const look = (): void => {
      if (!condition()) return;
      clearTimeout(limit);
      changes.removeEventListener('change', look);
      // What the elements have to say about it is on the page by then.
      void element.updateComplete.then(() => resolve());
    };
    changes.addEventListener('change', look);
    look();
  });
}

/** What ICE has tried: ends, state, and how many checks were asked and answered, ours and theirs. No addresses. */
async function pairs(): Promise<string[]> {
  const found: string[] = [];
  for (const connection of connections.filter(({ connectionState }) => connectionState !== 'closed')) {
    const report = await connection.getStats();
    const end = (id: string): string => {
      const { candidateType, protocol } = (report.get(id) ?? {}) as { candidateType?: string; protocol?: string };
      return `${candidateType}/${protocol}`;
    };
    report.forEach((each: RTCIceCandidatePairStats) => {
      if (each.type !== 'candidate-pair') return;
      const { state, nominated, requestsSent, responsesReceived, requestsReceived, responsesSent } = each;
      found.push(
        `${end(each.localCandidateId)}-${end(each.remoteCandidateId)} ${state}${nominated ? ' nominated' : ''} ` +
          `${responsesReceived} of ${requestsSent}, ${responsesSent} of ${requestsReceived}`,
      );
    });
  }
  return found;
}

/** The same for what no event tells. */
async function untilFrames(name: string, condition: () => boolean): Promise<void> {
  const limit = performance.now() + PATIENCE_MS;
  while (!condition()) {
    if (performance.now() > limit) throw new Error(`${self} waited in vain for ${name}`);
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}

let present: boolean | null = null;
client.watchPresence(peer, (online) => {
  present = online;
  changed();
});

const messages = (direction: DMMessage['direction']): DMMessage[] =>
  element.session?.messages.filter((message) => message.direction === direction) ?? [];

export const person = {
  /** Can be asked. */
  ready: async (): Promise<void> => {
    document.body.append(provider);
    await client.connect();
    await element.updateComplete;
    follow();
  },
  reaches: (state: DMSessionState): Promise<void> => until(state, () => element.session?.state === state),
  /** The session is over, for whatever reason. */
  over: (): Promise<void> => until('the end', () => ['ended', 'failed'].includes(element.session?.state ?? '')),
  status: (): SessionStatus => element.session?.status ?? { state: 'idle' },
  /** The server says that the other person has a page open, or none. */
  peerIs: (online: boolean): Promise<void> => until(online ? 'presence' : 'absence', () => present === online),
  requests: (): number => client.requests.length,
  /** Where one writes, or what is to be pressed next. */
  focus: (): void => element.focus(),
  ask: (): Promise<void> => element.request(),
  accept: (): Promise<void> => element.accept(),
  end: (): Promise<void> => element.end(),
  release: (): void => holding?.release(),
  /** A request of the other person is being held back. */
  holds: (): Promise<void> => until('a request to hold back', () => (holding?.held ?? 0) > 0),
  send: async (texts: readonly string[]): Promise<void> => {
    for (const text of texts) await element.send(text);
  },
  /** Sends a text, and a file if it has a size, which nobody outside of the pages spells out. */
  sendMarked: async (name: string, size = 0): Promise<void> => {
    await element.send(marker(name));
    if (size > 0) await element.session?.sendFiles([new File([made(name, size)], `${marker(`${name} name`)}.bin`)]);
  },
  received: async (count: number): Promise<string[]> => {
    await until(`${count} messages`, () => messages('in').length >= count);
    return messages('in').map(({ content }) => content);
  },
  /** Every message of ours has this status. */
  allSent: (status: DMMessage['status']): Promise<void> =>
    until(`all ${status}`, () => messages('out').every((message) => message.status === status)),
  /** Offers files with contents made from their names. */
  sendFiles: async (files: readonly { readonly name: string; readonly size: number }[]): Promise<void> => {
    await element.session?.sendFiles(files.map(({ name, size }) => new File([made(name, size)], name)));
  },
  /** Waits for so many offers, and takes them. */
  acceptFiles: async (count: number): Promise<void> => {
    const offered = (): FileTransferLike[] =>
      (element.session?.files.list ?? []).filter((file) => file.direction === 'in' && file.status.state === 'offered');
    await until(`${count} offers`, () => offered().length >= count);
    for (const file of offered()) await file.accept();
  },
  /** Waits until no file is on its way any more; what became of each. */
  filesOver: async (
    patience?: number,
  ): Promise<{ name: string; size: number; state: string; hash: string | null }[]> => {
    const list = (): readonly FileTransferLike[] => element.session?.files.list ?? [];
    const moving = ['offered', 'transferring', 'paused'];
    await until('files', () => list().every(({ status }) => !moving.includes(status.state)), patience);
    return Promise.all(
      list().map(async (file) => {
        const content = await file.content()?.arrayBuffer();
        const { name, size, status } = file;
        return { name, size, state: status.state, hash: content ? await sha256(new Uint8Array(content)) : null };
      }),
    );
  },
  /** What messages are called between the two, files among them. */
  ids: (): string[] => element.session?.messages.map(({ id }) => id) ?? [],
  /** How long messages take until the other side has them, in milliseconds, one after the other. */
  latencies: async (count: number): Promise<number[]> => {
    const times: number[] = [];
    for (let index = 0; index < count; index++) {
      const started = performance.now();
      const message = await element.session?.send(`ping ${index}`);
      await until('a receipt', () =>
        messages('out').some(({ id, status }) => id === message?.id && (status === 'delivered' || status === 'read')),
      );
      times.push(performance.now() - started);
    }
    return times;
  },
  /** The same, for as long as a file of ours moves, and how long that was. None before it does, none after. */
  latenciesWhileMoving: async (): Promise<{ moving: number; times: number[] }> => {
    const state = (): string | undefined => element.session?.files.list.at(-1)?.status.state;
    await until('a file that moves', () => state() === 'transferring' || state() === 'done');
    const [began, times] = [performance.now(), [] as number[]];
    while (state() === 'transferring') times.push(...(await person.latencies(1)));
    return { moving: performance.now() - began, times };
  },
  /** Runs the conformance suite from this browser, at the server of the page; the checks that failed, and why. */
  conforms: async (): Promise<string[]> => {
    const { conformance } = await import('../../../src/signaling/conformance.js');
    const harness = { page: () => createAdapter(query.get('signaling') ?? url), patience: PATIENCE_MS };
    const failures: string[] = [];
    for (const check of conformance) {
      await check.run(harness).catch((error: unknown) => failures.push(`${check.name}: ${String(error)}`));
    }
    return failures;
  },
  /** Everything that connects this page to the other breaks at once. */
  cut: (): void => {
    for (const connection of connections.splice(0)) connection.close();
  },
  /** Says to the other side what no honest page would. */
  breakProtocol: (): void => {
    for (const channel of channels) if (channel.readyState === 'open') channel.send(Uint8Array.of(255));
  },
  /** From here on the server carries nothing of ours. */
  holdServer: (): void => {
    if (typeof signaling === 'object') signaling.send = () => Promise.reject(new Error('the server is gone'));
  },
  mismatch: (): Promise<void> => element.session?.confirmVerification(false) ?? Promise.resolve(),
  /** How many connections are not closed. */
  connections: (): number => connections.filter(({ connectionState }) => connectionState !== 'closed').length,
  /** A session moves to another connection; resolves when the old one is closed. */
  changesNetwork: async (): Promise<void> => {
    const [old] = connections.splice(0);
    dispatchEvent(new Event('online'));
    await untilFrames('another connection', () => old?.connectionState === 'closed' && connections.length > 0);
  },
  /** Every state that the session has had so far. */
  states: (): readonly DMSessionState[] => states,
  takes: (path: LinkPath): Promise<void> =>
    until(`the ${path} path`, () => element.session?.path === path).catch(async (error: unknown) => {
      throw new Error(`${(error as Error).message}; of the pairs ${(await pairs()).join(', ')}`);
    }),
  /** Steps of making a connection that have left this page. */
  left: (): readonly LinkSignal[] => left,
  /** Lets go of everything that is noted here for tests: it would count as what the product leaves behind. */
  forget: (): void => {
    for (const notes of [connections, channels, left, states]) notes.length = 0;
  },
  /** Of our own messages, oldest first. */
  statuses: (): string[] => messages('out').map(({ status }) => status),
  safetyNumber: (): string => element.session?.safety?.number ?? '',
  /** How often the page says any of these words, anywhere. */
  says: (...words: string[]): number => written().filter((text) => words.some((word) => text.includes(word))).length,
  stored,
};

export type PersonPage = typeof person;

Object.assign(globalThis, { person });
