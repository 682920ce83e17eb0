import { expect } from 'chai';
import { DMClient } from '../../src/client.js';
import { DMError } from '../../src/errors.js';
import { conformance } from '../../src/signaling/conformance.js';
import { ManualAdapter } from '../../src/signaling/manual.js';
import { openAnswer, openInvite, sealAnswer, sealInvite } from '../../src/signaling/manual-text.js';

const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no error',
    (error: unknown) => (DMError.is(error) ? error.code : error),
  );

const isThere = (adapter: ManualAdapter, peer: string, wanted = true): Promise<void> =>
  new Promise((resolve) => {
    const stop = adapter.watchPresence(peer, (online) => {
      if (online !== wanted) return;
      resolve();
      queueMicrotask(() => stop());
    });
  });

async function introduce(alice: ManualAdapter, aliceId: string, bob: ManualAdapter, bobId: string): Promise<void> {
  const { text } = await bob.answer(await alice.invite());
  await alice.complete(text);
  await Promise.all([isThere(alice, bobId), isThere(bob, aliceId)]);
}

describe('signaling by hand', () => {
  const pages: ManualAdapter[] = [];
  const page = async (self: string): Promise<ManualAdapter> => {
    const adapter = new ManualAdapter();
    pages.push(adapter);
    await adapter.connect(self);
    return adapter;
  };
  afterEach(async () => {
    await Promise.all(pages.splice(0).map((each) => each.disconnect()));
  });

  describe('is a signaling adapter once two people have carried their texts', () => {
    for (const check of conformance) {
      it(check.name, async () => {
        /** Everybody who comes is introduced to everybody who is there. */
        const room = new Map<ManualAdapter, string>();
        class Introduced extends ManualAdapter {
          override async connect(self: string): Promise<void> {
            await super.connect(self);
            for (const [other, id] of room) if (id !== self) await introduce(other, id, this, self);
            room.set(this, self);
          }
          override async disconnect(): Promise<void> {
            room.delete(this);
            await super.disconnect();
          }
        }
        await check.run({ page: () => new Introduced(), patience: 20_000 });
      }).timeout(60_000);
    }
  });

  it('carries a whole chat', async () => {
    const alice = new DMClient({ self: 'alice', signaling: 'manual' });
    const bob = new DMClient({ self: 'bob', signaling: 'manual' });
    const [from, to] = [await alice.introductions(), await bob.introductions()];
    if (!from || !to) throw new Error('expected introductions');
    const { peer, text } = await to.answer(await from.invite('bob'), 'alice');
    expect([peer, await from.complete(text)]).to.deep.equal(['alice', 'bob']);
    await new Promise<void>((resolve) =>
      alice.watchPresence('bob', (online) => {
        if (online) resolve();
      }),
    );
    const asked = new Promise<void>((resolve) => {
      bob.addEventListener('dm-request', () => resolve(bob.requests[0]?.accept()));
    });
    const session = await alice.startSession('bob');
    await asked;
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (session.state === 'active') resolve();
      };
      session.addEventListener('dm-state-change', look);
      look();
    });
    const heard = new Promise((resolve) => {
      bob.sessions
        .get('alice')
        ?.addEventListener('dm-message', () => resolve(bob.sessions.get('alice')?.messages[0]?.content));
    });
    await session.send('no server anywhere');
    expect(await heard).to.equal('no server anywhere');
    await Promise.all([alice.destroy(), bob.destroy()]);
  }).timeout(60_000);

  it('takes texts as people copy them: with spaces, line breaks and words around', async () => {
    const [alice, bob] = [await page('alice'), await page('bob')];
    const broken = (text: string): string => `  Here it is:\n${text.replaceAll(/.{60}/g, '$&\r\n')}\n`;
    const { text } = await bob.answer(broken(await alice.invite()));
    expect(await alice.complete(broken(text))).to.equal('bob');
    await isThere(alice, 'bob');
  });

  it('says what is wrong with a text', async () => {
    const [alice, bob] = [await page('alice'), await page('bob')];
    expect(await codeOf(alice.complete('dm1a.AAAA'))).to.equal('bad-state');
    const invite = await alice.invite();
    for (const bad of [
      '',
      'hello',
      invite.slice(0, -1),
      invite.slice(0, 60),
      `${invite}AAAA`,
      'dm1i.' + 'A'.repeat(20_000),
    ]) {
      expect(await codeOf(bob.answer(bad)), bad.slice(0, 20)).to.equal('bad-message');
    }
    expect(await codeOf(alice.answer(invite))).to.equal('bad-state');
    expect(await codeOf(bob.answer(invite, 'carol'))).to.equal('forbidden');
    const { text } = await bob.answer(await (await page('carol')).invite());
    expect(await codeOf(alice.complete(text)), 'the answer to another invite').to.equal('mismatch');
    expect(await codeOf(alice.complete(invite)), 'an invite is no answer').to.equal('bad-message');
    expect(await codeOf(new ManualAdapter().invite())).to.equal('signaling-lost');
  });

  it('takes the answer of the one it is meant for alone', async () => {
    const [alice, mallory] = [await page('alice'), await page('mallory')];
    const { text } = await mallory.answer(await alice.invite('bob'));
    expect(await codeOf(alice.complete(text))).to.equal('forbidden');
  });

  it('notices that the other page is gone', async () => {
    const [alice, bob] = [await page('alice'), await page('bob')];
    await introduce(alice, 'alice', bob, 'bob');
    const gone = isThere(alice, 'bob', false);
    await bob.disconnect();
    await gone;
    expect(await codeOf(alice.send('bob', { kind: 'request', session: 'A'.repeat(22) }))).to.equal('peer-offline');
  }).timeout(60_000);

  it('shows nothing to whoever carries the answer, and ends a bomb', async () => {
    const { text, secret } = await sealInvite({ self: 'alice', sdp: 'v=0 sealed' });
    expect((await openInvite(text)).introduction).to.deep.equal({ self: 'alice', sdp: 'v=0 sealed' });
    const answer = await sealAnswer(secret, { self: 'bob', sdp: 'candidate' });
    expect(await openAnswer(secret, answer)).to.deep.equal({ self: 'bob', sdp: 'candidate' });
    expect(await codeOf(openAnswer(new Uint8Array(32), answer))).to.equal('mismatch');
    const bomb = await sealAnswer(secret, { self: 'bob', sdp: 'a'.repeat(2_000_000) });
    expect(bomb.length).to.be.below(16_384);
    expect(await codeOf(openAnswer(secret, bomb))).to.equal('too-large');
  });
});
