/** Two clients in one process: real secure channels, in-memory signaling and links, a clock that tests move. */
import { DMClient } from '../../src/client.js';
import type { DMClientOptions } from '../../src/session/options.js';
import { RECEIPT_INTERVAL_MS } from '../../src/session/receipts.js';
import type { DMSession } from '../../src/session/session.js';
import type { DMMessage, DMSessionState } from '../../src/session/types.js';
import { MemoryHub } from '../../src/signaling/memory.js';
import { FakeClock } from './fake-clock.js';
import { MemoryNetwork } from './memory-link.js';

export interface Pair {
  readonly hub: MemoryHub;
  readonly network: MemoryNetwork;
  readonly clock: FakeClock;
  readonly alice: DMClient;
  readonly bob: DMClient;
  /** A further client in the same room, for example another tab. */
  client(self: string, options?: Partial<DMClientOptions>): DMClient;
  close(): Promise<void>;
}

export async function makePair(options: Partial<DMClientOptions> = {}): Promise<Pair> {
  const [hub, network, clock] = [new MemoryHub(), new MemoryNetwork(), new FakeClock()];
  const clients: DMClient[] = [];
  const client = (self: string, more: Partial<DMClientOptions> = {}): DMClient => {
    const made = new DMClient({
      self,
      signaling: hub.adapter(),
      clock,
      createLink: network.createLink,
      ...options,
      ...more,
    });
    clients.push(made);
    return made;
  };
  const [alice, bob] = [client('alice', { selfName: 'Alice' }), client('bob', { selfName: 'Bob' })];
  await Promise.all([alice.connect(), bob.connect()]);
  return {
    hub,
    network,
    clock,
    alice,
    bob,
    client,
    close: async () => {
      for (const each of clients) {
        const done = each.destroy();
        clock.advance(10_000);
        await done;
      }
    },
  };
}

/** Resolves when the session is in the state (now or later). Rejects when it is over in another. */
export function reaches(session: DMSession, state: DMSessionState): Promise<DMSession> {
  return new Promise((resolve, reject) => {
    const check = (): void => {
      if (session.state === state) done(() => resolve(session));
      else if (session.state === 'ended' || session.state === 'failed') {
        done(() => reject(new Error(`expected ${state}, the session is ${session.state} (${session.reason})`)));
      }
    };
    const done = (settle: () => void): void => {
      session.removeEventListener('dm-state-change', check);
      settle();
    };
    session.addEventListener('dm-state-change', check);
    check();
  });
}

/** Resolves when `condition` holds, looked at after each event of the target. */
export function until(target: EventTarget, condition: () => boolean): Promise<void> {
  const types = ['dm-state-change', 'dm-update', 'dm-message', 'dm-status', 'dm-request', 'dm-verify-change'];
  return new Promise((resolve) => {
    const check = (): void => {
      if (!condition()) return;
      for (const type of types) target.removeEventListener(type, check);
      resolve();
    };
    for (const type of types) target.addEventListener(type, check);
    check();
  });
}

/** Resolves when `to` has everything that `from` sent, and `from` knows it. Receipts of many wait for the clock. */
export async function delivered({ clock }: Pair, from: DMSession, to: DMSession): Promise<void> {
  const of = (session: DMSession, which: 'in' | 'out'): readonly DMMessage[] =>
    session.messages.filter(({ direction }) => direction === which);
  await until(to, () => of(to, 'in').length === of(from, 'out').length);
  clock.advance(RECEIPT_INTERVAL_MS);
  await until(from, () => of(from, 'out').every(({ status }) => status === 'delivered'));
}

/** Alice asks, Bob accepts; both sessions, active. */
export async function connect(pair: Pair): Promise<{ a: DMSession; b: DMSession }> {
  const asked = new Promise<DMSession>((resolve) => {
    pair.bob.addEventListener('dm-request', (event) => resolve(event.session as DMSession), { once: true });
  });
  const a = await pair.alice.startSession('bob');
  const b = await asked;
  await b.accept();
  await Promise.all([reaches(a, 'active'), reaches(b, 'active')]);
  return { a, b };
}
