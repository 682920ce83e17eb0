import { expect } from 'chai';
import type { DMClientOptions } from '../../../src/session/options.js';
import { qrModules } from '../../../src/wire/qr.js';
import { DMError } from '../../../src/errors.js';
import type { Invite } from '../../../src/session/invites.js';
import type { DMSession } from '../../../src/session/session.js';
import { connect, delivered, makePair, reaches, until, type Pair } from '../../helpers/pair.js';

const texts = (session: DMSession): string[] => session.messages.map(({ content }) => content);
const outgoing = (session: DMSession): string[] =>
  session.messages.filter(({ direction }) => direction === 'out').map(({ status }) => status);

describe('session', () => {
  let pair: Pair;
  beforeEach(async () => {
    pair = await makePair();
  });
  afterEach(() => pair.close());

  const request = (client = pair.bob): Promise<DMSession> =>
    new Promise((resolve) => {
      client.addEventListener('dm-request', (event) => resolve(event.session as DMSession), { once: true });
    });

  describe('a chat', () => {
    it('goes through every state from request to active on both sides', async () => {
      const seen: string[] = [];
      const asked = request();
      const a = pair.alice.session('bob');
      a.addEventListener('dm-state-change', ({ previous, state }) => seen.push(`${previous}>${state}`));
      await pair.alice.startSession('bob');
      const b = await asked;
      expect(b.state).to.equal('incoming_request');
      expect(b.peerName).to.equal('Alice');
      await b.accept();
      await Promise.all([reaches(a, 'active'), reaches(b, 'active')]);
      expect(seen).to.deep.equal([
        'idle>requesting',
        'requesting>connecting',
        'connecting>key_exchanging',
        'key_exchanging>active',
      ]);
      expect(pair.bob.session('alice')).to.equal(b);
    });

    it('delivers texts in order, with receipts, and takes the sender from the session', async () => {
      const { a, b } = await connect(pair);
      for (let i = 0; i < 20; i++) await a.send(`text ${i}`);
      await delivered(pair, a, b);
      expect(texts(b)).to.deep.equal(Array.from({ length: 20 }, (_, i) => `text ${i}`));
      expect(b.messages.every(({ sender }) => sender === 'alice')).to.equal(true);
      expect(b.unread).to.equal(20);
      b.markRead(b.messages[9]?.id ?? '');
      await until(a, () => outgoing(a).filter((status) => status === 'read').length === 10);
      expect(b.unread).to.equal(10);
    });

    it('shows typing until it expires or a text comes', async () => {
      const { a, b } = await connect(pair);
      a.typing();
      await until(b, () => b.peerTyping);
      pair.clock.advance(5_000);
      expect(b.peerTyping).to.equal(false);
      a.typing();
      await until(b, () => b.peerTyping);
      await a.send('done');
      await until(b, () => b.messages.length === 1);
      expect(b.peerTyping).to.equal(false);
    });

    it('takes a message back on both sides', async () => {
      const { a, b } = await connect(pair);
      const { id } = await a.send('regret');
      await until(b, () => b.messages.length === 1);
      await a.deleteMessage(id);
      await until(b, () => b.messages[0]?.deleted === true);
      expect(texts(a).concat(texts(b))).to.deep.equal(['', '']);
    });

    it('carries one reaction of each to a message, which can be changed and taken back', async () => {
      const { a, b } = await connect(pair);
      const { id } = await a.send('good news');
      await until(b, () => b.messages.length === 1);
      await b.react(id, '👍');
      await b.react(id, '❤️');
      await until(a, () => a.messages[0]?.reactions?.peer === '❤️');
      await a.react(id, '😂');
      await until(b, () => b.messages[0]?.reactions?.peer === '😂');
      expect(b.messages[0]?.reactions).to.deep.equal({ self: '❤️', peer: '😂' });
      await b.react(id, null);
      await until(a, () => a.messages[0]?.reactions?.peer === undefined);
      expect(a.messages[0]?.reactions).to.deep.equal({ self: '😂' });
    });

    it('refuses a reaction to nothing, and passes over one that comes too late', async () => {
      const { a, b } = await connect(pair);
      expect(await a.react('AAAAAAAAAAAAAAAAAAAAAA', '👍').catch((error: unknown) => error)).to.be.instanceOf(DMError);
      const { id } = await a.send('regret');
      await until(b, () => b.messages.length === 1);
      // At the same moment: taken back here, answered there.
      await Promise.all([a.deleteMessage(id), b.react(id, '😢')]);
      await until(b, () => b.messages[0]?.deleted === true);
      await b.send('still here');
      await until(a, () => a.messages.length === 2);
      expect(a.messages[0]?.reactions).to.deep.equal({});
    });

    it('refuses empty and oversized texts and keeps the chat alive', async () => {
      const { a, b } = await connect(pair);
      for (const bad of ['', 'x'.repeat(30_001), '\u0001'.repeat(20_000)]) {
        const error = await a.send(bad).catch((reason: unknown) => reason);
        expect(DMError.is(error, 'too-large')).to.equal(true);
      }
      await a.send('"\\\n'.repeat(10_000));
      await until(b, () => b.messages.length === 1);
      expect(a.state).to.equal('active');
    });

    it('shows the same words on both sides, and is verified only when both press', async () => {
      const { a, b } = await connect(pair);
      expect(a.safety?.emoji).to.deep.equal(b.safety?.emoji);
      expect(a.safety?.number).to.match(/^\d{30}$/);
      await a.confirmVerification(true);
      await until(b, () => b.verification.confirmedByPeer);
      expect([a.verification.level, b.verification.level]).to.deep.equal(['none', 'none']);
      await b.confirmVerification(true);
      await until(a, () => a.verification.level === 'verified');
      expect(b.verification.level).to.equal('verified');
    });

    it('is verified by a scanned code on the side that scanned, and on the other when that one presses', async () => {
      const { a, b } = await connect(pair);
      const shown = b.safety?.qr ?? new Uint8Array();
      expect(await a.compareQr(shown)).to.equal('match');
      expect(a.verification).to.include({ level: 'verified', method: 'qr' });
      await until(b, () => b.verification.confirmedByPeer);
      expect(b.verification.level).to.equal('none');
      await b.confirmVerification(true);
      expect(b.verification).to.include({ level: 'verified', method: 'sas' });
    });

    it('tells the code of another session, or our own in a mirror, from what is no code of ours', async () => {
      const { a } = await connect(pair);
      const other = await makePair();
      const { b: elsewhere } = await connect(other);
      expect(await a.compareQr(elsewhere.safety?.qr ?? new Uint8Array())).to.equal('different');
      expect(await a.compareQr(a.safety?.qr ?? new Uint8Array())).to.equal('different');
      expect(await a.compareQr(new TextEncoder().encode('https://example.com/'))).to.equal('foreign');
      expect(await a.compareQr(new Uint8Array())).to.equal('foreign');
      expect(a.verification.level).to.equal('none');
      await other.close();
    });

    it('ends both sides as a mismatch when one says that the words differ', async () => {
      const { a, b } = await connect(pair);
      await a.send('secret');
      await until(b, () => b.messages.length === 1);
      await b.confirmVerification(false);
      await reaches(a, 'failed');
      expect([a.reason, b.reason]).to.deep.equal(['mismatch', 'mismatch']);
      expect([...texts(a), ...texts(b)]).to.deep.equal([]);
    });
  });

  describe('a request', () => {
    it('that is declined ends on both sides without saying why to the asker beyond "no"', async () => {
      const asked = request();
      const a = await pair.alice.startSession('bob');
      const b = await asked;
      await b.decline();
      await reaches(a, 'ended');
      expect([a.reason, b.reason]).to.deep.equal(['declined', 'declined']);
      expect(pair.bob.requests).to.deep.equal([]);
    });

    it('that nobody answers times out on both sides', async () => {
      const asked = request();
      const a = await pair.alice.startSession('bob');
      const b = await asked;
      pair.clock.advance(60_000);
      await Promise.all([reaches(a, 'failed'), reaches(b, b.state)]);
      expect(a.reason).to.equal('timed-out');
      expect(b.reason).to.be.oneOf(['timed-out', 'cancelled']);
    });

    it('to somebody who is not there fails as offline', async () => {
      const a = await pair.alice.startSession('nobody');
      expect([a.state, a.reason]).to.deep.equal(['failed', 'offline']);
    });

    it('that is taken back ends on both sides', async () => {
      const asked = request();
      const a = await pair.alice.startSession('bob');
      const b = await asked;
      await a.end();
      await reaches(b, 'ended');
      expect([a.reason, b.reason]).to.deep.equal(['cancelled', 'cancelled']);
    });

    it('from both sides at once becomes one session', async () => {
      const [a, b] = await Promise.all([pair.alice.startSession('bob'), pair.bob.startSession('alice')]);
      await Promise.all([reaches(a, 'active'), reaches(b, 'active')]);
      expect(a.id).to.equal(b.id);
      expect([pair.alice.sessions.size, pair.bob.sessions.size]).to.deep.equal([1, 1]);
      await a.send('hello');
      await until(b, () => b.messages.length === 1);
    });

    it('is accepted when the other person asks too, a moment later', async () => {
      const asked = request();
      const a = await pair.alice.startSession('bob');
      await asked;
      const b = await pair.bob.startSession('alice');
      await Promise.all([reaches(a, 'active'), reaches(b, 'active')]);
    });

    it('answered in one tab falls silent in the others', async () => {
      const tab = pair.client('bob');
      await tab.connect();
      const both = Promise.all([request(), request(tab)]);
      const a = await pair.alice.startSession('bob');
      const [first, second] = await both;
      await second.accept();
      await Promise.all([reaches(a, 'active'), reaches(second, 'active'), reaches(first, 'ended')]);
      expect(first.reason).to.equal('answered-elsewhere');
    });

    it('from somebody blocked is never shown and never answered', async () => {
      pair.bob.block('alice');
      let rang = false;
      pair.bob.addEventListener('dm-request', () => (rang = true));
      const a = await pair.alice.startSession('bob');
      pair.clock.advance(60_000);
      expect([a.reason, rang, pair.bob.requests.length]).to.deep.equal(['timed-out', false, 0]);
    });

    it('is refused as busy where nobody may ask', async () => {
      const carol = pair.client('carol', { requestPolicy: 'none' });
      await carol.connect();
      const a = await pair.alice.startSession('carol');
      await reaches(a, 'failed');
      expect(a.reason).to.equal('busy');
    });

    it('asks the host first', async () => {
      const dave = pair.client('dave', { authorize: ({ from }) => from !== 'alice' });
      await dave.connect();
      let rang = 0;
      dave.addEventListener('dm-request', () => rang++);
      await pair.alice.startSession('dave');
      await pair.bob.startSession('dave');
      await until(dave, () => dave.requests.length === 1);
      expect(dave.requests[0]?.peer).to.equal('bob');
      expect(rang).to.equal(1);
    });

    it('with a name of hostile characters shows a harmless one', async () => {
      const mallory = pair.client('mallory', { selfName: 'Bob\u202E\u200B' });
      const asked = request();
      await mallory.startSession('bob');
      expect((await asked).peerName).to.equal('Bob');
    });
  });

  describe('the end', () => {
    it('wipes both sides and says who ended', async () => {
      const { a, b } = await connect(pair);
      await a.send('secret');
      await until(b, () => b.messages.length === 1);
      await a.end();
      await reaches(b, 'ended');
      expect(a.status).to.include({ reason: 'ended', by: 'self' });
      expect(b.status).to.include({ reason: 'ended', by: 'peer' });
      expect([...a.messages, ...b.messages]).to.deep.equal([]);
      expect([a.safety, b.safety]).to.deep.equal([null, null]);
      expect(pair.network.open).to.deep.equal([]);
      expect(pair.clock.pending).to.equal(0);
    });

    it('may be asked for twice, from both sides, in any state', async () => {
      const { a, b } = await connect(pair);
      await Promise.all([a.end(), b.end(), a.end()]);
      await a.end();
      expect([a.state, b.state]).to.deep.equal(['ended', 'ended']);
      expect(pair.clock.pending).to.equal(0);
    });

    it('does not wait for ever for a side that says nothing', async () => {
      const { a } = await connect(pair);
      for (const link of pair.network.open) link.send = () => Promise.resolve();
      const ended = a.end();
      pair.clock.advance(3_000);
      await ended;
      expect(a.state).to.equal('ended');
    });

    it('comes when the last element has let go for the linger time', async () => {
      const { a, b } = await connect(pair);
      const release = a.claim();
      release();
      pair.clock.advance(2_999);
      expect(a.state).to.equal('active');
      pair.clock.advance(1);
      await reaches(b, 'ended');
    });

    it('is told by a page that goes away, without waiting for anything', async () => {
      const { a, b } = await connect(pair);
      a.leave();
      expect(a.state).to.equal('ended');
      await reaches(b, 'ended');
      expect(b.reason).to.equal('peer-left');
    });

    it('of one session lets the next one start afresh', async () => {
      const first = await connect(pair);
      await first.a.end();
      await reaches(first.b, 'ended');
      const second = await connect(pair);
      expect(second.a).not.to.equal(first.a);
      expect(second.a.id).not.to.equal(first.a.id);
    });
  });

  describe('a lost connection', () => {
    it('is replaced, and everything typed meanwhile arrives once, in order', async () => {
      const { a, b } = await connect(pair);
      await a.send('before');
      await until(b, () => b.messages.length === 1);
      pair.network.cut();
      await Promise.all([until(a, () => a.state === 'reconnecting'), until(b, () => b.state === 'reconnecting')]);
      await a.send('meanwhile 1');
      await b.send('meanwhile 2');
      expect(a.messages.at(-1)?.status).to.equal('queued');
      await Promise.all([reaches(a, 'active'), reaches(b, 'active')]);
      await delivered(pair, a, b);
      expect(texts(b)).to.have.members(['before', 'meanwhile 2', 'meanwhile 1']);
    });

    it('that does not come back ends both sides by themselves, as interrupted', async () => {
      const { a, b } = await connect(pair);
      pair.network.unreachable = true;
      pair.network.cut();
      await Promise.all([until(a, () => a.state === 'reconnecting'), until(b, () => b.state === 'reconnecting')]);
      pair.clock.advance(30_000);
      expect([a.status, b.status].map((status) => ('reason' in status ? status.reason : null))).to.deep.equal([
        'interrupted',
        'interrupted',
      ]);
      expect(a.status).to.include({ by: null });
    });

    it('that heals by itself goes on without another link', async () => {
      const { a, b } = await connect(pair);
      const links = pair.network.links.length;
      for (const link of pair.network.open) link.silence(true);
      expect([a.state, b.state]).to.deep.equal(['reconnecting', 'reconnecting']);
      for (const link of pair.network.open) link.silence(false);
      expect([a.state, b.state]).to.deep.equal(['active', 'active']);
      expect(pair.network.links.length).to.equal(links);
    });

    it('may be noticed by one side only', async () => {
      const { a, b } = await connect(pair);
      const [linkOfB] = pair.network.open.filter((link) => !link.options.initiator);
      linkOfB?.drop();
      await until(b, () => b.state === 'reconnecting');
      await Promise.all([reaches(a, 'active'), reaches(b, 'active')]);
      await b.send('still here');
      await until(a, () => a.messages.length === 1);
    });
  });

  describe('a malicious server', () => {
    it('cannot end, disturb or join an active session', async () => {
      const { a, b } = await connect(pair);
      for (const kind of ['end', 'cancel', 'decline', 'accept', 'taken', 'signal', 'request'] as const) {
        for (const payload of ['', 'AAAA', 'AQ'.repeat(2_000)]) {
          pair.hub.inject('bob', 'alice', { kind, session: a.id, payload });
          pair.hub.inject('alice', 'alice', { kind, session: a.id, payload });
        }
      }
      await a.send('still here');
      await until(b, () => b.messages.length === 1);
      expect(a.state).to.equal('active');
    });

    it('that changes any byte of the handshake gets nothing but an end', async () => {
      for (const kind of ['request', 'accept', 'signal'] as const) {
        let done = false;
        pair.hub.intercept = (_from, _to, message) => {
          if (message.kind !== kind || done || !message.payload) return message;
          done = true;
          const letter = message.payload[60 % message.payload.length] === 'A' ? 'B' : 'A';
          const at = 60 % message.payload.length;
          return { ...message, payload: message.payload.slice(0, at) + letter + message.payload.slice(at + 1) };
        };
        const asked = request();
        const a = await pair.alice.startSession('bob');
        const b = await asked;
        await b.accept();
        const over = (session: DMSession): boolean => ['failed', 'ended', 'active'].includes(session.state);
        await Promise.all([until(a, () => over(a)), until(b, () => over(b))]);
        expect([a.state, b.state], kind).not.to.include('active');
        expect([a.state, b.state], kind).to.include('failed');
      }
    });
  });
});

describe('identity and signatures', () => {
  const key = async (): Promise<CryptoKeyPair> =>
    crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits']);
  const raw = async (pair: CryptoKeyPair): Promise<Uint8Array<ArrayBuffer>> =>
    new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));

  async function withPeer(
    bobs: Partial<DMClientOptions>,
    alices: Partial<DMClientOptions>,
    check: (a: DMSession, b: DMSession) => Promise<void>,
  ): Promise<void> {
    const pair = await makePair();
    const [alice, bob] = [pair.client('alice2', alices), pair.client('bob2', bobs)];
    await Promise.all([alice.connect(), bob.connect()]);
    const asked = new Promise<DMSession>((resolve) => {
      bob.addEventListener('dm-request', (event) => resolve(event.session as DMSession), { once: true });
    });
    const a = await alice.startSession('bob2');
    const b = await asked;
    await b.accept();
    await Promise.all([reaches(a, 'active'), reaches(b, 'active')]);
    await check(a, b);
    await pair.close();
  }

  it('tells a new key from the pinned one and from another, and a known one verifies the session', async () => {
    const identity = await key();
    const pinned = await raw(identity);
    const other = await raw(await key());
    for (const [pin, verdict, level] of [
      [null, 'new', 'none'],
      [pinned, 'known', 'verified'],
      [other, 'changed', 'none'],
    ] as const) {
      await withPeer({ identity }, { pinnedIdentity: () => pin }, async (a) => {
        const result = await a.askIdentity();
        expect(result?.verdict).to.equal(verdict);
        expect(result?.key).to.deep.equal(pinned);
        expect(a.verification.level).to.equal(level);
      });
    }
  });

  it('says so when there is no key to show', async () => {
    await withPeer({}, {}, async (a, b) => {
      expect(await a.askIdentity()).to.equal(null);
      expect(await b.askIdentity()).to.equal(null);
    });
  });

  it('signs every text of a side that wants it, and marks them on both sides', async () => {
    await withPeer({ signMessages: true }, {}, async (a, b) => {
      await b.send('I stand by this');
      await a.send('I do not');
      await until(a, () => a.messages.length === 2);
      await until(b, () => b.messages.length === 2);
      const marks = (session: DMSession): unknown[] =>
        session.messages.map(({ content, signed }) => [content, signed ?? false]).sort();
      expect(marks(a)).to.deep.equal([
        ['I do not', false],
        ['I stand by this', true],
      ]);
      expect(marks(b)).to.deep.equal(marks(a));
    });
  });
});

describe('invites', () => {
  let pair: Pair;
  beforeEach(async () => {
    pair = await makePair();
  });
  afterEach(() => pair.close());
  const page = 'https://site.example/chat?x=1#old';

  const rings = (): Promise<DMSession> =>
    new Promise((resolve) => {
      pair.alice.addEventListener('dm-request', (event) => resolve(event.session as DMSession), { once: true });
    });

  it('lead to a session that is verified on both sides without anybody comparing anything', async () => {
    const { url } = await pair.alice.createInvite({ page });
    expect(url).to.match(/^https:\/\/site\.example\/chat\?x=1#dm=1\.[\w-]{43}\.YWxpY2U$/);
    const asked = rings();
    const b = await pair.bob.openInvite(url);
    const a = await asked;
    await a.accept();
    await Promise.all([reaches(a, 'active'), reaches(b, 'active')]);
    expect([a.verification, b.verification].map(({ level, method }) => `${level} ${method}`)).to.deep.equal([
      'verified invite',
      'verified invite',
    ]);
  });

  it('are a QR code too', async () => {
    const { url, qr } = await pair.alice.createInvite({ page: 'https://site.example/chat' });
    const modules = await qr();
    expect(modules).to.deep.equal(await qrModules(url));
    expect(modules.length).to.be.above(20);
  });

  it('work once', async () => {
    const { url } = await pair.alice.createInvite({ page });
    const asked = rings();
    const first = await pair.bob.openInvite(url);
    await (await asked).accept();
    await reaches(first, 'active');
    const carol = pair.client('carol');
    const again = rings();
    const second = await carol.openInvite(url);
    await (await again).accept();
    await until(second, () => second.state === 'failed' || second.state === 'ended');
    expect(second.state).not.to.equal('active');
    expect(first.state).to.equal('active');
  });

  it('do nothing once they have expired or were revoked', async () => {
    for (const stop of [(invite: Invite) => invite.revoke(), () => pair.clock.advance(3_600_000)]) {
      const invite = await pair.alice.createInvite({ page });
      stop(invite);
      const asked = rings();
      const b = await pair.bob.openInvite(invite.url);
      await (await asked).accept();
      await until(b, () => b.state === 'failed' || b.state === 'ended');
      expect(b.verification.level).to.equal('none');
    }
  });

  it('tell a server only a name from which the secret does not follow', async () => {
    const seen: string[] = [];
    pair.hub.intercept = (_from, _to, message) => {
      seen.push(JSON.stringify(message));
      return message;
    };
    const { url } = await pair.alice.createInvite({ page });
    const secret = /dm=1\.([\w-]{43})/.exec(url)?.[1] ?? '';
    const asked = rings();
    const b = await pair.bob.openInvite(url);
    await (await asked).accept();
    await reaches(b, 'active');
    expect(secret).to.have.lengthOf(43);
    expect(seen.join()).not.to.include(secret);
  });

  it('that are none, or our own, are refused', async () => {
    const { url } = await pair.alice.createInvite({ page });
    for (const bad of [
      '',
      'https://site.example/',
      'https://site.example/#dm=1.short.YWxpY2U',
      url.replace('dm=1', 'dm=2'),
    ]) {
      const error = await pair.bob.openInvite(bad).catch((reason: unknown) => reason);
      expect(error, bad).to.have.property('code', 'bad-config');
    }
    expect(await pair.alice.openInvite(url).catch((reason: unknown) => reason)).to.have.property('code', 'bad-config');
    expect(await pair.alice.createInvite({ page: 'nonsense' }).catch((reason: unknown) => reason)).to.have.property(
      'code',
      'bad-config',
    );
  });
});
