import { expect } from 'chai';
import { SignJWT } from 'jose';
import type { DMError } from '../../../src/errors.js';
import { conformance } from '../../../src/signaling/conformance.js';
import { SignalRAdapter } from '../../../src/signaling/signalr.js';
import type { SignalMessage } from '../../../src/signaling/adapter.js';
import { StrandingProxy } from '../../helpers/stranding-proxy.js';
import { hasDotnet, HubBuild, type TestHub } from '../../helpers/aspnet.js';

const SECRET = 'a secret that is long enough for HS256, at least';
const SESSION = 'AAAAAAAAAAAAAAAAAAAAAA';

const tokenFor = (user: string, seconds = 60): Promise<string> =>
  new SignJWT({})
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(user)
    .setExpirationTime(`${seconds}s`)
    .sign(new TextEncoder().encode(SECRET));
const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error as DMError).code,
  );

if (!hasDotnet()) {
  process.stdout.write('The SignalR hub is not tested here: there is no .NET 10 SDK (dotnet) on this machine.\n');
} else {
  describe('the SignalR hub', function () {
    this.timeout(60_000);
    let build: HubBuild;
    let hub: TestHub;
    const open: SignalRAdapter[] = [];
    const page = (getToken?: () => Promise<string>, url = hub.url): SignalRAdapter => {
      const made = new SignalRAdapter(url, getToken ? { getToken } : {});
      open.push(made);
      return made;
    };

    before(async function () {
      this.timeout(240_000);
      build = new HubBuild();
      hub = await build.start({ DM_ANONYMOUS: '1', DM_REQUESTS_PER_PAIR: '1000' });
    });
    afterEach(async () => {
      await Promise.all(open.splice(0).map((adapter) => adapter.disconnect()));
    });
    after(async () => {
      await hub.close();
      build.remove();
    });

    describe('with its adapter', () => {
      for (const check of conformance) {
        it(check.name, () => check.run({ page: () => page(), patience: 10_000 }));
      }
    });

    it('logs who and what kind, never what was in it', async () => {
      const [alice, bob] = [page(), page()];
      await Promise.all([alice.connect('alice'), bob.connect('bob')]);
      await alice.send('bob', { kind: 'request', session: SESSION, payload: 'U0VDUkVU', name: 'Secret Name' });
      await alice.send('bob', { kind: 'signal', session: SESSION, payload: 'Q0FORElEQVRF' });
      await bob.disconnect();
      // A log line is written when its time comes: what the hub does later does not say that it is there.
      await hub.logs(/offer alice bob ok/);
      await hub.logs(/candidate alice bob ok/);
      expect(hub.log()).not.to.match(/U0VDUkVU|Q0FORElEQVRF|Secret Name|AAAAAAAA/);
    });

    it('is reached by another connection when the first has died without saying so', async () => {
      const proxy = await StrandingProxy.start(Number(new URL(hub.url).port));
      try {
        const alice = page(undefined, `http://127.0.0.1:${proxy.port}/hub`);
        const bob = page();
        await Promise.all([alice.connect('alice-stranded'), bob.connect('bob-stranded')]);
        const [online, heard] = [
          new Promise<void>((resolve) => alice.onState((state) => state === 'online' && resolve())),
          new Promise<string>((resolve) => bob.onMessage((from) => resolve(from))),
        ];
        proxy.strand();
        expect(await codeOf(alice.send('bob-stranded', { kind: 'signal', session: SESSION }))).to.equal(
          'signaling-lost',
        );
        await online;
        await alice.send('bob-stranded', { kind: 'signal', session: SESSION });
        expect(await heard).to.equal('alice-stranded');
      } finally {
        await proxy.close();
      }
    });

    it('refuses more than a person needs, and goes on', async () => {
      const [alice, bob] = [page(), page()];
      await Promise.all([alice.connect('alice-flood'), bob.connect('bob-flood')]);
      const codes = await Promise.all(
        Array.from({ length: 500 }, () => codeOf(alice.send('bob-flood', { kind: 'signal', session: SESSION }))),
      );
      expect(new Set(codes)).to.deep.equal(new Set(['no error', 'rate-limited']));
      await bob.send('alice-flood', { kind: 'signal', session: SESSION });
    });

    it('does not start until it is told who may come in', async () => {
      const failure = await build
        .start({ DM_ANONYMOUS: '', DM_SECRET: 'short' })
        .catch((error: unknown) => String(error));
      expect(failure).to.match(/Say who may come in/);
    });

    it('lets in who has a good token, under the id in it, and asks for a fresh one when it has expired', async () => {
      const strict = await build.start({ DM_SECRET: SECRET });
      try {
        let asked = 0;
        const alice = page(() => (asked++, tokenFor('alice', 3)), strict.url);
        const bob = page(() => tokenFor('bob'), strict.url);
        await Promise.all([alice.connect('alice'), bob.connect('bob')]);
        const received = new Promise<[string, SignalMessage]>((resolve) => {
          bob.onMessage((from, message) => resolve([from, message]));
        });
        await alice.send('bob', { kind: 'request', session: SESSION });
        expect((await received)[0]).to.equal('alice');
        await new Promise<void>((resolve) => {
          let lost = false;
          alice.onState((state) => {
            lost ||= state === 'connecting';
            if (lost && state === 'online') resolve();
          });
        });
        expect(asked).to.be.above(1);
        for (const bad of ['', 'a.b.c', await tokenFor('mallory', -10), `${(await tokenFor('eve')).slice(0, -3)}AAA`]) {
          expect(await codeOf(page(async () => bad, strict.url).connect('mallory'))).to.equal('unauthorized');
        }
      } finally {
        await strict.close();
      }
    });

    it('comes back by itself after a restart, and the page watches again', async () => {
      const first = await build.start({ DM_ANONYMOUS: '1' });
      const port = Number(new URL(first.url).port);
      const alice = page(undefined, first.url);
      await alice.connect('alice');
      const seen: boolean[] = [];
      let told = (): void => {};
      alice.watchPresence('bob', (online) => {
        seen.push(online);
        told();
      });
      await first.close();
      const second = await build.start({ DM_ANONYMOUS: '1' }, port);
      try {
        const bob = page(undefined, second.url);
        await bob.connect('bob');
        await new Promise<void>((resolve) => {
          told = () => {
            if (seen.at(-1)) resolve();
          };
          told();
        });
        expect(alice.state).to.equal('online');
      } finally {
        await second.close();
      }
    });
  });
}
