/** Runs in a page that has many conversations at once. `?self=alice&peer=bob` */
import { DMClient } from '../src/client.js';
import type { DMSession } from '../src/session/session.js';
import { WebSocketAdapter } from '../src/signaling/websocket.js';
import { until } from './contenders/ours.js';

const query = new URLSearchParams(location.search);
const isAlice = query.get('self') === 'alice';
const makeClient = (self: string): DMClient =>
  new DMClient({ self, signaling: new WebSocketAdapter(`${location.origin.replace(/^http/, 'ws')}/relay`) });

const clients: DMClient[] = [];
const sessions: DMSession[] = [];

export const bench = {
  /** Bob is many people, who all say yes. */
  be: async (count: number): Promise<void> => {
    while (clients.length < count) {
      const client = makeClient(isAlice ? 'alice' : `bob-${clients.length}`);
      client.addEventListener('dm-request', (event) => void event.accept());
      await client.connect();
      clients.push(client);
    }
  },
  /** Milliseconds until there are so many sessions, for each one that came. */
  reach: async (count: number): Promise<number> => {
    const [started, before] = [performance.now(), sessions.length];
    while (sessions.length < count) {
      const session = (await clients[0]?.startSession(`bob-${sessions.length}`)) as DMSession;
      await until(session, () => session.state === 'active');
      sessions.push(session);
    }
    return (performance.now() - started) / (count - before);
  },
  /** Milliseconds until a line has arrived in every session, for each of them. */
  say: async (): Promise<number> => {
    const started = performance.now();
    await Promise.all(
      sessions.map(async (session) => {
        const { id } = await session.send('a line in every session');
        await until(session, () => session.messages.some((each) => each.id === id && each.status === 'delivered'));
      }),
    );
    return (performance.now() - started) / sessions.length;
  },
};

export type GrowthPage = typeof bench;

Object.assign(globalThis, { bench });
