import { expect } from 'chai';
import fc from 'fast-check';
import { concat, equalBytes, utf8, type Bytes } from '../../src/wire/bytes.js';
import { agreed, begin, certificate, code, flip, text, type ChannelPair, type Options } from '../helpers/channels.js';
import { runs } from '../helpers/runs.js';

/** The server between Alice and Bob: everything passes through its hands. */
type Hands = (message: Bytes, index: number) => Bytes | null;

interface Outcome {
  readonly pair: ChannelPair;
  readonly codes: unknown[];
}

const MESSAGES = [
  'm2',
  'opening of A',
  'opening of B',
  'confirmation of A',
  'confirmation of B',
  'record of A',
  'record of B',
];

/** A whole introduction through `hands`. What breaks, breaks; everything else goes on as far as it can. */
async function introduce(hands: Hands, optionsA: Options = {}, optionsB: Options = {}): Promise<Outcome> {
  const pair = await begin(optionsA, optionsB);
  const { a, b } = pair;
  const codes: unknown[] = [];
  let index = 0;
  const pass = async (message: Bytes | null, take: (bytes: Bytes) => Promise<unknown>): Promise<void> => {
    const handed = message && hands(message, index);
    index++;
    if (handed) codes.push(await code(take(handed)));
  };
  const sealed = (side: ChannelPair['a'], plaintext: string): Promise<Bytes | null> =>
    side.channel.sealSignal(utf8(plaintext)).catch(() => null);
  const receive = (side: ChannelPair['a']) => async (frame: Bytes) => {
    for (const body of await side.channel.receive(frame)) side.got.push(new TextDecoder().decode(body));
  };

  await pass(pair.m2, (bytes) => a.channel.receiveAccept(bytes));
  await pass(await sealed(a, 'offer of A'), (bytes) => b.channel.openSignal(bytes));
  await pass(await sealed(b, 'answer of B'), (bytes) => a.channel.openSignal(bytes));
  const [one, two] = [certificate(), certificate()];
  await a.channel.confirm({ local: one, remote: two }).catch(() => {});
  await b.channel.confirm({ local: two, remote: one }).catch(() => {});
  await pass(a.out.shift() ?? null, receive(b));
  await pass(b.out.shift() ?? null, receive(a));
  await a.channel.send(utf8('secret of A')).catch(() => {});
  await b.channel.send(utf8('secret of B')).catch(() => {});
  await pass(a.out.shift() ?? null, receive(b));
  await pass(b.out.shift() ?? null, receive(a));
  return { pair, codes };
}

/** Whatever happened: nobody has believed anything that the other one did not say. */
function expectHonest({ pair: { a, b }, codes }: Outcome): void {
  for (const each of codes) expect(each).to.be.oneOf(['no error', 'mismatch', 'protocol', 'bad-state', 'ended']);
  expect(b.got).to.satisfy((got: string[]) => got.length === 0 || got.join() === 'secret of A');
  expect(a.got).to.satisfy((got: string[]) => got.length === 0 || got.join() === 'secret of B');
  const [ofA, ofB] = [a.channel.safety, b.channel.safety];
  if (a.confirmations && b.confirmations && ofA && ofB) expect(ofA.number).to.equal(ofB.number);
}

const invite = (): { room: Bytes; psk: Bytes } => ({
  room: new Uint8Array(16).fill(1),
  psk: new Uint8Array(32).fill(2),
});

describe('a server in the middle', () => {
  it('that only watches changes nothing', async () => {
    const outcome = await introduce((message) => message);
    expect(outcome.codes).to.deep.equal(MESSAGES.map(() => 'no error'));
    expect([outcome.pair.a.got, outcome.pair.b.got]).to.deep.equal([['secret of B'], ['secret of A']]);
  });

  it('that swaps any one part of the handshake for a valid one of its own is noticed', async () => {
    const foreign = await begin();
    await foreign.a.channel.receiveAccept(foreign.m2);
    const openingA = await foreign.a.channel.sealSignal(utf8('offer of M'));
    await foreign.b.channel.openSignal(openingA);
    const openingB = await foreign.b.channel.sealSignal(utf8('answer of M'));
    /** Message, from, to (exclusive), and where the replacement comes from. */
    const swaps: Record<string, [number, number, number, Bytes]> = {
      'key of B': [0, 0, 65, foreign.m2],
      'encapsulation key': [0, 65, 65 + 1184, foreign.m2],
      commitment: [0, 65 + 1184, 1281, foreign.m2],
      'all of m2': [0, 0, 1281, foreign.m2],
      'key of A': [1, 1, 66, openingA],
      ciphertext: [1, 66, 66 + 1088, openingA],
      'nonce of A': [1, 66 + 1088, 1186, openingA],
      'all of m3': [1, 1, 1186, openingA],
      'sealed offer': [1, 1186, 1e9, openingA],
      'all of the offer': [1, 0, 1e9, openingA],
      'nonce of B': [2, 1, 33, openingB],
      'sealed answer': [2, 33, 1e9, openingB],
      'all of the answer': [2, 0, 1e9, openingB],
    };
    for (const [name, [at, from, to, source]] of Object.entries(swaps)) {
      const outcome = await introduce((message, index) =>
        index === at ? concat(message.slice(0, from), source.slice(from, to), message.slice(to)) : message,
      );
      expectHonest(outcome);
      expect(outcome.codes, name).to.include('mismatch');
      expect([outcome.pair.a.got, outcome.pair.b.got], name).to.deep.equal([[], []]);
    }
  });

  it('that plays the other one to each is seen in the words, every time', async () => {
    for (let run = 0; run < 25; run++) {
      const [left, right] = [await agreed(), await agreed()];
      expect(left.a.channel.safety?.number).not.to.equal(right.b.channel.safety?.number);
      expect(left.a.channel.safety?.emoji).not.to.deep.equal(right.b.channel.safety?.emoji);
      expect(left.a.channel.safety?.decimals).not.to.deep.equal(right.b.channel.safety?.decimals);
      expect(left.a.channel.safety?.qr).not.to.deep.equal(right.b.channel.safety?.expectedQr);
    }
  });

  it('that plays the other one to each gets nowhere when there was an invite', async () => {
    expect(await code(agreed({ invite: invite() }, { invite: { ...invite(), psk: new Uint8Array(32) } }))).to.equal(
      'mismatch',
    );
    expect(await code(agreed({ invite: invite() }, {}))).to.equal('mismatch');
    expect(await code(agreed({}, { invite: invite() }))).to.equal('mismatch');
  });

  it('that lies about who is who is noticed', async () => {
    for (const [optionsA, optionsB] of [
      [{}, { peer: 'mallory' }],
      [{ peer: 'mallory' }, {}],
      [{ self: 'mallory' }, {}],
      [{ self: 'ali', peer: 'cebob' }, {}],
    ] satisfies [Options, Options][]) {
      const outcome = await introduce((message) => message, optionsA, optionsB);
      expect(outcome.codes).to.include('mismatch');
      expect([outcome.pair.a.got, outcome.pair.b.got]).to.deep.equal([[], []]);
    }
  });

  it('that answers in place of somebody sees an offer at most, and opens nothing of anybody else', async () => {
    const [one, two] = [await agreed(), await agreed()];
    const signal = await one.a.channel.sealSignal(utf8('candidate'));
    expect(text(await two.b.channel.openSignal(signal))).to.equal(null);
    expect(text(await one.b.channel.openSignal(signal))).to.equal('candidate');
  });

  it('that does anything at random never makes anybody believe anything', async () => {
    const action = fc.oneof(
      { weight: 6, arbitrary: fc.constant({ kind: 'pass' } as const) },
      { weight: 1, arbitrary: fc.constant({ kind: 'drop' } as const) },
      { weight: 1, arbitrary: fc.constant({ kind: 'replay' } as const) },
      { weight: 1, arbitrary: fc.constant({ kind: 'foreign' } as const) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('flip' as const), at: fc.nat(2_000) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('cut' as const), at: fc.nat(2_000) }) },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant('bytes' as const), bytes: fc.uint8Array({ maxLength: 400 }) }),
      },
    );
    // A whole foreign session, to splice from.
    const spliced: Bytes[] = [];
    await introduce((message) => {
      spliced.push(message.slice());
      return message;
    });
    let attacked = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 7, maxLength: 7 }), fc.boolean(), async (actions, invited) => {
        const seen: Bytes[] = [];
        const options = (): Options => (invited ? { invite: invite() } : {});
        let changed = false;
        const attack: Hands = (message, index) => {
          seen.push(message.slice());
          const chosen = actions[index] ?? { kind: 'pass' };
          switch (chosen.kind) {
            case 'pass':
              return message;
            case 'drop':
              return null;
            case 'replay':
              // What the receiving side itself has sent, or what came before.
              return seen[Math.max(0, seen.length - 2)] ?? null;
            case 'foreign':
              return spliced[index] ?? null;
            case 'flip':
              return flip(message, chosen.at % message.length);
            case 'cut':
              return message.slice(0, chosen.at % message.length);
            case 'bytes':
              return Uint8Array.from(chosen.bytes);
          }
        };
        const outcome = await introduce(
          (message, index) => {
            const handed = attack(message, index);
            changed ||= !handed || !equalBytes(handed, message);
            return handed;
          },
          options(),
          options(),
        );
        expectHonest(outcome);
        if (changed) {
          attacked++;
          const { a, b } = outcome.pair;
          expect(a.got.length + b.got.length, 'somebody has noticed').to.be.below(2);
        }
      }),
      { numRuns: runs(400) },
    );
    expect(attacked).to.be.above(runs(400) / 2);
  }).timeout(3_600_000);
});
