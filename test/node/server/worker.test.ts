import { expect } from 'chai';
import { SignJWT } from 'jose';
import { conformance } from '../../../src/signaling/conformance.js';
import type { SignalingState, SignalMessage } from '../../../src/signaling/adapter.js';
import type { WebSocketAdapter } from '../../../src/signaling/websocket.js';
import { TestWorker } from '../../helpers/workerd.js';

const SESSION = 'AAAAAAAAAAAAAAAAAAAAAA';
const SECRET = 'a secret of at least thirty-two bytes, shared with the site';
const request: SignalMessage = { kind: 'request', session: SESSION, payload: 'c2VjcmV0', name: 'Alice' };
/** Milliseconds after which workerd puts an idle object to sleep, and some more. */
const ASLEEP_MS = 12_000;

const becomes = (adapter: WebSocketAdapter, wanted: SignalingState): Promise<void> =>
  new Promise((resolve) => {
    if (adapter.state === wanted) return resolve();
    const off = adapter.onState((state) => {
      if (state !== wanted) return;
      off();
      resolve();
    });
  });

const hears = (adapter: WebSocketAdapter): Promise<string> =>
  new Promise((resolve) => adapter.onMessage((from, { kind }) => resolve(`${from} ${kind}`)));

const token = (sub: string, seconds: number): Promise<string> =>
  new SignJWT({})
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(sub)
    .setExpirationTime(Math.floor(Date.now() / 1000) + seconds)
    .sign(new TextEncoder().encode(SECRET));

describe('the relay on Durable Objects, in workerd', () => {
  let worker: TestWorker;
  const pages: WebSocketAdapter[] = [];
  const enter = async (self: string, getToken?: () => Promise<string>): Promise<WebSocketAdapter> => {
    const page = worker.page(getToken);
    pages.push(page);
    await page.connect(self);
    return page;
  };
  afterEach(async () => {
    await Promise.all(pages.splice(0).map((page) => page.disconnect()));
  });

  describe('open to anybody', function () {
    this.timeout(60_000);
    before(async () => {
      worker = await TestWorker.start();
    });
    after(() => worker.close());

    for (const check of conformance) {
      it(check.name, () => check.run({ page: () => worker.page(), patience: 10_000 }));
    }

    it('takes nobody in at the mailbox of somebody else', async () => {
      const mallory = await worker.raw('bob');
      mallory.say({ t: 'hello', v: 1, id: 'mallory' });
      expect(await mallory.closes()).to.equal(4401);
    });

    it('ends one connection at most for bad input of any kind, and says nothing of its insides', async () => {
      const [alice, bob] = [await enter('alice'), await enter('bob')];
      for (const bad of ['}{', '[1]', '"x"', new Uint8Array(50), `"${'x'.repeat(60_000)}"`]) {
        const socket = await worker.raw('bob');
        socket.say(bad);
        expect(await socket.closes(), String(bad).slice(0, 10)).to.be.oneOf([4400, 4413]);
      }
      // Ids and properties that PartyServer would take from an address.
      const odd = await worker.raw('bob', `?_pk=${'x'.repeat(300)}`);
      await odd.hello('bob');
      expect(JSON.stringify(odd.heard)).not.to.include('stack');
      odd.close();
      const heard = hears(bob);
      await alice.send('bob', request);
      expect(await heard).to.equal('alice request');
    });

    it('refuses more requests to one person than anybody needs', async () => {
      const [alice] = [await enter('keen alice'), await enter('bob')];
      await alice.send('bob', request);
      await alice.send('bob', request);
      expect(await alice.send('bob', request).catch((error: unknown) => error)).to.have.property(
        'code',
        'rate-limited',
      );
    });

    it('sleeps while nobody speaks, and wakes with everything it knew', async () => {
      const [alice, bob] = [await enter('sleepy alice'), await enter('sleepy bob')];
      const seen: boolean[] = [];
      let told = (): void => {};
      alice.watchPresence('sleepy bob', (online) => {
        seen.push(online);
        told();
      });
      await new Promise((resolve) => setTimeout(resolve, ASLEEP_MS));
      const heard = hears(bob);
      await alice.send('sleepy bob', request);
      expect(await heard).to.equal('sleepy alice request');
      await worker.logs('{"event":"resumed","user":"sleepy bob"}');
      const gone = new Promise<void>((resolve) => (told = resolve));
      await bob.disconnect();
      await gone;
      expect(seen).to.deep.equal([true, false]);
    });

    it('finds everybody again after it was killed', async () => {
      const [alice, bob] = [await enter('alice 2'), await enter('bob 2')];
      const lost = Promise.all([becomes(alice, 'connecting'), becomes(bob, 'connecting')]);
      await worker.stop();
      await lost;
      await worker.start();
      await Promise.all([becomes(alice, 'online'), becomes(bob, 'online')]);
      const heard = hears(bob);
      await alice.send('bob 2', request);
      expect(await heard).to.equal('alice 2 request');
      await bob.disconnect();
      expect(await alice.send('bob 2', request).catch((error: unknown) => error)).to.have.property(
        'code',
        'peer-offline',
      );
    });

    it('logs who and what kind, and never what was in it', async () => {
      const [alice] = [await enter('alice 3'), await enter('bob 3')];
      await alice.send('bob 3', request);
      await worker.logs('{"event":"signal","user":"alice 3","to":"bob 3","kind":"request","code":"ok"}');
      for (const secret of ['c2VjcmV0', 'Alice', SESSION]) expect(worker.log).not.to.include(secret);
    });
  });

  describe('with tokens', function () {
    this.timeout(60_000);
    before(async () => {
      worker = await TestWorker.start({
        DM_JWT_SECRET: SECRET,
        DM_ORIGINS: 'https://example.com',
        DM_TURN_URLS: 'turn:turn.example.com',
        DM_TURN_SECRET: 'shared with coturn',
      });
    });
    after(() => worker.close());

    it('lets in pages of an allowed origin alone', async () => {
      const ask = (headers: Record<string, string>): Promise<number> =>
        fetch(`http://127.0.0.1:${worker.port}/ice`, { headers }).then(({ status }) => status);
      const authorization = `Bearer ${await token('alice', 60)}`;
      expect(await ask({ authorization })).to.equal(403);
      expect(await ask({ origin: 'https://evil.example', authorization })).to.equal(403);
      expect(await ask({ origin: 'https://example.com' })).to.equal(401);
      expect(await ask({ origin: 'https://example.com', authorization })).to.equal(200);
    });
  });
});
