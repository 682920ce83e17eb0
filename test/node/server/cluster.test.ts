import { spawn, type ChildProcess } from 'node:child_process';
import { expect } from 'chai';
import { RedisBackplane } from '../../../server/cluster/redis.js';
import type { DMError } from '../../../src/errors.js';
import type { SignalMessage } from '../../../src/signaling/adapter.js';
import { conformance } from '../../../src/signaling/conformance.js';
import { WebSocketAdapter } from '../../../src/signaling/websocket.js';
import { DEFAULT_LIMITS } from '../../../server/relay/limits.js';
import { hasRedis, TestRedis } from '../../helpers/redis.js';
import { startRelay, type TestRelay } from '../../helpers/relay.js';
import { WebSocket } from 'ws';

const SESSION = 'AAAAAAAAAAAAAAAAAAAAAA';
const UNLIMITED = { burst: 1e6, perSecond: 1e6 };
const request: SignalMessage = { kind: 'request', session: SESSION };
const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error as DMError).code,
  );

/** The next message of a page. */
const next = (page: WebSocketAdapter): Promise<[string, SignalMessage]> =>
  new Promise((resolve) => {
    const off = page.onMessage((from, message) => {
      off();
      resolve([from, message]);
    });
  });

/** Resolves when the page is told so (again). */
const told = (page: WebSocketAdapter, peer: string, online: boolean): Promise<void> =>
  new Promise((resolve) => {
    const stop = page.watchPresence(peer, (now) => {
      if (now !== online) return;
      queueMicrotask(() => stop());
      resolve();
    });
  });

if (!hasRedis()) {
  process.stdout.write('Several relays are not tested here: there is no redis-server on this machine.\n');
} else {
  describe('relays joined by Redis', function () {
    this.timeout(60_000);
    let redis: TestRedis;
    let relays: TestRelay[];
    const pages: WebSocketAdapter[] = [];

    const relay = (): Promise<TestRelay> =>
      startRelay({
        backplane: new RedisBackplane({ url: redis.url, checkEveryMs: 200 }),
        limits: { ...DEFAULT_LIMITS, messages: UNLIMITED, requestsPerPair: UNLIMITED, flood: UNLIMITED },
      });
    const enter = async (at: number, self: string): Promise<WebSocketAdapter> => {
      const page = (relays[at] as TestRelay).page();
      pages.push(page);
      await page.connect(self);
      return page;
    };

    before(async () => {
      redis = await TestRedis.start();
      relays = [await relay(), await relay(), await relay()];
    });
    afterEach(async () => {
      await Promise.all(pages.splice(0).map((page) => page.disconnect()));
    });
    after(async () => {
      await Promise.all(relays.map((each) => each.close()));
      await redis.stop();
    });

    describe('are one signaling server to every page', () => {
      let turn = 0;
      for (const check of conformance) {
        // Every page enters at another process.
        it(check.name, () => check.run({ page: () => (relays[turn++ % 3] as TestRelay).page(), patience: 10_000 }));
      }
    });

    it('reach every page of a person, wherever it is, once', async () => {
      const alice = await enter(0, 'alice');
      const bobs = [await enter(0, 'bob'), await enter(1, 'bob'), await enter(1, 'bob'), await enter(2, 'bob')];
      const heard: number[] = bobs.map(() => 0);
      for (const [index, bob] of bobs.entries()) bob.onMessage(() => (heard[index] = (heard[index] ?? 0) + 1));
      const all = Promise.all(bobs.map(next));
      await alice.send('bob', request);
      expect((await all).map(([from]) => from)).to.deep.equal(['alice', 'alice', 'alice', 'alice']);
      const again = Promise.all(bobs.map(next));
      await alice.send('bob', { kind: 'cancel', session: SESSION });
      await again;
      expect(heard).to.deep.equal([2, 2, 2, 2]);
    });

    it('keep a person online until their last page anywhere has closed', async () => {
      const alice = await enter(0, 'alice');
      const [first, second] = [await enter(1, 'bob'), await enter(2, 'bob')];
      await told(alice, 'bob', true);
      const gone = told(alice, 'bob', false);
      await first.disconnect();
      expect(await codeOf(alice.send('bob', request))).to.equal('no error');
      await second.disconnect();
      await gone;
      expect(await codeOf(alice.send('bob', request))).to.equal('peer-offline');
    });

    it('notice that a process was killed, and its people are away', async () => {
      const child = await startProcess(redis.url);
      try {
        const alice = await enter(0, 'alice');
        const bob = new WebSocketAdapter(child.url, { WebSocket: WebSocket as unknown as typeof globalThis.WebSocket });
        pages.push(bob);
        await bob.connect('bob');
        await told(alice, 'bob', true);
        const received = next(bob);
        await alice.send('bob', request);
        expect((await received)[0]).to.equal('alice');
        const gone = told(alice, 'bob', false);
        child.process.kill('SIGKILL');
        await gone;
        expect(await codeOf(alice.send('bob', request))).to.equal('peer-offline');
      } finally {
        child.process.kill('SIGKILL');
      }
    });

    it('say so while Redis is away, go on for people of one process, and heal by themselves when it is back', async () => {
      const [alice, bob, carol] = [await enter(0, 'alice'), await enter(1, 'bob'), await enter(0, 'carol')];
      await told(alice, 'bob', true);
      await redis.stop();
      expect(await codeOf(alice.send('bob', request))).to.equal('signaling-lost');
      const heard = next(carol);
      expect(await codeOf(alice.send('carol', request))).to.equal('no error');
      expect((await heard)[0]).to.equal('alice');
      // Somebody who comes while it is away is known afterwards too.
      const dave = await enter(2, 'dave');
      await redis.start();
      await Promise.all([told(alice, 'bob', true), told(alice, 'dave', true)]);
      const both = Promise.all([next(bob), next(dave)]);
      await alice.send('bob', request);
      await alice.send('dave', request);
      expect((await both).map(([from]) => from)).to.deep.equal(['alice', 'alice']);
    });
  });
}

/** A relay in a process of its own, started as a person would. */
async function startProcess(redis: string): Promise<{ url: string; process: ChildProcess }> {
  const args = ['--import', 'tsx', 'server/node/cli.ts', '--anonymous', '--port', '0', '--redis', redis];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.on('data', (data: Buffer) => {
      said += data.toString();
      const found = /"listening".*"port":(\d+)/.exec(said)?.[1];
      if (found) resolve(Number(found));
    });
    child.once('exit', (code) => reject(new Error(`the relay ended with ${code}: ${said}`)));
  });
  return { url: `ws://127.0.0.1:${port}/`, process: child };
}
