/** Sessions that live on: silent links, dead servers, pages that come back, over links and a clock that a test moves. */
import { expect } from 'chai';
import { DMClient } from '../../../src/client.js';
import { DMError } from '../../../src/errors.js';
import { ANSWER_MS, QUIET_MS } from '../../../src/session/heartbeat.js';
import { FAILED_MS, HEAL_MS, RETRY_MS } from '../../../src/session/reconnector.js';
import { RECEIPT_INTERVAL_MS } from '../../../src/session/receipts.js';
import type { DMSession } from '../../../src/session/session.js';
import { MemoryHub } from '../../../src/signaling/memory.js';
import { PATH_MS } from '../../../src/session/introduction.js';
import { connect, delivered, makePair, reaches, until, type Pair } from '../../helpers/pair.js';

const received = (session: DMSession): string[] =>
  session.messages.filter(({ direction }) => direction === 'in').map(({ content }) => content);
const statuses = (session: DMSession): string[] =>
  session.messages.filter(({ direction }) => direction === 'out').map(({ status }) => status);

/** Lets everything happen that is only a matter of turns of the event loop. */
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** More of them than any step takes. */
const turns = async (): Promise<void> => {
  for (let count = 0; count < 50; count++) await turn();
};

describe('a session', () => {
  let pair: Pair;
  let a: DMSession;
  let b: DMSession;
  let asked = 0;
  beforeEach(async () => {
    asked = 0;
    pair = await makePair({
      getIceServers: () => {
        asked++;
        return Promise.resolve([]);
      },
    });
    ({ a, b } = await connect(pair));
  });
  afterEach(() => pair.close());

  const serverDies = (): void => {
    pair.hub.intercept = () => null;
  };

  it('does not notice that the introducing server has died', async () => {
    serverDies();
    for (let round = 0; round < 3; round++) {
      await a.send(`a${round}`);
      await b.send(`b${round}`);
    }
    await Promise.all([delivered(pair, a, b), delivered(pair, b, a)]);
    expect([a.state, b.state]).to.deep.equal(['active', 'active']);
  });

  it('goes on over its old link when that heals, although another was tried meanwhile without a server', async () => {
    serverDies();
    for (const link of pair.network.open) link.silence(true);
    expect([a.state, b.state]).to.deep.equal(['reconnecting', 'reconnecting']);
    await a.send('typed in the gap');
    await b.send('there too');
    expect([statuses(a), statuses(b)]).to.deep.equal([['queued'], ['queued']]);
    pair.clock.advance(HEAL_MS);
    await Promise.resolve();
    pair.clock.advance(RETRY_MS * 2);
    for (const link of pair.network.open) link.silence(false);
    await Promise.all([reaches(a, 'active'), reaches(b, 'active')]);
    await Promise.all([delivered(pair, a, b), delivered(pair, b, a)]);
    expect([received(b), received(a)]).to.deep.equal([['typed in the gap'], ['there too']]);
  });

  it('is over in time where the machine slept meanwhile and no timer fired', async () => {
    serverDies();
    await a.send('before');
    await delivered(pair, a, b);
    for (const link of pair.network.open) link.silence(true);
    expect(a.state).to.equal('reconnecting');
    pair.clock.sleep(29_000);
    a.wake('page');
    expect(a.state).to.equal('reconnecting');
    pair.clock.sleep(1_000);
    a.wake('page');
    expect(a.status).to.include({ state: 'ended', reason: 'interrupted', by: null });
    expect(a.messages).to.deep.equal([]);
  });

  it('says of a file that does not arrive whole that it has failed, and of the texts around it the truth', async () => {
    const [wire] = pair.network.open.filter(({ options }) => options.initiator);
    const send = wire!.send.bind(wire);
    wire!.send = (lane, frame) => {
      if (lane === 'files') frame[100]! ^= 1;
      return send(lane, frame);
    };
    await a.send('before');
    await a.sendFiles([new File([new Uint8Array(1_000)], 'a.bin')]);
    await until(b, () => b.files.list.length === 1);
    await b.files.list[0]?.accept();
    await until(a, () => a.messages[1]?.status === 'failed');
    await a.send('after');
    await until(b, () => received(b).length === 3);
    pair.clock.advance(RECEIPT_INTERVAL_MS);
    await until(a, () => a.messages[2]?.status === 'delivered');
    expect(statuses(a)).to.deep.equal(['delivered', 'failed', 'delivered']);
  });

  it('does not wait for a link that the other side has lost while it was being made', async () => {
    pair.network.unreachable = true;
    pair.network.cut();
    while (pair.network.links.length < 4) await turn();
    // Bob answers, and Alice finds nobody there.
    await turns();
    pair.network.unreachable = false;
    const told = new Promise<void>((resolve) => {
      pair.hub.intercept = (from, _to, message) => {
        if (from === 'bob') resolve();
        return message;
      };
    });
    pair.network.links[3]?.drop();
    // Bob says so after a moment, and Alice tries again after another: long before she would give up by herself.
    pair.clock.advance(FAILED_MS);
    await told;
    await turns();
    pair.clock.advance(FAILED_MS);
    expect(2 * FAILED_MS).to.be.below(RETRY_MS);
    await Promise.all([reaches(a, 'active'), reaches(b, 'active')]);
  });

  it('moves to another link over the old one, without the server and without a word, when the network changes', async () => {
    serverDies();
    for (const [who, count] of [
      [a, 2],
      [b, 3],
    ] as const) {
      const states: string[] = [];
      for (const session of [a, b]) session.addEventListener('dm-state-change', ({ state }) => states.push(state));
      const [before] = pair.network.open;
      who.wake('network');
      for (let index = 0; index < 10; index++) await who.send(`message ${index}`);
      while (before?.state !== 'closed' || pair.network.open.length !== 2) await turn();
      await Promise.all([delivered(pair, a, b), delivered(pair, b, a)]);
      expect(states).to.deep.equal([]);
      expect(pair.network.links.length).to.equal(2 * count);
    }
    expect(received(b)).to.deep.equal(Array.from({ length: 10 }, (_, index) => `message ${index}`));
    expect(received(a)).to.deep.equal(received(b));
  });

  it('knows which way the link goes, also when that changes without a word', async () => {
    await until(a, () => a.path === 'direct');
    for (const path of ['relayed', 'direct'] as const) {
      pair.network.path = path;
      pair.clock.advance(PATH_MS);
      await until(a, () => a.path === path);
    }
    pair.network.path = 'unknown';
    pair.clock.advance(PATH_MS);
    await turn();
    expect(a.path).to.equal('direct');
  });

  it('asks for fresh TURN credentials for every further link', async () => {
    expect(asked).to.equal(2);
    pair.network.cut();
    await Promise.all([until(a, () => a.state === 'reconnecting'), until(b, () => b.state === 'reconnecting')]);
    await Promise.all([reaches(a, 'active'), reaches(b, 'active')]);
    expect(asked).to.equal(4);
  });

  it('tries again when there are no TURN credentials to be had for a moment', async () => {
    const carol = pair.client('carol', {
      getIceServers: () =>
        ++asked > 3 && asked < 6 ? Promise.reject(new DMError('no-route', 'no answer')) : Promise.resolve([]),
    });
    asked = 2;
    await carol.connect();
    const ringing = new Promise<DMSession>((resolve) => {
      carol.addEventListener('dm-request', ({ session }) => resolve(session as DMSession), { once: true });
    });
    const asking = await pair.bob.startSession('carol');
    const answering = await ringing;
    await answering.accept();
    await Promise.all([reaches(asking, 'active'), reaches(answering, 'active')]);
    pair.network.cut();
    await until(answering, () => answering.state === 'reconnecting');
    for (let tries = 0; answering.state !== 'active' && tries < 200; tries++) {
      pair.clock.advance(100);
      await turn();
    }
    expect([asking.state, answering.state]).to.deep.equal(['active', 'active']);
    expect(asked).to.be.at.least(6);
  });

  it('notices a page that has stopped, although its link stays open, and that it is back', async () => {
    const held: (() => void)[] = [];
    for (const link of pair.network.open) {
      const send = link.send.bind(link);
      link.send = (...args) => {
        held.push(() => void send(...args));
        return Promise.resolve();
      };
    }
    serverDies();
    pair.clock.advance(QUIET_MS);
    for (let turns = 0; turns < 10; turns++) await turn();
    pair.clock.advance(ANSWER_MS);
    expect([a.state, b.state]).to.deep.equal(['reconnecting', 'reconnecting']);
    for (const send of held.splice(0)) send();
    await Promise.all([reaches(a, 'active'), reaches(b, 'active')]);
  });

  it('answers whoever asks for a sign of life', async () => {
    // The very first frames, acknowledgements of the confirmation included, are through.
    await a.send('hello');
    await delivered(pair, a, b);
    const [answering] = pair.network.open.filter(({ options }) => !options.initiator);
    const before = answering?.sent.length ?? 0;
    a.wake('page');
    while (answering?.sent.length === before) await turn();
    expect([a.state, b.state]).to.deep.equal(['active', 'active']);
    expect([a.messages.length, b.messages.length]).to.deep.equal([1, 1]);
  });

  it('tries at once when the page or the network comes back', async () => {
    pair.network.unreachable = true;
    pair.network.cut();
    await Promise.all([until(a, () => a.state === 'reconnecting'), until(b, () => b.state === 'reconnecting')]);
    pair.clock.advance(2_000);
    pair.network.unreachable = false;
    const links = pair.network.links.length;
    a.wake('page');
    await Promise.all([reaches(a, 'active'), reaches(b, 'active')]);
    expect(pair.network.links.length).to.be.above(links);
  });

  it('has as long to come back as the host says, and nobody may say nonsense', async () => {
    const options = { self: 'dora', signaling: new MemoryHub().adapter() };
    for (const reconnect of [0, -1, NaN, Infinity, 2 ** 31, '30' as unknown as number]) {
      expect(() => new DMClient({ ...options, timeouts: { reconnect } }), String(reconnect)).to.throw(
        DMError,
        'timeouts.reconnect',
      );
    }
    const patient = await makePair({ timeouts: { reconnect: 90_000 } });
    const { a: waiting } = await connect(patient);
    patient.network.unreachable = true;
    patient.network.cut();
    await until(waiting, () => waiting.state === 'reconnecting');
    patient.clock.advance(89_999);
    expect(waiting.state).to.equal('reconnecting');
    patient.clock.advance(1);
    expect(waiting.status).to.include({ state: 'ended', reason: 'interrupted', by: null });
    await patient.close();
  });
});
