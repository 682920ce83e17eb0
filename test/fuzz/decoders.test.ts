/** Every decoder, with what is almost right and with what is not: a value or `null`, soon, and never an exception. */
import { expect } from 'chai';
import fc from 'fast-check';
import { parseDescription } from '../../src/link/description.js';
import { isCandidate, isRelayCandidate, withoutRelatedAddress } from '../../src/link/candidate.js';
import { parseLinkSignal, serializeLinkSignal } from '../../src/link/signals.js';
import { relayOnly } from '../../src/link/relay-only.js';
import { parseVoice, voiceType } from '../../components/dm-voice/voice-type.js';
import { DMError } from '../../src/errors.js';
import { kindOf } from '../../src/session/files/kinds.js';
import { safeFileName } from '../../src/session/files/names.js';
import { encodeMessage, parseMessage, type WireMessage } from '../../src/session/messages.js';
import { safeName } from '../../src/session/names.js';
import { openAnswer, openInvite, sealAnswer, sealInvite } from '../../src/signaling/manual-text.js';
import { parseSignalMessage } from '../../src/signaling/parse.js';
import { parseClientMessage, parseServerMessage } from '../../src/signaling/relay-protocol.js';
import { bundle, unbundle } from '../../src/wire/bundle.js';
import { fromBase64url, fromUtf8, toBase64url, utf8 } from '../../src/wire/bytes.js';
import { chunkHeader, parseChunk } from '../../src/wire/chunks.js';
import {
  confirmFrame,
  parseFrame,
  recordHeader,
  resumeFrame,
  sealedSignalIn,
  signalFrame,
} from '../../src/wire/frames.js';
import { inviteUrl, parseInvite } from '../../src/wire/invite.js';
import { pad, unpad } from '../../src/wire/padding.js';
import { lostPrefix, openingPrefix, parseSealedSignal, reconnectPrefix, signalPrefix } from '../../src/wire/signals.js';
import { CANDIDATES, CHROMIUM_OFFER, FIREFOX_ANSWER } from '../helpers/descriptions.js';
import { budget, bytesLike, LIMIT_MS, objectsLike, quickly } from './budget.js';

const bytes = (length: number): Uint8Array<ArrayBuffer> => new Uint8Array(length).map((_, index) => index * 7 + length);
const id = (number: number): string => toBase64url(bytes(16 + 0 * number).map((byte) => byte ^ number));
const joined = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));

/** Tries to decode it; then the same once more from what came out, where there is a way back. */
const check = <T>(arbitrary: fc.Arbitrary<T>, decode: (value: T) => unknown): void => {
  fc.assert(
    fc.property(arbitrary, (value) => {
      quickly(() => decode(value));
    }),
    budget(),
  );
};

describe('fuzz: decoders', function () {
  this.timeout(LIMIT_MS);

  it('frames', () => {
    const record = joined(recordHeader(0, 3, 70_000), bytes(300));
    check(bytesLike(record, confirmFrame(bytes(32)), resumeFrame(77, bytes(32)), signalFrame(bytes(60))), (frame) => {
      const parsed = parseFrame(frame);
      if (sealedSignalIn(frame)) expect(parsed).to.equal(null);
      if (parsed?.type === 'record') expect(joined(parsed.header, parsed.sealed)).to.deep.equal(frame);
      if (parsed?.type === 'confirm') expect(confirmFrame(parsed.mac)).to.deep.equal(frame);
      if (parsed?.type === 'resume') expect(resumeFrame(parsed.received, parsed.mac)).to.deep.equal(frame);
    });
  });

  it('records of several bodies', () => {
    check(bytesLike(bundle([bytes(1), bytes(300)]), bundle([bytes(5), bytes(6), bytes(7)])), (content) => {
      const bodies = unbundle(content);
      if (bodies) expect(bundle(bodies)).to.deep.equal(content);
    });
  });

  it('chunks of files', () => {
    const chunk = joined(chunkHeader({ id: bytes(16), attempt: 4 }, 9), bytes(500));
    check(bytesLike(chunk), (frame) => {
      const parsed = parseChunk(frame);
      if (parsed) expect(joined(chunkHeader(parsed.transfer, parsed.index), parsed.sealed)).to.deep.equal(frame);
    });
  });

  it('sealed signals', () => {
    const tail = bytes(40);
    const valid = [
      joined(openingPrefix(bytes(32)), tail),
      joined(signalPrefix(), tail),
      joined(reconnectPrefix(2, 8), tail),
      joined(lostPrefix(2), tail),
    ];
    check(bytesLike(...valid), (signal) => {
      const parsed = parseSealedSignal(signal, 32);
      if (parsed) expect(joined(parsed.header, parsed.sealed)).to.deep.equal(signal);
    });
  });

  it('padding', () => {
    check(bytesLike(pad(0, bytes(3)), pad(4, bytes(1_000))), (padded) => {
      const parsed = unpad(padded);
      if (parsed) expect(pad(parsed.kind, parsed.body)).to.deep.equal(padded);
    });
  });

  it('base64url and UTF-8', () => {
    check(fc.oneof(fc.string(), fc.base64String(), fc.stringMatching(/^[\w-]*$/)), (text) => {
      const parsed = fromBase64url(text);
      if (parsed) expect(toBase64url(parsed)).to.equal(text);
    });
    check(bytesLike(utf8('Grüße 👋🏽 \u202E')), (text) => {
      const parsed = fromUtf8(text);
      if (parsed !== null) expect(utf8(parsed)).to.deep.equal(text);
    });
  });

  it('messages, those about files among them', () => {
    const file = { type: 'file', id: id(1) } as const;
    const valid: WireMessage[] = [
      { type: 'text', id: id(2), content: 'hello', replyTo: id(3), signature: toBase64url(bytes(64)) },
      { type: 'delivered', id: id(2) },
      { type: 'reaction', id: id(2), emoji: '👍' },
      { type: 'ping' },
      { type: 'end', cause: 'left' },
      { type: 'identity_ask', challenge: toBase64url(bytes(65)) },
      { type: 'identity', key: toBase64url(bytes(65)), proof: toBase64url(bytes(32)) },
      { type: 'signing_key', key: toBase64url(bytes(65)) },
      {
        ...file,
        action: 'offer',
        name: 'a.txt',
        folder: 'b',
        size: 10,
        mime: 'text/plain',
        key: toBase64url(bytes(32)),
      },
      { ...file, action: 'request', attempt: 1, from: 2, until: 3 },
      { ...file, action: 'credit', until: 7 },
      { ...file, action: 'cancel', reason: 'integrity' },
      { ...file, action: 'end', digest: toBase64url(bytes(32)) },
    ];
    for (const message of valid) expect(parseMessage(encodeMessage(message))).to.deep.equal(message);
    const back = (body: Uint8Array): void => {
      const parsed = parseMessage(body);
      if (parsed && parsed !== 'unknown') expect(parseMessage(encodeMessage(parsed))).to.deep.equal(parsed);
    };
    check(bytesLike(...valid.map(encodeMessage)), back);
    check(objectsLike(valid), (value) => back(utf8(JSON.stringify(value) ?? '')));
  });

  it('steps of a link: descriptions and candidates', () => {
    const descriptions = [CHROMIUM_OFFER, FIREFOX_ANSWER];
    check(bytesLike(...descriptions.map(utf8)), (text) => {
      const sdp = parseDescription(new TextDecoder().decode(text));
      if (sdp === null) return;
      expect(parseDescription(sdp)).to.equal(sdp);
      const step = { type: 'offer', sdp } as const;
      expect(parseLinkSignal(serializeLinkSignal(step))).to.deep.equal(step);
      const hidden = relayOnly(step);
      expect(hidden && 'sdp' in hidden ? hidden.sdp : '').not.to.match(/typ (?:host|srflx|prflx)/);
    });
    const candidates = Object.values(CANDIDATES);
    check(bytesLike(...candidates.map(utf8)), (text) => {
      const candidate = new TextDecoder().decode(text);
      if (!isCandidate(candidate)) return;
      isRelayCandidate(candidate);
      expect(isCandidate(withoutRelatedAddress(candidate))).to.equal(true);
    });
    const steps = [
      { type: 'offer', sdp: CHROMIUM_OFFER },
      { type: 'candidate', candidate: candidates[0], sdpMid: '0', sdpMLineIndex: 0 },
    ];
    check(objectsLike(steps), (value) => parseLinkSignal(JSON.stringify(value) ?? ''));
  });

  it('signaling envelopes, and both directions of the relay', () => {
    const envelope = { kind: 'request', session: id(4), payload: toBase64url(bytes(33)), name: 'Ann', reason: 'busy' };
    check(objectsLike([envelope]), (value) => {
      const parsed = parseSignalMessage(value);
      if (parsed) expect(parseSignalMessage(JSON.parse(JSON.stringify(parsed)))).to.deep.equal(parsed);
    });
    const said = [
      { t: 'hello', v: 1, id: 'ann', token: 'x.y.z' },
      { t: 'send', n: 4, to: 'bob', m: envelope },
      { t: 'signal', from: 'bob', m: envelope },
      { t: 'presence', peer: 'bob', online: true },
      { t: 'no', n: 4, code: 'rate-limited' },
      { t: 'welcome', id: 'ann' },
    ];
    check(
      fc.oneof(
        objectsLike(said).map((value) => JSON.stringify(value) ?? ''),
        fc.string(),
      ),
      (text) => {
        parseClientMessage(text);
        parseServerMessage(text);
      },
    );
  });

  it('what a voice message says of itself', () => {
    const real = voiceType('audio/webm;codecs=opus', 7, [0.1, 0.5, 0.2]);
    const cut = fc.tuple(fc.nat(real.length), fc.string({ maxLength: 5 }), fc.nat(3));
    const almost = cut.map(([at, more, gone]) => real.slice(0, at) + more + real.slice(at + gone));
    check(fc.oneof(fc.string(), almost), (type) => {
      const voice = parseVoice(type);
      if (voice) expect(voice.bars.every((bar) => bar >= 0 && bar <= 15)).to.equal(true);
    });
  });

  it('invites and answers that are handed over by hand', async () => {
    const introduction = { self: 'alice', sdp: 'v=0' };
    const { secret, text } = await sealInvite(introduction);
    const answer = await sealAnswer(secret, introduction);
    const spoiled = (real: string): fc.Arbitrary<string> =>
      fc.oneof(
        fc.string(),
        fc
          .tuple(fc.nat(real.length), fc.string({ maxLength: 3 }), fc.integer({ min: 1, max: 40 }))
          .map(([at, more, gone]) => real.slice(0, at) + more + real.slice(at + gone)),
      );
    const opens = async (open: (text: string) => Promise<unknown>, real: string): Promise<void> => {
      await fc.assert(
        fc.asyncProperty(spoiled(real), async (given) => {
          const opened = await open(given).catch((error: unknown) => error);
          if (opened instanceof Error) expect(DMError.is(opened), String(opened)).to.equal(true);
        }),
        budget(),
      );
    };
    await opens((given) => openInvite(given), text);
    await opens((given) => openAnswer(secret, given), answer);
  });

  it('invites', () => {
    const link = inviteUrl('https://example.org/', { secret: bytes(32), inviter: 'änn' });
    const fragment = link.slice(link.indexOf('#'));
    expect(parseInvite(fragment)).to.deep.equal({ secret: bytes(32), inviter: 'änn' });
    check(bytesLike(utf8(fragment)), (text) => {
      const parsed = parseInvite(new TextDecoder().decode(text));
      if (parsed) expect(parseInvite(new URL(inviteUrl('https://a.example/', parsed)).hash)).to.deep.equal(parsed);
    });
  });

  it('names of people and files, and what the bytes of a file look like', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.string({ unit: 'grapheme', maxLength: 300 }),
    );
    check(text, (name) => {
      const safe = safeFileName(name);
      expect(safe).to.match(/^[^/\\\0-\x1F\u202A-\u202E\u2066-\u2069]+$/);
      expect(safe).not.to.be.oneOf(['.', '..']);
      expect(safeFileName(safe)).to.equal(safe);
      const shown = safeName(name);
      if (shown !== null) expect(safeName(shown)).to.equal(shown);
    });
    check(fc.tuple(bytesLike(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10)), text), ([head, name]) =>
      kindOf(head, name),
    );
  });
});
