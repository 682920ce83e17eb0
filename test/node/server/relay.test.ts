import { connect } from 'node:net';
import { expect } from 'chai';
import { SignJWT } from 'jose';
import { get } from 'node:http';
import { tokenAuthenticator } from '../../../server/relay/tokens.js';
import { conformance } from '../../../src/signaling/conformance.js';
import type { SignalingState } from '../../../src/signaling/adapter.js';
import type { WebSocketAdapter } from '../../../src/signaling/websocket.js';
import { startRelay, type RawSocket, type TestRelay } from '../../helpers/relay.js';

const SESSION = 'AAAAAAAAAAAAAAAAAAAAAA';
const SECRET = 'a secret of at least thirty-two bytes, shared with the site';
const request = (n: number, to: string, payload = 'AQ'): unknown => ({
  t: 'send',
  n,
  to,
  m: { kind: 'request', session: SESSION, payload },
});

const becomes = (adapter: WebSocketAdapter, wanted: SignalingState): Promise<void> =>
  new Promise((resolve) => {
    if (adapter.state === wanted) return resolve();
    const off = adapter.onState((state) => {
      if (state !== wanted) return;
      off();
      resolve();
    });
  });

const token = (sub: string, seconds: number, claims: Record<string, unknown> = {}): Promise<string> =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(sub)
    .setExpirationTime(Math.floor(Date.now() / 1000) + seconds)
    .sign(new TextEncoder().encode(SECRET));

describe('the relay', () => {
  let relay: TestRelay;
  const raws: RawSocket[] = [];
  const raw = async (headers?: Record<string, string>): Promise<RawSocket> => {
    const socket = await relay.raw(headers);
    raws.push(socket);
    return socket;
  };
  const start = async (options: Parameters<typeof startRelay>[0] = {}): Promise<void> => {
    relay = await startRelay(options);
  };
  afterEach(async () => {
    for (const socket of raws.splice(0)) socket.close();
    await relay.close();
  });

  describe('as a signaling adapter over WebSocket', () => {
    for (const check of conformance) {
      it(check.name, async () => {
        await start();
        await check.run({ page: () => relay.page() });
      });
    }

    it('comes back by itself when the relay restarts, and watches again', async () => {
      await start();
      const [alice, bob] = [relay.page(), relay.page()];
      const seen: boolean[] = [];
      await Promise.all([alice.connect('alice'), bob.connect('bob')]);
      alice.watchPresence('bob', (online) => seen.push(online));
      const { port } = relay;
      const lost = Promise.all([becomes(alice, 'connecting'), becomes(bob, 'connecting')]);
      await relay.close();
      await lost;
      const error = await alice.send('bob', { kind: 'request', session: SESSION }).catch((reason: unknown) => reason);
      expect(error).to.have.property('code', 'signaling-lost');
      relay = await startRelay({}, port);
      await Promise.all([becomes(alice, 'online'), becomes(bob, 'online')]);
      const got = new Promise((resolve) => bob.onMessage((from) => resolve(from)));
      await alice.send('bob', { kind: 'request', session: SESSION });
      expect(await got).to.equal('alice');
      await Promise.all([alice.disconnect(), bob.disconnect()]);
    }).timeout(15_000);

    it('does not come back after a refusal', async () => {
      await start({ authenticate: () => null });
      const alice = relay.page();
      const error = await alice.connect('alice').catch((reason: unknown) => reason);
      expect(error).to.have.property('code', 'unauthorized');
      expect(alice.state).to.equal('offline');
      expect(relay.log.filter(({ event }) => event === 'refused')).to.have.lengthOf(1);
    });

    it('gives up when it is told to', async () => {
      await start();
      const { port } = relay;
      await relay.close();
      const alice = relay.page();
      const controller = new AbortController();
      const connecting = alice.connect('alice', controller.signal).catch((reason: unknown) => reason);
      controller.abort();
      expect(await connecting).to.have.property('code', 'signaling-lost');
      expect(alice.state).to.equal('offline');
      relay = await startRelay({}, port);
    });
  });

  describe('who may come in', () => {
    it('is whoever has a good token, under the id in the token, with the name in it', async () => {
      await start({ authenticate: tokenAuthenticator({ secret: SECRET }) });
      const bob = await (await raw()).hello('bob', await token('bob', 60));
      const alice = await (await raw()).hello('ignored', await token('alice', 60, { name: 'Alice L.' }));
      alice.say({ ...(request(1, 'bob') as object), m: { kind: 'request', session: SESSION, name: 'The Admin' } });
      const signal = await bob.hears(({ t }) => t === 'signal');
      expect(signal['from']).to.equal('alice');
      expect(signal['m']).to.include({ name: 'Alice L.' });
    });

    it('is nobody without a token, with a wrong, expired or unsigned one', async () => {
      await start({ authenticate: tokenAuthenticator({ secret: SECRET, audience: 'dm' }) });
      const unsigned = `${btoa('{"alg":"none"}')}.${btoa('{"sub":"alice","aud":"dm"}')}.`;
      for (const bad of [
        undefined,
        'nonsense',
        await token('alice', 60),
        await token('alice', -10, { aud: 'dm' }),
        unsigned,
      ]) {
        const socket = await raw();
        socket.say({ t: 'hello', v: 1, id: 'alice', token: bad });
        expect(await socket.closes()).to.equal(4401);
      }
      await (await raw()).hello('alice', await token('alice', 60, { aud: 'dm' }));
    });

    it('is asked for a fresh token when the old one expires, and is not even noticed', async () => {
      await start({ authenticate: tokenAuthenticator({ secret: SECRET }) });
      let given = 0;
      const alice = relay.page(() => token('alice', ++given === 1 ? 1 : 60));
      await alice.connect('alice');
      await becomes(alice, 'connecting');
      await becomes(alice, 'online');
      expect(given).to.equal(2);
      await alice.disconnect();
    }).timeout(15_000);

    it('is a page of an allowed origin', async () => {
      await start({ origins: ['https://site.example'] });
      await (await raw({ origin: 'https://site.example' })).hello('alice');
      for (const headers of [{ origin: 'https://evil.example' }, {}]) {
        expect(await (await raw(headers)).closes()).to.equal(4403);
      }
    });

    it('cannot end the relay with a broken frame while it is being refused', async () => {
      await start({ origins: ['https://site.example'] });
      const upgrade = [
        'GET / HTTP/1.1',
        'Host: relay',
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
        'Origin: https://evil.example',
        '\r\n',
      ].join('\r\n');
      const uncaught: unknown[] = [];
      const others = process.listeners('uncaughtException');
      process.removeAllListeners('uncaughtException');
      process.on('uncaughtException', (error) => uncaught.push(error));
      try {
        const socket = connect(relay.port, '127.0.0.1', () => socket.write(upgrade));
        // Answered and refused: and now something that is no frame.
        socket.once('data', () => socket.write(Buffer.from([0xff, 0xff, 1, 2, 3, 4])));
        await new Promise((resolve) => socket.once('close', resolve));
        await (await raw({ origin: 'https://site.example' })).hello('alice');
      } finally {
        process.removeAllListeners('uncaughtException');
        for (const each of others) process.on('uncaughtException', each);
      }
      expect(uncaught).to.deep.equal([]);
    });

    it('may only reach whom the site allows, and does not learn whether the others are there', async () => {
      await start({ authorize: (from, to) => !(from === 'mallory' && to === 'bob') });
      await (await raw()).hello('bob');
      const mallory = await (await raw()).hello('mallory');
      mallory.say(request(1, 'bob'));
      expect(await mallory.hears(({ t }) => t === 'no')).to.include({ code: 'forbidden' });
      mallory.say({ t: 'watch', peer: 'bob' });
      expect(await mallory.hears(({ t }) => t === 'presence')).to.include({ online: false });
    });

    it('can never speak as another', async () => {
      await start();
      const bob = await (await raw()).hello('bob');
      const mallory = await (await raw()).hello('mallory');
      mallory.say({ ...(request(1, 'bob') as object), from: 'alice' });
      expect(await bob.hears(({ t }) => t === 'signal')).to.include({ from: 'mallory' });
      mallory.say({ t: 'send', n: 2, to: 'bob', m: { kind: 'taken', session: SESSION } });
      expect(await mallory.hears(({ n }) => n === 2)).to.include({ t: 'no', code: 'bad-message' });
    });
  });

  describe('bad input', () => {
    it('costs that one connection at most, and nobody else notices', async () => {
      await start();
      const [alice, bob] = [await (await raw()).hello('alice'), await (await raw()).hello('bob')];
      const attacks: [string, (socket: RawSocket) => void][] = [
        ['not JSON', (socket) => socket.say('}{')],
        ['JSON that is no object', (socket) => socket.say('[1,2]')],
        ['a wrong shape', (socket) => socket.say({ t: 'send', to: 'bob' })],
        ['an unknown kind', (socket) => socket.say({ t: 'eval', code: '1' })],
        ['binary', (socket) => socket.say(new Uint8Array(100))],
        ['deep nesting', (socket) => socket.say('['.repeat(10_000) + ']'.repeat(10_000))],
        ['a second hello', (socket) => socket.say({ t: 'hello', v: 1, id: 'alice' })],
        ['a bad version', (socket) => socket.say({ t: 'hello', v: 99, id: 'x' })],
      ];
      for (const [name, attack] of attacks) {
        const socket = await (await raw()).hello(`mallory ${name}`);
        for (let i = 0; i < 6; i++) attack(socket);
        expect(await socket.closes(), name).to.be.oneOf([4400, 1009]);
      }
      for (const size of [50_000, 10_000_000]) {
        const socket = await (await raw()).hello(`mallory ${size}`);
        socket.say(`"${'x'.repeat(size)}"`);
        expect(await socket.closes(), `${size} letters`).to.be.oneOf([4413, 1009]);
      }
      alice.say(request(1, 'bob'));
      await bob.hears(({ t }) => t === 'signal');
    });

    it('before the hello ends the connection at once', async () => {
      await start();
      for (const first of [request(1, 'bob'), { t: 'ping' }, '}{']) {
        const socket = await raw();
        socket.say(first);
        expect(await socket.closes()).to.equal(4400);
      }
    });

    it('that never comes ends the connection too', async () => {
      await start({ limits: { helloMs: 20 } });
      expect(await (await raw()).closes()).to.equal(4408);
    });
  });

  it('logs who and what kind, and never what was in it', async () => {
    await start();
    const [alice, bob] = [await (await raw()).hello('alice'), await (await raw()).hello('bob')];
    alice.say({
      t: 'send',
      n: 1,
      to: 'bob',
      m: { kind: 'request', session: SESSION, payload: 'c2VjcmV0', name: 'Alice' },
    });
    await bob.hears(({ t }) => t === 'signal');
    const text = JSON.stringify(relay.log);
    expect(relay.log).to.deep.include({ event: 'signal', user: 'alice', to: 'bob', kind: 'request', code: 'ok' });
    for (const secret of ['c2VjcmV0', 'Alice', SESSION, '127.0.0.1']) expect(text).not.to.include(secret);
  });

  it('answers health checks and metrics without naming anybody', async () => {
    await start();
    await (await raw()).hello('alice');
    const fetchText = (path: string): Promise<string> =>
      new Promise((resolve, reject) => {
        get(`http://127.0.0.1:${relay.port}${path}`, (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (part: string) => (text += part));
          response.on('end', () => resolve(text));
        }).on('error', reject);
      });
    expect(await fetchText('/healthz')).to.equal('ok\n');
    const text = await fetchText('/metrics');
    expect(text)
      .to.match(/^dm_relay_connections 1$/m)
      .and.to.match(/dm_relay_events_total\{event="connected",kind="",code=""\} 1/);
    expect(text).not.to.include('alice');
  });
});
