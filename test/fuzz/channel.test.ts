/** Handshake and records: whatever arrives, a channel takes it, drops it, or dies with a code and without its keys. */
import { expect } from 'chai';
import fc from 'fast-check';
import { DMError } from '../../src/errors.js';
import { respond } from '../../src/secure/secure-channel.js';
import { utf8 } from '../../src/wire/bytes.js';
import { agreed, begin, connected, type ChannelPair, type Side } from '../helpers/channels.js';
import { budget, bytesLike, LIMIT_MS } from './budget.js';

const FATAL = ['protocol', 'mismatch'];

/** What came of it: a code, or `taken`. Anything that is no `DMError` fails the property. */
async function outcome(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'taken';
  } catch (error) {
    if (DMError.is(error)) return error.code;
    throw error;
  }
}

/** A channel that died has nothing left; one that lives still talks. */
async function expectConsistent({ channel }: Side, code: string): Promise<void> {
  expect(code).to.be.oneOf(['taken', ...FATAL]);
  if (code !== 'taken') expect(await outcome(channel.send(utf8('x')))).to.equal('ended');
  if (code !== 'taken') expect(channel.safety).to.equal(null);
}

describe('fuzz: the secure channel', function () {
  this.timeout(LIMIT_MS);

  it('m1 and m2', async () => {
    const pair = await begin();
    const options = { self: 'bob', peer: 'alice', output: () => {}, confirmed: () => {}, farewell: utf8('bye') };
    await fc.assert(
      fc.asyncProperty(bytesLike(pair.m1), bytesLike(pair.m2), async (m1, m2) => {
        expect(await outcome(respond(options, m1).then(({ channel }) => channel.wipe()))).to.be.oneOf([
          'taken',
          'protocol',
        ]);
        const { a } = await begin();
        await expectConsistent(a, await outcome(a.channel.receiveAccept(m2)));
        a.channel.wipe();
      }),
      budget(),
    );
  });

  it('the first sealed signals of both sides', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        const pair = await begin();
        await pair.a.channel.receiveAccept(pair.m2);
        const offer = await pair.a.channel.sealSignal(utf8('offer'));
        const [changed = offer] = fc.sample(bytesLike(offer), { numRuns: 1, seed });
        const code = await outcome(pair.b.channel.openSignal(changed));
        await expectConsistent(pair.b, code);
        pair.a.channel.wipe();
        pair.b.channel.wipe();
      }),
      budget(),
    );
  });

  it('frames before, in and after the confirmation', async () => {
    const step = fc.record({ side: fc.constantFrom('a' as const, 'b' as const), seed: fc.nat() });
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.array(step, { minLength: 1, maxLength: 6 }), async (early, steps) => {
        const pair: ChannelPair = early ? await agreed() : await connected();
        if (!early) for (const side of [pair.a, pair.b]) await side.channel.send(utf8('a text'));
        const dead = new Set<string>();
        for (const { side, seed } of steps) {
          if (dead.has(side)) continue;
          const frames = pair[side === 'a' ? 'b' : 'a'].out;
          const [frame] = fc.sample(bytesLike(...(frames.length > 0 ? frames : [utf8('none')])), { numRuns: 1, seed });
          const code = await outcome(pair[side].channel.receive(frame ?? new Uint8Array()));
          await expectConsistent(pair[side], code);
          if (code !== 'taken') dead.add(side);
        }
        for (const { channel } of [pair.a, pair.b]) channel.wipe();
      }),
      budget(),
    );
  });

  it('signals of a reconnect never hurt a running session', async () => {
    const pair = await connected();
    const offers = await Promise.all([pair.a.channel.reconnect().then(() => pair.a.channel.sealSignal(utf8('offer')))]);
    const lost = await pair.b.channel.sealLost();
    await fc.assert(
      fc.asyncProperty(bytesLike(...offers, lost), async (signal) => {
        expect(await outcome(pair.b.channel.openSignal(signal))).to.equal('taken');
        expect(await outcome(pair.a.channel.openSignal(signal))).to.equal('taken');
      }),
      budget(),
    );
    await pair.a.channel.send(utf8('still here'));
  });
});
