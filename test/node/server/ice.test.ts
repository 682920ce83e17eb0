import { expect } from 'chai';
import { SignJWT } from 'jose';
import { createRelay, type RelayServer } from '../../../server/node/relay-server.js';
import { anonymousAuthenticator, tokenAuthenticator } from '../../../server/relay/tokens.js';
import type { DMError } from '../../../src/errors.js';
import { iceSource } from '../../../src/signaling/ice.js';
import { hasCoturn, TestCoturn } from '../../helpers/coturn.js';

const SECRET = 'a secret that is long enough for HS256, at least';
const TURN_SECRET = 'shared with coturn alone';
const turn = { urls: ['turn:turn.example:3478'], secret: TURN_SECRET };
const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error as DMError).code,
  );
const tokenFor = (user: string): Promise<string> =>
  new SignJWT({})
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(user)
    .setExpirationTime('60s')
    .sign(new TextEncoder().encode(SECRET));

describe('TURN credentials', () => {
  const servers: RelayServer[] = [];
  const serve = async (options: Partial<Parameters<typeof createRelay>[0]> = {}): Promise<string> => {
    const server = createRelay({ authenticate: tokenAuthenticator({ secret: SECRET }), turn, ...options });
    servers.push(server);
    return `http://127.0.0.1:${await server.listen(0)}/ice`;
  };
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });

  it('are given to whoever has a token, under their name and for a time', async () => {
    const servers = await iceSource(await serve(), { getToken: () => tokenFor('alice') })();
    expect(servers.length).to.equal(1);
    const [{ urls, username = '' } = { urls: [] as readonly string[] }] = servers;
    expect(urls).to.deep.equal(turn.urls);
    const [expiry = '', user] = username.split(':');
    expect(user).to.equal('alice');
    expect(Number(expiry) - Date.now() / 1_000).to.be.within(3_500, 3_601);
  });

  it('are given to nobody else, and to no other site', async () => {
    const url = await serve({ origins: ['https://site.example'] });
    expect(await codeOf(iceSource(url)())).to.equal('unauthorized');
    expect(await codeOf(iceSource(url, { getToken: async () => 'a.b.c' })())).to.equal('unauthorized');
    const headers = { authorization: `Bearer ${await tokenFor('alice')}` };
    const strange = await fetch(url, { headers: { ...headers, origin: 'https://evil.example' } });
    expect(strange.status).to.equal(403);
    const own = await fetch(url, { headers: { ...headers, origin: 'https://site.example' } });
    expect([own.status, own.headers.get('access-control-allow-origin')]).to.deep.equal([200, 'https://site.example']);
    expect(own.headers.get('cache-control')).to.equal('no-store');
    expect((await fetch(url, { method: 'POST', headers })).status).to.equal(405);
  });

  it('are for anybody who gives a name where the relay takes anonymous ids', async () => {
    const [server] = await iceSource(await serve({ authenticate: anonymousAuthenticator }), { self: 'bob' })();
    expect(server?.username).to.match(/^\d+:bob$/);
  });

  it('are not there where the relay knows no TURN server', async () => {
    const server = createRelay({ authenticate: anonymousAuthenticator });
    servers.push(server);
    const port = await server.listen(0);
    expect(await codeOf(iceSource(`http://127.0.0.1:${port}/ice`, { self: 'bob' })())).to.equal('no-route');
  });

  it('are kept for half of their time, asked for once by many, and asked for again then', async () => {
    const url = await serve({ authenticate: anonymousAuthenticator });
    let asked = 0;
    let now = 1_000_000;
    const counting: typeof fetch = (...args) => {
      asked++;
      return fetch(...args);
    };
    const source = iceSource(url, { self: 'bob', now: () => now, fetch: counting });
    await Promise.all([source(), source(), source()]);
    now += 1_700_000;
    await source();
    expect(asked).to.equal(1);
    now += 200_000;
    await source();
    expect(asked).to.equal(2);
  });

  if (!hasCoturn()) {
    process.stdout.write('TURN credentials are not tried on coturn here: there is no turnserver on this machine.\n');
  } else {
    it('open a real coturn, until they expire or when they are forged', async () => {
      const coturn = await TestCoturn.start(TURN_SECRET);
      try {
        const [server] = await iceSource(await serve({ authenticate: anonymousAuthenticator }), { self: 'bob' })();
        const { username = '', credential = '' } = server ?? {};
        expect(await coturn.accepts(username, credential)).to.equal(true);
        expect(await coturn.accepts(username.replace('bob', 'eve'), credential)).to.equal(false);
        const short = await serve({ authenticate: anonymousAuthenticator, turn: { ...turn, lifetime: -10 } });
        const answer = (await (await fetch(`${short}?id=bob`)).json()) as {
          iceServers: [{ username: string; credential: string }];
        };
        expect(await coturn.accepts(answer.iceServers[0].username, answer.iceServers[0].credential)).to.equal(false);
      } finally {
        await coturn.stop();
      }
    }).timeout(90_000);
  }
});
