import { expect } from 'chai';
import fc from 'fast-check';
import { parseSignalMessage } from '../../../src/signaling/parse.js';
import { parseClientMessage, parseServerMessage } from '../../../src/signaling/relay-protocol.js';
import { createAdapter } from '../../../src/signaling/resolve.js';

const SESSION = 'AAAAAAAAAAAAAAAAAAAAAA';

describe('signaling parsers', () => {
  it('take a message of the contract and drop what is not part of it', () => {
    const message = { kind: 'request', session: SESSION, payload: 'AQ', name: 'Alice' };
    expect(parseSignalMessage({ ...message, admin: true })).to.deep.equal(message);
  });

  it('refuse what is not of the contract', () => {
    for (const bad of [
      null,
      'request',
      [],
      {},
      { kind: 'request' },
      { kind: 'request', session: SESSION + 'A' },
      { kind: 'shout', session: SESSION },
      { kind: 'toString', session: SESSION },
      { kind: 'signal', session: SESSION, payload: '=' },
      { kind: 'signal', session: SESSION, payload: 1 },
      { kind: 'signal', session: SESSION, payload: 'A'.repeat(32_769) },
      { kind: 'request', session: SESSION, name: 'x'.repeat(65) },
      { kind: 'decline', session: SESSION, reason: 'bored' },
    ]) {
      expect(parseSignalMessage(bad), JSON.stringify(bad)?.slice(0, 80)).to.equal(null);
    }
  });

  it('survive any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        parseClientMessage(text);
        parseServerMessage(text);
      }),
      { numRuns: 500 },
    );
  });

  it('never let a page set what only the server may say', () => {
    const text = JSON.stringify({
      t: 'send',
      n: 1,
      to: 'bob',
      from: 'mallory',
      m: { kind: 'request', session: SESSION },
    });
    expect(parseClientMessage(text)).to.deep.equal({
      t: 'send',
      n: 1,
      to: 'bob',
      m: { kind: 'request', session: SESSION },
    });
  });
});

describe('the signaling attribute', () => {
  for (const value of ['local:room', 'ws://localhost:1', 'wss://example.org/signal', ' local:room ']) {
    it(`understands ${JSON.stringify(value)}`, async () => {
      expect((await createAdapter(value)).state).to.equal('offline');
    });
  }

  for (const value of ['', 'local:', 'local', 'http://example.org', 'javascript:alert(1)', 'wss:', 'nonsense']) {
    it(`refuses ${JSON.stringify(value)}`, async () => {
      const error = await createAdapter(value).catch((reason: unknown) => reason);
      expect(error).to.have.property('code', 'bad-config');
    });
  }
});
