import { expect } from 'chai';
import fc from 'fast-check';
import { utf8 } from '../../../src/wire/bytes.js';
import { connected, deliver, link, reconnect, take, text, type ChannelPair } from '../../helpers/channels.js';

type Side = 'a' | 'b';

const other = (side: Side): Side => (side === 'a' ? 'b' : 'a');
const epochOf = ({ channel }: ChannelPair['a']): number => channel.farewell?.[3] ?? -1;

/** Messages that were sent, and a check that each arrived once and in order. */
class Conversation {
  readonly #sent: Record<Side, string[]> = { a: [], b: [] };

  constructor(readonly pair: ChannelPair) {}

  async say(side: Side): Promise<void> {
    const message = `${side}${this.#sent[side].length}`;
    this.#sent[side].push(message);
    await this.pair[side].channel.send(utf8(message));
  }

  /** One frame from `side` arrives, if there is one. */
  async pass(side: Side): Promise<void> {
    const frame = this.pair[side].out.shift();
    if (frame) await take(this.pair[other(side)], frame);
  }

  async settle(): Promise<void> {
    await deliver(this.pair);
    expect(this.pair.b.got).to.deep.equal(this.#sent.a);
    expect(this.pair.a.got).to.deep.equal(this.#sent.b);
  }
}

/** Every way in which the frames of one rekey and of a message each way can travel: who passes the next one. */
function* journeys(length: number): Generator<Side[]> {
  for (let bits = 0; bits < 2 ** length; bits++) {
    yield Array.from({ length }, (_, index) => ((bits >> index) & 1 ? 'a' : 'b'));
  }
}

describe('reconnect', () => {
  it('works at every point of a rekey, whatever has arrived of it', async () => {
    for (const journey of journeys(5)) {
      const conversation = new Conversation(await connected());
      const { pair } = conversation;
      await pair.a.channel.rekey();
      for (const side of journey) await conversation.pass(side);
      await conversation.say('a');
      await conversation.say('b');
      await reconnect(pair);
      await conversation.say('a');
      await conversation.settle();
      // The rekey that was under way has come to its end, and the one after a reconnect too.
      expect(epochOf(pair.a), journey.join('')).to.be.at.least(1);
      expect(epochOf(pair.b)).to.equal(epochOf(pair.a));
    }
  }).timeout(60_000);

  it('leaves the salts of files the same on both sides at every moment of a rekey, and after it', async () => {
    const expectSame = ({ a, b }: ChannelPair): void => {
      expect(a.channel.files?.send).to.deep.equal(b.channel.files?.receive);
      expect(b.channel.files?.send).to.deep.equal(a.channel.files?.receive);
    };
    for (const journey of journeys(5)) {
      const conversation = new Conversation(await connected());
      const { pair } = conversation;
      await pair.a.channel.rekey();
      for (const side of journey) {
        await conversation.pass(side);
        expectSame(pair);
      }
      await reconnect(pair);
      await conversation.settle();
      expectSame(pair);
      expect(pair.a.channel.files?.send.some((byte) => byte !== 0)).to.equal(true);
    }
  }).timeout(60_000);

  it('works when the link breaks again before anything else has happened, several times', async () => {
    const conversation = new Conversation(await connected());
    const { pair } = conversation;
    for (let round = 0; round < 5; round++) {
      await conversation.say('a');
      await pair.a.channel.rekey();
      await conversation.pass('a');
      await conversation.pass('a');
      await conversation.say('b');
      for (const side of [pair.a, pair.b]) side.channel.suspend();
      // An attempt of which only the first signal arrives.
      await pair.a.channel.reconnect();
      await pair.b.channel.openSignal(await pair.a.channel.sealSignal(utf8('offer')));
      await reconnect(pair);
      await conversation.pass('b');
    }
    await conversation.settle();
  });

  it('can be asked for by the responder at every point of a rekey', async () => {
    for (const journey of journeys(4)) {
      const conversation = new Conversation(await connected());
      const { pair } = conversation;
      await pair.a.channel.rekey();
      for (const side of journey) await conversation.pass(side);
      pair.b.channel.suspend();
      const lost = await pair.b.channel.sealLost();
      expect(await pair.a.channel.openSignal(lost), journey.join('')).to.deep.equal({ kind: 'lost', attempt: 0 });
    }
  }).timeout(60_000);

  it('is not possible any more in an epoch that both have left', async () => {
    const pair = await connected();
    const { a, b } = pair;
    a.channel.suspend();
    await a.channel.reconnect();
    const old = await a.channel.sealSignal(utf8('an offer of epoch 0'));
    await a.channel.reconnect();
    await b.channel.openSignal(await a.channel.sealSignal(utf8('offer')));
    await a.channel.openSignal(await b.channel.sealSignal(utf8('answer')));
    await link(pair);
    expect([epochOf(a), epochOf(b)]).to.deep.equal([1, 1]);
    b.channel.suspend();
    expect(text(await b.channel.openSignal(old))).to.equal(null);
  });

  it('takes an acknowledgement that comes late, after the resumption has said more', async () => {
    const conversation = new Conversation(await connected());
    const { pair } = conversation;
    // The sixteenth makes B acknowledge; that frame is lost, and more arrives before the link breaks.
    for (let count = 0; count < 20; count++) {
      await conversation.say('a');
      await conversation.pass('a');
    }
    expect(pair.b.out).to.have.lengthOf(1);
    await reconnect(pair);
    await conversation.say('a');
    await conversation.settle();
  });

  it('loses nothing and repeats nothing in long random sessions', async () => {
    const step = fc.constantFrom('say a', 'say b', 'pass a', 'pass b', 'pass a', 'pass b', 'settle', 'rekey', 'cut');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 40, maxLength: 80 }), async (steps) => {
        const conversation = new Conversation(await connected());
        const { pair } = conversation;
        for (const [what, side] of steps.map((each) => each.split(' ') as [string, Side?])) {
          if (what === 'say' && side) await conversation.say(side);
          else if (what === 'pass' && side) await conversation.pass(side);
          else if (what === 'settle') await conversation.settle();
          else if (what === 'rekey') await pair.a.channel.rekey();
          else await reconnect(pair);
        }
        await conversation.settle();
      }),
      { numRuns: 20 },
    );
  }).timeout(90_000);
});
