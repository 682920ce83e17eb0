/** Networks and servers that go away under a chat, and come back, or do not. */
import { expect } from 'chai';
import { once } from 'node:events';
import { made, sha256 } from '../helpers/browsers/contents.js';
import { FILE_MS, Lab, SOON_S, texts } from './lab/people.js';
import { BROWSER_PAIRS, isShort } from './lab/selection.js';

/** What browsers themselves say when a server cannot be reached. */
const UNREACHABLE = /WebSocket|\/relay\b|ICE failed/;
/** Takes longer than it takes to cut a wire. Bytes. */
const FILE = { name: 'across the gap.bin', size: 16_000_000 };
const MARKER = 'a-marker-of-this-chat';

for (const [kindOfAlice, kindOfBob] of BROWSER_PAIRS) {
  describe(`${kindOfAlice} and ${kindOfBob}`, () => {
    let lab: Lab;

    before(async () => {
      lab = await Lab.start(kindOfAlice, kindOfBob);
    });

    afterEach(() => lab.end(UNREACHABLE));

    after(() => lab?.stop());

    /**
     * Messages of both arrive once and in order, those included that `gap` lets them write while it lasts; and a file that
     * was on its way when it began arrives whole.
     */
    async function bridges(gap: (write: () => Promise<unknown>) => Promise<unknown>): Promise<void> {
      const { alice, bob } = lab;
      const lines = (who: string): string[] =>
        ['before', 'within', 'also within', 'after'].map((when) => `${who} ${when}`);
      const [hers, his] = [lines('alice'), lines('bob')];
      const send = (from: number, to: number): Promise<unknown> =>
        Promise.all([alice.do('send', hers.slice(from, to)), bob.do('send', his.slice(from, to))]);
      await send(0, 1);
      await lab.both('allSent', 'read');
      await alice.do('sendFiles', [FILE]);
      await bob.do('acceptFiles', 1);
      await gap(() => send(1, 3));
      await lab.both('reaches', 'active');
      await send(3, 4);
      const [, received] = await lab.both('filesOver', FILE_MS);
      const hash = await sha256(made(FILE.name, FILE.size));
      expect(received).to.deep.equal([{ ...FILE, state: 'done', hash }]);
      await lab.both('allSent', 'read');
      expect(texts(await bob.do('received', 5))).to.deep.equal(hers);
      expect(await alice.do('received', 4)).to.deep.equal(his);
    }

    async function cut(seconds: number, write: () => Promise<unknown>): Promise<void> {
      const { wire } = lab.alice.access;
      await wire.cut();
      await write();
      await pause(seconds);
      // It was really cut: what was written meanwhile has not arrived (or is wiped, when that was too long).
      expect((await lab.alice.do('statuses')).at(-1)).not.to.be.oneOf(['delivered', 'read']);
      await wire.mend();
    }

    it('do not mind 5 seconds of nothing', async () => {
      await lab.chat({ alice: 'cone', bob: 'cone' });
      await bridges((write) => cut(5, write));
    });

    it('bridge 20 seconds of nothing', async () => {
      await lab.chat({ alice: 'cone', bob: 'cone' });
      await bridges((write) => cut(20, write));
      expect(await lab.alice.do('states')).to.include('reconnecting');
    });
    if (isShort) return;

    it('give up by themselves after 60 seconds of nothing, and both have wiped', async () => {
      await lab.chat({ alice: 'cone', bob: 'cone' });
      await lab.alice.do('send', [MARKER]);
      await lab.bob.do('received', 1);
      await lab.both('allSent', 'read');
      expect(await lab.alice.do('says', MARKER)).to.be.above(0);
      await lab.alice.do('sendFiles', [FILE]);
      await lab.bob.do('acceptFiles', 1);
      await Promise.all([cut(60, () => lab.bob.do('send', [MARKER])), lab.both('reaches', 'ended')]);
      for (const person of lab.people) {
        expect(await person.do('status')).to.include({ reason: 'interrupted', by: null });
        expect(await person.do('says', MARKER, FILE.name)).to.equal(0);
        expect(await person.do('filesOver')).to.deep.equal([]);
      }
    });

    it('stay together when one of them moves to another network', async () => {
      await lab.chat({ alice: 'cone', bob: 'cone' });
      await bridges(async (write) => {
        lab.alice.access.move();
        await write();
      });
    });

    for (const bob of ['open', 'cone'] as const) {
      it(`stay together when a router forgets its ports, and the other network is ${bob}`, async () => {
        await lab.chat({ alice: 'cone', bob });
        const { access } = lab.alice;
        const before = access.rebound;
        await bridges(async (write) => {
          access.rebind();
          await write();
        });
        expect(access.rebound).to.be.above(before);
      });
    }

    it('stay together when the TURN server is started anew', async () => {
      await lab.chat({ alice: 'symmetric', bob: 'symmetric' });
      await bridges((write) => Promise.all([lab.restartTurn(), write()]));
      await lab.both('takes', 'relayed');
    });

    it('stay together when it is started anew and their credentials are over: each connection gets fresh ones', async () => {
      await lab.chat({ alice: 'symmetric', bob: 'symmetric', soonOver: true });
      await pause(SOON_S + 1);
      await bridges((write) => Promise.all([lab.restartTurn(), write()]));
      await lab.both('takes', 'relayed');
    });

    it('do not notice when the signaling server is started anew', async () => {
      await lab.chat({ alice: 'cone', bob: 'cone' });
      await lab.site.stopRelay();
      await lab.talk();
      await lab.site.startRelay();
      expect((await lab.both('states')).flat()).not.to.include('reconnecting');
    });
  });
}

/** What is tested is what happens in this time, so there is no event to wait for. */
async function pause(seconds: number): Promise<void> {
  await once(AbortSignal.timeout(seconds * 1_000), 'abort');
}
