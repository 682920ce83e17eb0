/**
 * What every signaling adapter has to do, as checks that run in any test runner:
 *
 *     for (const check of conformance) it(check.name, () => check.run(harness));
 *
 * A check resolves, or rejects with an error that says what was expected.
 */
import { DMError, type DMErrorCode } from '../errors.js';
import type { SignalingAdapter, SignalingState, SignalMessage } from './adapter.js';

export interface ConformanceHarness {
  /** One more page, not connected yet, where all pages of this harness can meet. */
  readonly page: () => SignalingAdapter | Promise<SignalingAdapter>;
  /** Longest time that anything may take, in milliseconds. Default 2,000. */
  readonly patience?: number;
  /** Whether the server can tell whether somebody is there. Default true; false where there is no server to ask. */
  readonly knowsPresence?: boolean;
}

export interface ConformanceCheck {
  readonly name: string;
  run(harness: ConformanceHarness): Promise<void>;
}

interface Received {
  readonly from: string;
  readonly message: SignalMessage;
}

/** A page under test: what it received, and a way to wait for it. */
class Page {
  readonly received: Received[] = [];
  readonly states: SignalingState[] = [];
  #arrived: () => void = () => {};

  constructor(
    readonly adapter: SignalingAdapter,
    private readonly patience: number,
  ) {
    adapter.onMessage((from, message) => {
      this.received.push({ from, message });
      this.#arrived();
    });
    adapter.onState((state) => this.states.push(state));
  }

  async get(count: number): Promise<Received[]> {
    await within(this.patience, `${count} messages (there are ${this.received.length})`, (done) => {
      this.#arrived = () => {
        if (this.received.length >= count) done();
      };
      this.#arrived();
    });
    return this.received;
  }
}

class Room {
  readonly #pages: Page[] = [];
  readonly patience: number;

  constructor(private readonly harness: ConformanceHarness) {
    this.patience = harness.patience ?? 2_000;
  }

  async enter(self: string): Promise<Page> {
    const page = new Page(await this.harness.page(), this.patience);
    this.#pages.push(page);
    await page.adapter.connect(self);
    return page;
  }

  async leave(): Promise<void> {
    await Promise.all(this.#pages.map(({ adapter }) => adapter.disconnect()));
  }
}

/** Ids that no other run uses: some adapters meet on a server that outlives the test. */
const id = (name: string): string => `${name}-${crypto.randomUUID().slice(0, 8)}`;
const SESSION = 'AAAAAAAAAAAAAAAAAAAAAA';
const message = (kind: SignalMessage['kind'], payload?: string): SignalMessage => ({
  kind,
  session: SESSION,
  ...(payload !== undefined && { payload }),
});

const check = (name: string, body: (room: Room, harness: ConformanceHarness) => Promise<void>): ConformanceCheck => ({
  name,
  async run(harness) {
    const room = new Room(harness);
    try {
      await body(room, harness);
    } finally {
      await room.leave();
    }
  },
});

export const conformance: readonly ConformanceCheck[] = [
  check('is offline until it is connected, and online then', async (room) => {
    const page = await room.enter(id('alice'));
    equal(page.adapter.state, 'online', 'state after connect');
  }),

  check('delivers a message whole, with the sender that the server knows', async (room) => {
    const [a, b] = [id('alice'), id('bob')];
    const [alice, bob] = [await room.enter(a), await room.enter(b)];
    const sent: SignalMessage = { kind: 'request', session: SESSION, payload: 'AQID', name: 'Alice' };
    await alice.adapter.send(b, sent);
    const [received] = await bob.get(1);
    equal(received?.from, a, 'sender');
    equal(JSON.stringify(sorted(received?.message)), JSON.stringify(sorted(sent)), 'message');
  }),

  check('keeps the order of one sender', async (room) => {
    const [a, b] = [id('alice'), id('bob')];
    const [alice, bob] = [await room.enter(a), await room.enter(b)];
    const payloads = Array.from({ length: 50 }, (_, index) => `n${index}`);
    await Promise.all(payloads.map((payload) => alice.adapter.send(b, message('signal', payload))));
    const received = await bob.get(payloads.length);
    equal(received.map((each) => each.message.payload).join(), payloads.join(), 'order');
  }),

  check('carries a payload of the full length', async (room) => {
    const [a, b] = [id('alice'), id('bob')];
    const [alice, bob] = [await room.enter(a), await room.enter(b)];
    await alice.adapter.send(b, message('signal', 'A'.repeat(32_768)));
    const [received] = await bob.get(1);
    equal(received?.message.payload?.length, 32_768, 'length of the payload');
  }),

  check('delivers nothing to anybody else', async (room) => {
    const [a, b] = [id('alice'), id('bob')];
    const [alice, bob, carol] = [await room.enter(a), await room.enter(b), await room.enter(id('carol'))];
    await alice.adapter.send(b, message('request'));
    await bob.get(1);
    equal(carol.received.length, 0, 'messages of a bystander');
    equal(alice.received.length, 0, 'messages of the sender');
  }),

  check('rejects with peer-offline when nobody of that name is there', async (room) => {
    const alice = await room.enter(id('alice'));
    await rejects('peer-offline', alice.adapter.send(id('nobody'), message('request')));
  }),

  check('rejects a message that is not of the contract, and goes on', async (room) => {
    const [a, b] = [id('alice'), id('bob')];
    const [alice, bob] = [await room.enter(a), await room.enter(b)];
    for (const bad of [
      { ...message('request'), kind: 'nonsense' },
      { ...message('request'), session: 'short' },
      { ...message('signal'), payload: 'not base64url!' },
      { ...message('signal'), payload: 'A'.repeat(32_769) },
    ]) {
      await rejects('bad-message', alice.adapter.send(b, bad as SignalMessage));
    }
    await rejects('bad-message', alice.adapter.send('', message('request')));
    await alice.adapter.send(b, message('request'));
    await bob.get(1);
    equal(bob.received.length, 1, 'messages');
  }),

  check('rings in every page of one person, and silences the others when one accepts or declines', async (room) => {
    const [a, b] = [id('alice'), id('bob')];
    const [alice, first, second] = [await room.enter(a), await room.enter(b), await room.enter(b)];
    for (const kind of ['accept', 'decline'] as const) {
      const [before, other] = [second.received.length, first.received.length];
      await alice.adapter.send(b, message('request'));
      await Promise.all([first.get(other + 1), second.get(before + 1)]);
      await first.adapter.send(a, message(kind));
      const taken = (await second.get(before + 2)).at(-1);
      equal(taken?.message.kind, 'taken', `kind after ${kind}`);
      equal(taken?.message.session, SESSION, 'session');
      equal(taken?.from, b, 'sender');
    }
    equal(
      first.received.some((each) => each.message.kind === 'taken'),
      false,
      'taken to the page that answered',
    );
  }),

  check('tells who is there, once soon and then at each change', async (room, harness) => {
    if (harness.knowsPresence === false) return;
    const [a, b] = [id('alice'), id('bob')];
    const alice = await room.enter(a);
    const seen: boolean[] = [];
    const next = watch(alice.adapter, b, seen, room.patience);
    equal(await next(1), false, 'before');
    const bob = await room.enter(b);
    equal(await next(2), true, 'after they came');
    const tab = await room.enter(b);
    await bob.adapter.disconnect();
    await tab.adapter.disconnect();
    equal(await next(3), false, 'after their last page left');
    equal(seen.join(), 'false,true,false', 'all that was told');
  }),

  check('says nothing more after disconnect, and may be disconnected twice', async (room) => {
    const [a, b] = [id('alice'), id('bob')];
    const [alice, bob] = [await room.enter(a), await room.enter(b)];
    await bob.adapter.disconnect();
    await bob.adapter.disconnect();
    equal(bob.adapter.state, 'offline', 'state');
    await rejects('signaling-lost', bob.adapter.send(a, message('request')));
    // A server may need a moment to notice.
    const until = Date.now() + room.patience;
    let gone = false;
    while (!gone && Date.now() < until) {
      gone = await alice.adapter.send(b, message('request')).then(
        () => false,
        (error: unknown) => DMError.is(error, 'peer-offline'),
      );
    }
    equal(gone, true, 'peer-offline after they left');
    equal(bob.received.length, 0, 'messages after leaving');
  }),

  check('refuses a user id that nobody could have', async (_room, harness) => {
    const adapter = await harness.page();
    await rejects('bad-config', adapter.connect(''));
    await rejects('bad-config', adapter.connect('x'.repeat(129)));
  }),
];

function watch(
  adapter: SignalingAdapter,
  peer: string,
  seen: boolean[],
  patience: number,
): (count: number) => Promise<boolean> {
  let told: () => void = () => {};
  adapter.watchPresence(peer, (online) => {
    seen.push(online);
    told();
  });
  return async (count) => {
    await within(patience, `presence to be told ${count} times (it was ${seen.length})`, (done) => {
      told = () => {
        if (seen.length >= count) done();
      };
      told();
    });
    return seen.at(-1) === true;
  };
}

const sorted = (value: object | undefined): unknown =>
  Object.entries(value ?? {}).sort(([a], [b]) => a.localeCompare(b));

function equal(actual: unknown, expected: unknown, what: string): void {
  if (actual !== expected) throw new Error(`${what}: expected ${String(expected)}, got ${String(actual)}`);
}

async function rejects(code: DMErrorCode, promise: Promise<unknown>): Promise<void> {
  const error = await promise.then(
    () => new Error(`expected a rejection with ${code}, it resolved`),
    (reason: unknown) => reason,
  );
  if (!DMError.is(error, code)) throw new Error(`expected a rejection with ${code}`, { cause: error });
}

function within(ms: number, what: string, start: (done: () => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`waited ${ms} ms for ${what}`)), ms);
    start(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
