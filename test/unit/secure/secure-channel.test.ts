import { expect } from 'chai';
import fc from 'fast-check';
import { MAX_BODY_LENGTH } from '../../../src/wire/frames.js';
import { utf8, type Bytes } from '../../../src/wire/bytes.js';
import {
  agreed,
  begin,
  certificate,
  code,
  connected,
  deliver,
  deliverUntil,
  flip,
  link,
  reconnect,
  take,
  text,
  type ChannelPair,
} from '../../helpers/channels.js';

/** Each in a record of its own. */
const send = async (side: ChannelPair['a'], ...texts: string[]): Promise<void> => {
  for (const each of texts) await side.channel.send(utf8(each));
};
/** The epoch that a side sends in: it stands in its farewell frame. */
const epochOf = ({ channel }: ChannelPair['a']): number => channel.farewell?.[3] ?? -1;
const ROOM = new Uint8Array(16).fill(7);
const psk = (fill: number): Uint8Array<ArrayBuffer> => new Uint8Array(32).fill(fill);

describe('secure channel', () => {
  describe('handshake', () => {
    it('has messages of the specified lengths', async () => {
      const { a, m1, m2 } = await begin();
      await a.channel.receiveAccept(m2);
      const opening = await a.channel.sealSignal(utf8('x'));
      expect([m1.length, m2.length, opening.length]).to.deep.equal([33, 1281, 1 + 1185 + 4 + 1 + 16]);
    });

    it('agrees: signals open on the other side, and both see the same words', async () => {
      const { a, b, m2 } = await begin();
      await a.channel.receiveAccept(m2);
      expect(text(await b.channel.openSignal(await a.channel.sealSignal(utf8('offer'))))).to.equal('offer');
      expect(text(await a.channel.openSignal(await b.channel.sealSignal(utf8('answer'))))).to.equal('answer');
      expect(a.channel.safety?.emoji).to.deep.equal(b.channel.safety?.emoji);
      expect(a.channel.safety?.decimals).to.deep.equal(b.channel.safety?.decimals);
      expect(a.channel.safety?.number).to.equal(b.channel.safety?.number);
      expect(a.channel.safety?.qr).to.deep.equal(b.channel.safety?.expectedQr);
      expect(b.channel.safety?.qr).to.deep.equal(a.channel.safety?.expectedQr);
      expect(a.channel.safety?.qr).not.to.deep.equal(a.channel.safety?.expectedQr);
    });

    it('shows other words in every session', async () => {
      const numbers = await Promise.all([agreed(), agreed(), agreed()]);
      expect(new Set(numbers.map(({ a }) => a.channel.safety?.number)).size).to.equal(3);
    });

    it('refuses messages of another length', async () => {
      const { a, m2 } = await begin();
      expect(await code(a.channel.receiveAccept(m2.slice(1)))).to.equal('protocol');
      for (const m1 of [new Uint8Array(), new Uint8Array(33), new Uint8Array(34).fill(1)]) {
        const { respond } = await import('../../../src/secure/secure-channel.js');
        const options = { self: 'bob', peer: 'alice', output: () => {}, confirmed: () => {}, farewell: utf8('x') };
        expect(await code(respond(options, m1))).to.equal('protocol');
      }
    });

    it('refuses a public key that is not on the curve', async () => {
      const { a, m2 } = await begin();
      expect(await code(a.channel.receiveAccept(flip(m2, 40)))).to.equal('protocol');
    });

    it('refuses an encapsulation key that fails the modulus check', async () => {
      const { a, m2 } = await begin();
      m2.fill(0xff, 65, 65 + 3);
      expect(await code(a.channel.receiveAccept(m2))).to.equal('protocol');
    });

    it('refuses a nonce that B was not committed to, before it opens anything', async () => {
      const { a, b, m2 } = await begin();
      await a.channel.receiveAccept(m2);
      await b.channel.openSignal(await a.channel.sealSignal(utf8('offer')));
      const opening = await b.channel.sealSignal(utf8('answer'));
      expect(await code(a.channel.openSignal(flip(opening, 5)))).to.equal('mismatch');
      expect(await code(a.channel.openSignal(opening))).to.equal('ended');
    });

    it('ends when any part of m3 was changed', async () => {
      for (const at of [70, 65 + 1088, 1185 - 1, 1190, -1]) {
        const { a, b, m2 } = await begin();
        await a.channel.receiveAccept(m2);
        const opening = await a.channel.sealSignal(utf8('offer'));
        expect(await code(b.channel.openSignal(flip(opening, at))), `byte ${at}`).to.equal('mismatch');
      }
    });

    it('ends when the two sides believe in different people', async () => {
      expect(await code(agreed({ peer: 'carol' }))).to.equal('mismatch');
      expect(await code(agreed({}, { peer: 'carol' }))).to.equal('mismatch');
    });

    it('ends when only one side has the invite, or another one', async () => {
      const invite = (fill: number): { room: Uint8Array<ArrayBuffer>; psk: Uint8Array<ArrayBuffer> } => ({
        room: ROOM,
        psk: psk(fill),
      });
      expect(await code(agreed({ invite: invite(1) }))).to.equal('mismatch');
      expect(await code(agreed({}, { invite: invite(1) }))).to.equal('mismatch');
      expect(await code(agreed({ invite: invite(1) }, { invite: invite(2) }))).to.equal('mismatch');
      const { a, b } = await agreed({ invite: invite(1) }, { invite: invite(1) });
      expect([a.channel.invited, b.channel.invited]).to.deep.equal([true, true]);
    });

    it('takes the first opening only; a repeated one changes nothing', async () => {
      const { a, b, m2 } = await begin();
      await a.channel.receiveAccept(m2);
      const opening = await a.channel.sealSignal(utf8('offer'));
      expect(text(await b.channel.openSignal(opening))).to.equal('offer');
      expect(await b.channel.openSignal(opening)).to.equal(null);
      expect(text(await b.channel.openSignal(await a.channel.sealSignal(utf8('candidate'))))).to.equal('candidate');
    });
  });

  describe('signals', () => {
    it('survive loss, and pass over what is repeated, reflected, foreign or garbage', async () => {
      const { a, b } = await agreed();
      const other = await agreed();
      const [one, two, three] = [
        await a.channel.sealSignal(utf8('one')),
        await a.channel.sealSignal(utf8('two')),
        await a.channel.sealSignal(utf8('three')),
      ];
      expect(text(await b.channel.openSignal(two))).to.equal('two');
      for (const bad of [
        two,
        one,
        flip(three, -1),
        flip(three, 0),
        new Uint8Array(),
        utf8('nonsense'),
        three.slice(0, 10),
      ]) {
        expect(await b.channel.openSignal(bad)).to.equal(null);
      }
      expect(await a.channel.openSignal(three), 'reflected').to.equal(null);
      expect(await other.b.channel.openSignal(three), 'of another session').to.equal(null);
      expect(text(await b.channel.openSignal(three))).to.equal('three');
    });

    it('that come before the keys are passed over', async () => {
      const { b } = await begin();
      const { a } = await agreed();
      expect(await b.channel.openSignal(await a.channel.sealSignal(utf8('early')))).to.equal(null);
    });
  });

  describe('confirmation', () => {
    it('opens the channel on both sides, once', async () => {
      const { a, b } = await connected();
      expect([a.confirmations, b.confirmations]).to.deep.equal([1, 1]);
    });

    it('fails when the certificates really in use are not the ones that each side sees', async () => {
      const { a, b } = await agreed();
      const [one, two, spliced] = [certificate(), certificate(), certificate()];
      await a.channel.confirm({ local: one, remote: two });
      await b.channel.confirm({ local: two, remote: spliced });
      const frame = a.out.shift();
      expect(await code(frame ? b.channel.receive(frame) : Promise.resolve())).to.equal('mismatch');
    });

    it('reflected to its sender, or changed, is a mismatch', async () => {
      for (const make of [
        (frame: Uint8Array<ArrayBuffer>) => frame,
        (frame: Uint8Array<ArrayBuffer>) => flip(frame, 9),
      ]) {
        const { a } = await agreed();
        await a.channel.confirm({ local: certificate(), remote: certificate() });
        const frame = a.out.shift();
        expect(await code(frame ? a.channel.receive(make(frame)) : Promise.resolve())).to.equal('mismatch');
      }
    });

    it('comes before anything else, and twice is once too often', async () => {
      const early = await agreed();
      expect(await code(early.a.channel.send(utf8('x')))).to.equal('bad-state');
      const { a, b } = await connected();
      await send(a, 'hello');
      const frame = a.out.shift();
      expect(await code(frame ? early.b.channel.receive(frame) : Promise.resolve())).to.equal('protocol');
      await b.channel.confirm({ local: certificate(), remote: certificate() }).catch(() => {});
      expect(await code(a.channel.receive(new Uint8Array(33).fill(1)))).to.equal('protocol');
    });
  });

  describe('records', () => {
    it('arrive in order, both ways, of any size up to the limit', async () => {
      const { a, b } = await connected();
      const texts = ['', 'a', 'x'.repeat(251), 'x'.repeat(252), 'y'.repeat(10_000), 'z'.repeat(MAX_BODY_LENGTH)];
      await send(a, ...texts);
      await send(b, ...texts);
      await deliver({ a, b });
      expect(b.got).to.deep.equal(texts);
      expect(a.got).to.deep.equal(texts);
      expect(await code(a.channel.send(new Uint8Array(MAX_BODY_LENGTH + 1)))).to.equal('too-large');
      await send(a, 'still fine');
      await deliver({ a, b });
      expect(b.got.at(-1)).to.equal('still fine');
    });

    it('are at most 65,536 bytes, and short ones all look alike', async () => {
      const { a } = await connected();
      await send(a, 'yes', 'no', 'a longer answer, but still an ordinary line', 'z'.repeat(MAX_BODY_LENGTH));
      const lengths = a.out.map(({ length }) => length);
      expect(new Set(lengths.slice(0, 3)).size).to.equal(1);
      expect(lengths[3]).to.equal(65_536);
    });

    it('hold together what waits for its turn, as far as there is room, in order', async () => {
      const { a, b } = await connected();
      const texts = ['first', '', 'x'.repeat(40_000), 'y'.repeat(40_000), 'last', 'z'.repeat(MAX_BODY_LENGTH)];
      const numbers = await Promise.all(texts.map((each) => a.channel.send(utf8(each))));
      expect(numbers).to.deep.equal([0, 0, 0, 1, 1, 2]);
      await deliver({ a, b });
      expect(b.got).to.deep.equal(texts);
    });

    it('may be prepared when they arrive, those of an epoch to come and a farewell among them', async () => {
      const { a, b } = await connected();
      const rekeying = a.channel.rekey();
      await send(a, 'one', 'two');
      await rekeying;
      await take(b, a.out.shift()!);
      await deliver({ a, b: { ...b, out: [] } });
      for (const frame of b.out.splice(0)) await take(a, frame);
      await send(a, 'three', 'four');
      const frames = a.out.splice(0);
      frames.splice(2, 0, a.channel.farewell!);
      for (const frame of frames) b.channel.prepare(frame);
      for (const frame of frames) await take(b, frame);
      expect(b.got).to.deep.equal(['one', 'two', 'three', 'farewell', 'four']);
    });

    it('that are prepared twice, or out of order, are received as if they were not', async () => {
      const { a, b } = await connected();
      await send(a, 'one', 'two');
      const [one, two] = a.out as [Bytes, Bytes];
      for (const frame of [two, one, one.slice(), flip(one, -1)]) b.channel.prepare(frame);
      await take(b, one);
      await take(b, two);
      expect(b.got).to.deep.equal(['one', 'two']);
      expect(await code(b.channel.receive(one.slice()))).to.equal('protocol');
    });

    it('that are repeated, left out, reordered, reflected, cut, changed or of another session end the session', async () => {
      const attacks: Record<string, (frames: Uint8Array<ArrayBuffer>[], pair: ChannelPair) => Promise<unknown>> = {
        repeated: async ([one], { b }) => b.channel.receive(one!).then(() => b.channel.receive(one!)),
        'left out': ([, two], { b }) => b.channel.receive(two!),
        reflected: ([one], { a }) => a.channel.receive(one!),
        cut: ([one], { b }) => b.channel.receive(one!.slice(0, -1)),
        'changed type': ([one], { b }) => b.channel.receive(flip(one!, 0)),
        'changed lane': ([one], { b }) => b.channel.receive(flip(one!, 1)),
        'changed epoch': ([one], { b }) => b.channel.receive(flip(one!, 3)),
        'changed counter': ([one], { b }) => b.channel.receive(flip(one!, 11)),
        'changed text': ([one], { b }) => b.channel.receive(flip(one!, 100)),
        'changed tag': ([one], { b }) => b.channel.receive(flip(one!, -1)),
        empty: (_, { b }) => b.channel.receive(new Uint8Array()),
        'too long': (_, { b }) => b.channel.receive(new Uint8Array(65_537).fill(0x10)),
        spliced: async (_, { b }) => {
          const other = await connected();
          await send(other.a, 'foreign');
          return b.channel.receive(other.a.out[0]!);
        },
      };
      for (const [name, attack] of Object.entries(attacks)) {
        const pair = await connected();
        await send(pair.a, 'one', 'two');
        expect(await code(attack(pair.a.out, pair)), name).to.equal('protocol');
        const dead = name === 'reflected' ? pair.a : pair.b;
        expect(await code(dead.channel.send(utf8('x'))), `${name}: dead`).to.equal('ended');
      }
    });

    it('survive any bytes: everything else is protocol', async () => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
          const { b } = await connected();
          const outcome = await code(b.channel.receive(Uint8Array.from(bytes)));
          expect(outcome).to.equal('protocol');
        }),
        { numRuns: 50 },
      );
    });
  });

  describe('farewell', () => {
    it('can be sent at any moment of its epoch, and disturbs no counter', async () => {
      const { a, b } = await connected();
      await send(a, 'one');
      await deliver({ a, b });
      await take(b, a.channel.farewell!);
      await send(a, 'two');
      await deliver({ a, b });
      expect(b.got).to.deep.equal(['one', 'farewell', 'two']);
    });

    it('is another one in each epoch, and the old one is worth nothing then', async () => {
      const { a, b } = await connected();
      const old = a.channel.farewell!;
      await a.channel.rekey();
      await deliver({ a, b });
      await take(b, a.channel.farewell!);
      expect(b.got).to.deep.equal(['farewell']);
      expect(await code(b.channel.receive(old))).to.equal('protocol');
    });
  });

  describe('rekey', () => {
    it('makes a new epoch while messages travel both ways', async () => {
      const { a, b } = await connected();
      for (let round = 0; round < 3; round++) {
        const rekeying = a.channel.rekey();
        await send(a, `a${round}`);
        await send(b, `b${round}`);
        await rekeying;
        await deliver({ a, b });
        await send(a, `a${round}+`);
        await send(b, `b${round}+`);
        await deliver({ a, b });
      }
      expect(b.got).to.deep.equal(['a0', 'a0+', 'a1', 'a1+', 'a2', 'a2+']);
      expect(a.got).to.deep.equal(['b0', 'b0+', 'b1', 'b1+', 'b2', 'b2+']);
      await send(a, 'x');
      expect(epochOf(a)).to.equal(3);
    });

    it('comes by itself after 120 seconds with traffic, and not without', async () => {
      let now = 0;
      const clock = { now: () => now };
      const { a, b } = await connected(clock, clock);
      now += 119_000;
      await send(a, 'x');
      await deliver({ a, b });
      expect(epochOf(a)).to.equal(0);
      now += 2_000;
      expect(epochOf(a)).to.equal(0);
      await send(b, 'y');
      await deliverUntil({ a, b }, () => epochOf(a) === 1 && epochOf(b) === 1);
      expect(a.got).to.deep.equal(['y']);
    });

    it('comes by itself after a gibibyte of files', async () => {
      const { a, b } = await connected();
      a.channel.countTraffic(2 ** 30);
      await deliverUntil({ a, b }, () => epochOf(a) === 1 && epochOf(b) === 1);
    });
  });

  describe('reconnect', () => {
    it('repeats what was lost, the same ciphertexts, once and in order', async () => {
      const { a, b } = await connected();
      await send(a, 'one', 'two', 'three');
      const sealed = a.out.map((frame) => frame.slice());
      await take(b, a.out[0]!);
      a.channel.suspend();
      await send(a, 'four');
      await reconnect({ a, b } as ChannelPair);
      await deliver({ a, b });
      expect(b.got).to.deep.equal(['one', 'two', 'three', 'four']);
      expect(sealed).to.have.lengthOf(3);
    });

    it('may happen again and again, in the middle of a rekey too, and loses nothing', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.constantFrom('a', 'b', 'deliver', 'take a', 'take b', 'rekey', 'cut'), { maxLength: 40 }),
          async (steps) => {
            const pair = await connected();
            const { a, b } = pair;
            const sent: { a: string[]; b: string[] } = { a: [], b: [] };
            for (const [index, step] of steps.entries()) {
              if (step === 'a' || step === 'b') {
                sent[step].push(`${step}${index}`);
                await send(pair[step], `${step}${index}`);
              } else if (step === 'deliver') await deliver(pair);
              else if (step === 'take a' && a.out[0]) await take(b, a.out.shift()!);
              else if (step === 'take b' && b.out[0]) await take(a, b.out.shift()!);
              else if (step === 'rekey') await a.channel.rekey();
              else if (step === 'cut') await reconnect(pair);
            }
            await deliver(pair);
            expect(b.got).to.deep.equal(sent.a);
            expect(a.got).to.deep.equal(sent.b);
          },
        ),
        { numRuns: 25 },
      );
    }).timeout(60_000);

    it('can be asked for by the responder', async () => {
      const { a, b } = await connected();
      b.channel.suspend();
      const lost = await b.channel.sealLost();
      expect(await a.channel.openSignal(lost)).to.deep.equal({ kind: 'lost', attempt: 0 });
      expect(await a.channel.openSignal(lost), 'repeated').to.equal(null);
      expect(await b.channel.openSignal(lost), 'reflected').to.equal(null);
    });

    it('is not impressed by a server that replays an old attempt', async () => {
      const pair = await connected();
      const { a, b } = pair;
      a.channel.suspend();
      await a.channel.reconnect();
      const old = await a.channel.sealSignal(utf8('old offer'));
      expect(text(await b.channel.openSignal(old))).to.equal('old offer');
      await a.channel.reconnect();
      const fresh = await a.channel.sealSignal(utf8('fresh offer'));
      expect(text(await b.channel.openSignal(fresh))).to.equal('fresh offer');
      expect(await b.channel.openSignal(old)).to.equal(null);
      await a.channel.openSignal(await b.channel.sealSignal(utf8('answer')));
      await link(pair);
      await send(a, 'hello');
      await deliver(pair);
      expect(b.got).to.deep.equal(['hello']);
    });

    it('fails as a mismatch when the other end of the new link is somebody else', async () => {
      const { a, b } = await connected();
      a.channel.suspend();
      b.channel.suspend();
      await a.channel.reconnect();
      await b.channel.openSignal(await a.channel.sealSignal(utf8('offer')));
      await a.channel.confirm({ local: certificate(), remote: certificate() });
      await b.channel.confirm({ local: certificate(), remote: certificate() });
      expect(await code(b.channel.receive(a.out.at(-1)!))).to.equal('mismatch');
    });
  });

  describe('wipe', () => {
    it('leaves nothing that works, and may be called twice', async () => {
      const { a } = await connected();
      const farewell = a.channel.farewell!;
      a.channel.wipe();
      a.channel.wipe();
      expect([a.channel.safety, a.channel.farewell, a.channel.files]).to.deep.equal([null, null, null]);
      expect(farewell.every((byte) => byte === 0)).to.equal(true);
      for (const call of [
        a.channel.send(utf8('x')),
        a.channel.receive(new Uint8Array(33)),
        a.channel.openSignal(new Uint8Array(33)),
        a.channel.reconnect(),
        a.channel.confirm({ local: certificate(), remote: certificate() }),
      ]) {
        expect(await code(call)).to.equal('ended');
      }
    });
  });

  it('uses no key and nonce twice, over long sessions with rekeys and reconnects', async () => {
    const subtle = crypto.subtle;
    const original = { encrypt: subtle.encrypt.bind(subtle), importKey: subtle.importKey.bind(subtle) };
    const names = new WeakMap<CryptoKey, string>();
    const used = new Set<string>();
    let calls = 0;
    const name = (key: CryptoKey): string => {
      const known = names.get(key) ?? `key ${++calls}`;
      names.set(key, known);
      return known;
    };
    try {
      subtle.importKey = (async (...args: Parameters<typeof subtle.importKey>) => {
        const bytes = args[1];
        const key = await original.importKey(...args);
        // Two imports of the same bytes are the same key.
        if (args[2] === 'AES-GCM' && bytes instanceof Uint8Array) names.set(key, [...bytes].join());
        return key;
      }) as typeof subtle.importKey;
      subtle.encrypt = async (algorithm: AesGcmParams, key: CryptoKey, data: BufferSource) => {
        const use = `${name(key)} / ${[...(algorithm.iv as Uint8Array)].join()}`;
        expect(used.has(use), 'a key and nonce were used twice').to.equal(false);
        used.add(use);
        return original.encrypt(algorithm, key, data);
      };
      const pair = await connected();
      for (let round = 0; round < 6; round++) {
        await send(pair.a, ...Array.from({ length: 20 }, (_, i) => `a${round}.${i}`));
        await send(pair.b, ...Array.from({ length: 20 }, (_, i) => `b${round}.${i}`));
        await pair.a.channel.rekey();
        if (round % 2) await reconnect(pair);
        await deliver(pair);
      }
      expect(pair.b.got).to.have.lengthOf(120);
      expect(used.size).to.be.greaterThan(240);
    } finally {
      subtle.encrypt = original.encrypt;
      subtle.importKey = original.importKey;
    }
  });
});
