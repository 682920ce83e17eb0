import { expect } from 'chai';
import { WebSocket } from 'ws';
import { startRelay, type RawSocket, type TestRelay } from '../../helpers/relay.js';

const SESSION = 'AAAAAAAAAAAAAAAAAAAAAA';
const session = (n: number): string => SESSION.slice(String(n).length) + String(n);
const request = (n: number, to: string, id = SESSION): unknown => ({
  t: 'send',
  n,
  to,
  m: { kind: 'request', session: id, payload: 'AQ' },
});

describe('the limits of the relay', () => {
  let relay: TestRelay;
  const raws: RawSocket[] = [];
  const raw = async (): Promise<RawSocket> => {
    const socket = await relay.raw();
    raws.push(socket);
    return socket;
  };
  const start = async (options: Parameters<typeof startRelay>[0] = {}): Promise<void> => {
    relay = await startRelay(options);
  };
  afterEach(async () => {
    for (const socket of raws.splice(0)) socket.close();
    await relay.close();
  });

  it('refuse more requests to one person than anybody needs, and let the others through', async () => {
    await start({ limits: { requestsPerPair: { burst: 3, perSecond: 0.001 } } });
    const [alice, bob] = [await (await raw()).hello('alice'), await (await raw()).hello('bob')];
    await (await raw()).hello('carol');
    for (let n = 1; n <= 4; n++) alice.say(request(n, 'bob'));
    alice.say(request(5, 'carol'));
    expect(await alice.hears(({ n }) => n === 4)).to.include({ t: 'no', code: 'rate-limited' });
    expect(await alice.hears(({ n }) => n === 5)).to.include({ t: 'ok' });
    expect(bob.heard.filter(({ t }) => t === 'signal')).to.have.lengthOf(3);
  });

  it('refuse more messages than anybody needs', async () => {
    await start({ limits: { messages: { burst: 10, perSecond: 0.001 } } });
    const [alice] = [await (await raw()).hello('alice'), await (await raw()).hello('bob')];
    for (let n = 1; n <= 11; n++) alice.say({ t: 'send', n, to: 'bob', m: { kind: 'signal', session: SESSION } });
    expect(await alice.hears(({ n }) => n === 11)).to.include({ t: 'no', code: 'rate-limited' });
  });

  it('cut a flood', async () => {
    await start({ limits: { flood: { burst: 50, perSecond: 1 } } });
    const mallory = await (await raw()).hello('mallory');
    for (let i = 0; i < 100; i++) mallory.say({ t: 'ping' });
    expect(await mallory.closes()).to.equal(4429);
  });

  it('cap the sockets of one person and of one address', async () => {
    await start({ limits: { socketsPerUser: 2, socketsPerAddress: 4 } });
    for (let i = 0; i < 2; i++) await (await raw()).hello('alice');
    const third = await raw();
    third.say({ t: 'hello', v: 1, id: 'alice' });
    expect(await third.closes()).to.equal(4409);
    for (let i = 0; i < 2; i++) await (await raw()).hello(`other ${i}`);
    expect(await (await raw()).closes()).to.equal(4409);
  });

  it('refuse more requests that nobody has answered, until one is answered, taken back or old', async () => {
    let now = 1_000_000;
    await start({ now: () => now, limits: { pendingRequests: 2, pendingMs: 60_000 } });
    const [alice, bob] = [await (await raw()).hello('alice'), await (await raw()).hello('bob')];
    const asks = async (n: number): Promise<unknown> => {
      alice.say(request(n, 'bob', session(n)));
      return (await alice.hears((each) => each['n'] === n))['t'];
    };
    expect([await asks(1), await asks(2), await asks(3)]).to.deep.equal(['ok', 'ok', 'no']);
    bob.say({ t: 'send', n: 1, to: 'alice', m: { kind: 'decline', session: session(1) } });
    await alice.hears(({ t }) => t === 'signal');
    expect([await asks(4), await asks(5)]).to.deep.equal(['ok', 'no']);
    alice.say({ t: 'send', n: 6, to: 'bob', m: { kind: 'cancel', session: session(2) } });
    expect([await asks(7), await asks(8)]).to.deep.equal(['ok', 'no']);
    now += 60_000;
    expect([await asks(9), await asks(10), await asks(11)]).to.deep.equal(['ok', 'ok', 'no']);
  });

  it('count everybody behind one address together', async () => {
    await start({ limits: { messagesPerAddress: { burst: 6, perSecond: 0.001 } } });
    const [alice, bob] = [await (await raw()).hello('alice'), await (await raw()).hello('bob')];
    const signal = (n: number, to: string): unknown => ({ t: 'send', n, to, m: { kind: 'signal', session: SESSION } });
    for (let n = 1; n <= 3; n++) {
      alice.say(signal(n, 'bob'));
      bob.say(signal(n, 'alice'));
    }
    await Promise.all([alice.hears(({ n }) => n === 3), bob.hears(({ n }) => n === 3)]);
    alice.say(signal(4, 'bob'));
    expect(await alice.hears(({ n }) => n === 4)).to.include({ t: 'no', code: 'rate-limited' });
  });

  it('slow down an address that opens one socket after the other', async () => {
    await start({ limits: { connectsPerAddress: { burst: 3, perSecond: 0.001 } } });
    for (let i = 0; i < 3; i++) (await (await raw()).hello(`tab ${i}`)).close();
    expect(await (await raw()).closes()).to.equal(4429);
  });

  it('cut who does not read what is sent to them, and nobody else', async () => {
    const many = { burst: 10_000, perSecond: 10_000 };
    await start({ limits: { messages: many, messagesPerAddress: many, flood: many, bufferedBytes: 200_000 } });
    const [alice, bob] = [await (await raw()).hello('alice'), await (await raw()).hello('bob')];
    bob.socket.pause();
    const m = { kind: 'signal', session: SESSION, payload: 'A'.repeat(32_768) };
    let n = 0;
    let answer: Record<string, unknown> = { t: 'ok' };
    // Until what the two operating systems keep for him is full; at most 100 MB.
    while (answer['t'] === 'ok' && n < 3_000) {
      const at = ++n;
      alice.say({ t: 'send', n: at, to: 'bob', m });
      answer = await alice.hears((each) => each['n'] === at);
      alice.heard.length = 0;
    }
    expect(answer).to.include({ t: 'no', code: 'peer-offline' });
    expect(relay.log).to.deep.include({ event: 'refused', code: 'rate-limited', user: 'bob' });
    expect(alice.closed).to.equal(null);
  }).timeout(30_000);

  it('close a socket that answers no ping: its other end is gone', async () => {
    await start({ pingEveryMs: 50 });
    const alive = await (await raw()).hello('alive');
    const mute = new WebSocket(relay.url, { autoPong: false });
    const closed = new Promise((resolve) => mute.once('close', resolve));
    mute.once('open', () => mute.send(JSON.stringify({ t: 'hello', v: 1, id: 'mute' })));
    expect(await closed).to.equal(1006);
    expect(alive.closed).to.equal(null);
  });
});
