import { expect } from 'chai';
import fc from 'fast-check';
import {
  encodeMessage,
  isTextSize,
  MAX_TEXT_BYTES,
  parseMessage,
  type WireMessage,
} from '../../../src/session/messages.js';
import { utf8 } from '../../../src/wire/bytes.js';

const ID = 'AAAAAAAAAAAAAAAAAAAAAA';
const ALL: WireMessage[] = [
  { type: 'text', id: ID, content: 'hello\n"world" 👋' },
  { type: 'text', id: ID, content: 'an answer', replyTo: ID },
  { type: 'delivered', id: ID },
  { type: 'read_receipt', id: ID },
  { type: 'typing' },
  { type: 'delete', id: ID },
  { type: 'reaction', id: ID, emoji: '👍' },
  { type: 'reaction', id: ID },
  { type: 'verify' },
  { type: 'end', cause: 'ended' },
  { type: 'end', cause: 'left' },
  { type: 'end', cause: 'mismatch' },
  { type: 'wiped' },
];
const parse = (value: unknown): ReturnType<typeof parseMessage> => parseMessage(utf8(JSON.stringify(value)));

describe('session messages', () => {
  for (const message of ALL) {
    it(`reads back ${JSON.stringify(message).slice(0, 60)}`, () => {
      expect(parseMessage(encodeMessage(message))).to.deep.equal(message);
    });
  }

  it('passes over extra fields: the sender and clock of the other side are never taken from the message', () => {
    expect(parse({ type: 'typing', sender: 'mallory', timestamp: 1 })).to.deep.equal({ type: 'typing' });
  });

  it('knows a type of a later version from a malformed one', () => {
    expect(parse({ type: 'hologram', id: 1 })).to.equal('unknown');
    expect(parse({ type: 'reaction', id: ID, emoji: '🦄' })).to.equal('unknown');
    for (const bad of [
      { type: 'text', id: ID },
      { type: 'text', id: ID, content: '' },
      { type: 'text', id: ID, content: 7 },
      { type: 'text', id: 'short', content: 'x' },
      { type: 'text', id: ID, content: 'x', replyTo: 'y' },
      { type: 'text', id: ID, content: 'x'.repeat(MAX_TEXT_BYTES + 1) },
      { type: 'delivered' },
      { type: 'read_receipt', id: ID + 'A' },
      { type: 'delete', id: null },
      { type: 'reaction', emoji: '👍' },
      { type: 'reaction', id: ID, emoji: 7 },
      { type: 'end' },
      { type: 'end', cause: 'bored' },
      { type: 7 },
      {},
      [],
      null,
      'text',
      7,
    ]) {
      expect(parse(bad), JSON.stringify(bad).slice(0, 60)).to.equal(null);
    }
  });

  it('survives any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const message = parseMessage(bytes);
        expect(message === null || message === 'unknown' || typeof message === 'object').to.equal(true);
      }),
    );
    expect(parseMessage(Uint8Array.of(0xff, 0xfe))).to.equal(null);
  });

  it('is not fooled by keys that a prototype has', () => {
    expect(parseMessage(utf8('{"__proto__":{"type":"typing"}}'))).to.equal(null);
    expect(parse({ type: 'toString' })).to.equal('unknown');
  });

  it('counts a text in bytes of UTF-8', () => {
    expect(isTextSize('a'.repeat(MAX_TEXT_BYTES))).to.equal(true);
    expect(isTextSize('é'.repeat(MAX_TEXT_BYTES / 2 + 1))).to.equal(false);
    expect(isTextSize('')).to.equal(false);
  });
});
