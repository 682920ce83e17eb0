import { expect } from 'chai';
import fc from 'fast-check';
import { counterNonce, importAesKey, open, seal } from '../../../src/secure/aead.js';
import { inputKeyingMaterial, parseRequest, split } from '../../../src/secure/handshake.js';
import { deriveBytes, importSecret } from '../../../src/secure/kdf.js';
import { detectKem, loadNobleKem, nativeKem } from '../../../src/secure/kem.js';
import { Outbox } from '../../../src/secure/outbox.js';
import { pad, paddedLength, padme, unpad } from '../../../src/wire/padding.js';
import { Chain } from '../../../src/secure/ratchet.js';
import { decimals, emojiIndices, safetyNumber } from '../../../src/secure/sas.js';
import { SignalOpener, SignalSeal } from '../../../src/secure/signals.js';
import { openingPrefix, parseSealedSignal, signalPrefix } from '../../../src/wire/signals.js';
import { prefixed } from '../../../src/secure/suite.js';
import { equalBytes, utf8, type Bytes } from '../../../src/wire/bytes.js';
import { MAX_BODY_LENGTH, parseFrame, recordHeader, resumeFrame } from '../../../src/wire/frames.js';

const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));
const codeOf = (work: () => unknown): unknown => {
  try {
    work();
    return 'no error';
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('ratchet', () => {
  /** Two keys are the same exactly when one opens what the other has sealed. */
  const opens = async (key: CryptoKey, other: CryptoKey): Promise<boolean> => {
    const nonce = counterNonce(0);
    return (await open(other, nonce, new Uint8Array(), await seal(key, nonce, new Uint8Array(), utf8('x')))) !== null;
  };

  it('gives both sides the same keys in the same order, and another one each time', async () => {
    const [chainKey, transcript] = [random(32), random(32)];
    const one = await Chain.create(chainKey.slice(), transcript, 7);
    const two = await Chain.create(chainKey.slice(), transcript, 7);
    const keys: CryptoKey[] = [];
    for (let counter = 0; counter < 20; counter++) {
      const [mine, theirs] = [one.next(), two.next()];
      expect([mine.counter, theirs.counter]).to.deep.equal([counter, counter]);
      const key = await mine.key;
      expect(await opens(key, await theirs.key)).to.equal(true);
      for (const earlier of keys) expect(await opens(key, earlier)).to.equal(false);
      keys.push(key);
    }
  });

  it('gives keys in order, however many are asked for at once', async () => {
    const [chainKey, transcript] = [random(32), random(32)];
    const one = await Chain.create(chainKey.slice(), transcript, 0);
    const two = await Chain.create(chainKey.slice(), transcript, 0);
    const atOnce = await Promise.all(Array.from({ length: 20 }, () => one.next().key));
    for (const key of atOnce) expect(await opens(key, await two.next().key)).to.equal(true);
  });

  it('is the chain of the specification', async () => {
    const [chainKey, transcript] = [random(32), random(32)];
    const chain = await Chain.create(chainKey.slice(), transcript, 0);
    let current: Bytes = chainKey;
    for (let round = 0; round < 3; round++) {
      const step = await deriveBytes(await importSecret(current), transcript, 'step', 9 * 32);
      for (let index = 0; index < 8; index++) {
        const expected = await importAesKey(step.slice(index * 32, (index + 1) * 32));
        expect(await opens(await chain.next().key, expected)).to.equal(true);
      }
      current = step.slice(8 * 32);
    }
  });

  it('gives other keys under another transcript', async () => {
    const chainKey = random(32);
    const one = await Chain.create(chainKey.slice(), random(32), 0);
    const two = await Chain.create(chainKey.slice(), random(32), 0);
    expect(await opens(await one.next().key, await two.next().key)).to.equal(false);
  });

  it('keeps no bytes of a chain key, and keys that no script can read', async () => {
    const chainKey = random(32);
    const chain = await Chain.create(chainKey, random(32), 0);
    expect(chainKey.every((byte) => byte === 0)).to.equal(true);
    expect((await chain.next().key).extractable).to.equal(false);
  });
});

describe('padding', () => {
  it('gives back kind and body, at any length', () => {
    fc.assert(
      fc.property(fc.nat(255), fc.uint8Array({ maxLength: 3_000 }), (kind, body) => {
        const content = unpad(pad(kind, body));
        expect(content?.kind).to.equal(kind);
        expect(equalBytes(content?.body ?? random(1), body)).to.equal(true);
      }),
    );
    expect(unpad(pad(0, new Uint8Array(MAX_BODY_LENGTH)))?.body).to.have.lengthOf(MAX_BODY_LENGTH);
  });

  it('costs at most 12 percent above 256 bytes, never shrinks, and grows with the length', () => {
    let last = 0;
    for (let length = 0; length <= MAX_BODY_LENGTH; length += 97) {
      const padded = paddedLength(length);
      expect(padded).to.be.at.least(Math.max(256, last, length + 5));
      expect(padded).to.be.at.most(Math.max(256, Math.ceil((length + 5) * 1.12)));
      last = padded;
    }
  });

  it('has few lengths: of 65,000 only some dozens are ever seen', () => {
    const lengths = new Set(Array.from({ length: 65_000 }, (_, length) => paddedLength(length)));
    expect(lengths.size).to.be.below(160);
    expect(padme(257)).to.equal(272);
  });

  it('refuses a wrong length, padding that is not zero, and a length that lies', () => {
    const good = pad(0, utf8('hello'));
    const changed = (at: number, value: number): Bytes => {
      const copy = good.slice();
      copy[at] = value;
      return copy;
    };
    for (const bad of [
      good.slice(1),
      new Uint8Array(),
      new Uint8Array([...good, 0]),
      changed(10, 1),
      changed(255, 1),
      changed(1, 0xff),
      changed(3, 1),
    ]) {
      expect(unpad(bad)).to.equal(null);
    }
    expect(codeOf(() => pad(0, new Uint8Array(MAX_BODY_LENGTH + 1)))).to.equal('too-large');
  });
});

describe('outbox', () => {
  it('keeps frames until they are acknowledged, and counts', () => {
    const outbox = new Outbox();
    for (let i = 0; i < 5; i++) outbox.push(new Uint8Array([i]));
    outbox.acknowledge(2);
    expect(outbox.pending.map(([first]) => first)).to.deep.equal([2, 3, 4]);
    expect([outbox.sent, outbox.acknowledged]).to.deep.equal([5, 2]);
    outbox.acknowledge(5);
    expect(outbox.pending).to.have.lengthOf(0);
  });

  it('refuses an acknowledgement of what was never sent, or that takes one back', () => {
    const outbox = new Outbox();
    outbox.push(new Uint8Array(1));
    outbox.push(new Uint8Array(1));
    outbox.acknowledge(1);
    expect(codeOf(() => outbox.acknowledge(3))).to.equal('protocol');
    expect(codeOf(() => outbox.acknowledge(0))).to.equal('protocol');
  });
});

describe('short strings', () => {
  it('are those of the Matrix specification at both ends of the range', () => {
    expect(emojiIndices(new Uint8Array(6))).to.deep.equal([0, 0, 0, 0, 0, 0, 0]);
    expect(emojiIndices(new Uint8Array(6).fill(0xff))).to.deep.equal([63, 63, 63, 63, 63, 63, 63]);
    expect(decimals(new Uint8Array(6))).to.deep.equal([1000, 1000, 1000]);
    expect(decimals(new Uint8Array(6).fill(0xff))).to.deep.equal([9191, 9191, 9191]);
  });

  it('take their bits from the front, in order', () => {
    expect(
      emojiIndices(Uint8Array.of(0b00000100, 0b00100000, 0b11000100, 0b00010100, 0b01100001, 0b11000000)),
    ).to.deep.equal([1, 2, 3, 4, 5, 6, 7]);
    expect(decimals(Uint8Array.of(0, 0b00001000, 0, 0b10000000, 0b00000110))).to.deep.equal([1001, 1002, 1003]);
  });

  it('have thirty digits, zeros included', () => {
    expect(safetyNumber(new Uint8Array(30))).to.equal('0'.repeat(30));
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 30, maxLength: 30 }), (bytes) => {
        expect(safetyNumber(bytes)).to.match(/^\d{30}$/);
      }),
    );
  });
});

describe('key encapsulation', () => {
  it('agrees, and gives another secret for a ciphertext that was changed', async () => {
    const kem = await detectKem(random);
    const pair = await kem.generate();
    const { ct, sharedSecret } = await kem.encapsulate(pair.ek);
    expect([pair.ek.length, ct.length, sharedSecret.length]).to.deep.equal([1184, 1088, 32]);
    expect(await pair.decapsulate(ct)).to.deep.equal(sharedSecret);
    ct[0] = (ct[0] ?? 0) ^ 1;
    expect(await pair.decapsulate(ct)).not.to.deep.equal(sharedSecret);
  });

  it('is the same whoever does it: the browser with noble, both ways', async () => {
    const detected = await detectKem(random);
    const noble = await loadNobleKem(random);
    for (const [one, two] of [
      [detected, noble],
      [noble, detected],
    ] as const) {
      const pair = await one.generate();
      const { ct, sharedSecret } = await two.encapsulate(pair.ek);
      expect(await pair.decapsulate(ct)).to.deep.equal(sharedSecret);
    }
  });

  it('never mixes one caller’s randomness into another’s', async () => {
    let asked = 0;
    const counting = (length: number): Bytes => {
      asked++;
      return random(length);
    };
    await detectKem(random);
    const kem = await detectKem(counting);
    await kem.generate();
    expect(asked).to.equal(kem === nativeKem ? 0 : 1);
  });
});

describe('sealed signals', () => {
  const key = (): Promise<CryptoKey> => importAesKey(random(32));

  it('have their own counters even when they are sealed at once', async () => {
    const sealer = new SignalSeal(await key());
    const sealed = await Promise.all([1, 2, 3].map(() => sealer.seal(signalPrefix(), utf8('x'))));
    expect(sealed.map((each) => parseSealedSignal(each, 32)?.counter)).to.deep.equal([0, 1, 2]);
  });

  it('count once, whatever the server repeats or reorders', async () => {
    const shared = await key();
    const sealer = new SignalSeal(shared);
    const signals: Bytes[] = [];
    for (let i = 0; i < 6; i++) signals.push(await sealer.seal(signalPrefix(), Uint8Array.of(i)));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(5), { maxLength: 20 }), async (order) => {
        const opener = new SignalOpener(shared);
        let highest = -1;
        for (const index of order) {
          const signal = parseSealedSignal(signals[index] ?? random(1), 32);
          const opened = signal && (await opener.open(signal));
          expect(opened?.[0]).to.equal(index > highest ? index : undefined);
          highest = Math.max(highest, index);
        }
      }),
    );
  });

  it('parse or do not, and never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.constantFrom(32, 1185), (bytes, length) => {
        const signal = parseSealedSignal(Uint8Array.from(bytes), length);
        if (signal) expect(signal.header.length + signal.sealed.length).to.equal(bytes.length);
      }),
      { numRuns: 1_000 },
    );
    expect(parseSealedSignal(openingPrefix(random(32)), 32), 'nothing sealed').to.equal(null);
  });
});

describe('frames', () => {
  it('parse or do not, and never throw', () => {
    fc.assert(
      fc.property(fc.constantFrom(0x01, 0x02, 0x10, 0x20), fc.uint8Array({ maxLength: 400 }), (type, rest) => {
        const frame = parseFrame(Uint8Array.of(type, ...rest));
        if (frame) expect(frame.type).to.be.oneOf(['confirm', 'resume', 'record']);
      }),
      { numRuns: 1_000 },
    );
  });

  it('have counters that a number can hold, or are none', () => {
    const record = new Uint8Array([...recordHeader(0, 1, 2), ...new Uint8Array(272)]);
    expect(parseFrame(record)).to.deep.include({ type: 'record', lane: 0, epoch: 1, counter: 2 });
    expect(parseFrame(record.fill(0xff, 4, 12))).to.equal(null);
    expect(parseFrame(resumeFrame(5, new Uint8Array(32)).fill(0xff, 1, 9))).to.equal(null);
  });
});

describe('suite', () => {
  it('prefixes so that no two lists of parts look alike', () => {
    expect(prefixed(utf8('ab'), utf8('c'))).not.to.deep.equal(prefixed(utf8('a'), utf8('bc')));
    expect(prefixed(new Uint8Array())).to.deep.equal(new Uint8Array(2));
    expect(() => prefixed(new Uint8Array(65_536))).to.throw(RangeError);
  });

  it('wipes the secrets that it joins', () => {
    const secret = random(32);
    inputKeyingMaterial(secret, new Uint8Array());
    expect(secret.every((byte) => byte === 0)).to.equal(true);
  });

  it('cuts bytes without losing one', () => {
    expect(split(Uint8Array.of(1, 2, 3, 4), 1, 2).map((part) => [...part])).to.deep.equal([[1], [2, 3], [4]]);
  });

  it('reads a request of this version only', () => {
    const m1 = new Uint8Array(33).fill(7);
    m1[0] = 1;
    expect(parseRequest(m1)?.session).to.deep.equal(new Uint8Array(16).fill(7));
    expect(parseRequest(m1)?.room).to.deep.equal(new Uint8Array(16).fill(7));
    expect(parseRequest(new Uint8Array(m1).fill(0, 17))?.room).to.equal(null);
    for (const bad of [m1.slice(1), new Uint8Array([...m1, 0]), new Uint8Array(m1).fill(2, 0, 1)]) {
      expect(parseRequest(bad)).to.equal(null);
    }
  });
});
