import { expect } from 'chai';
import { DM_ERROR_CODES } from '../../src/errors.js';
import { SESSION_STATES } from '../../src/session/machine.js';
import type { DMStats, SessionStats } from '../../src/stats.js';
import { connect, makePair, reaches, until, type Pair } from '../helpers/pair.js';

/** `true` for what is made of numbers and words of closed lists; a `string` anywhere makes it `false`. */
type IsBlind<T> = T extends number | null
  ? true
  : T extends string
    ? string extends T
      ? false
      : true
    : { [Key in keyof T]: IsBlind<T[Key]> }[keyof T];
/** Compiles only as long as it holds; in a tuple, because `boolean` would hold a bit of both. */
const blind: [IsBlind<DMStats>] extends [true] ? true : never = true;
// @ts-expect-error: a place for somebody's words would be found, however deep.
const seen: [IsBlind<DMStats | { kind: 'more'; in: { name: string } }>] extends [true] ? true : never = true;

/** Everything that a person or a site could write somewhere. */
const MARKER = 'mArKeR';
const WORDS = new Set<unknown>([
  ...SESSION_STATES,
  ...DM_ERROR_CODES,
  ...['session', 'signaling', 'online', 'offline', 'direct', 'relayed', 'unknown', 'none', 'verified'],
  ...['ended', 'declined', 'cancelled', 'peer-left', 'interrupted', 'mismatch', 'offline'],
]);

const values = (value: unknown): unknown[] =>
  typeof value === 'object' && value !== null ? Object.values(value).flatMap(values) : [value];

describe('stats', () => {
  let pair: Pair;
  let stats: DMStats[];
  const sessions = (): SessionStats[] => stats.filter((each) => each.kind === 'session');
  const last = (): SessionStats => sessions().at(-1)!;

  beforeEach(async () => {
    pair = await makePair({ nameOf: (peer) => `${MARKER} ${peer}` });
    stats = [];
  });
  afterEach(() => pair.close());

  it('tell each step of a session, with the time spent in each state', async () => {
    await pair.alice.watchStats((each) => stats.push(each));
    const asked = until(pair.bob, () => pair.bob.requests.length === 1);
    const a = await pair.alice.startSession('bob');
    await asked;
    pair.clock.advance(7_000);
    await pair.bob.requests[0]?.accept();
    await reaches(a, 'active');
    await until(a, () => a.path === 'direct');
    pair.clock.advance(20_000);
    const over = a.end();
    await reaches(a, 'ended');
    await over;
    expect(stats[0]).to.deep.equal({ kind: 'signaling', state: 'online', code: null });
    expect(sessions().map(({ state }) => state)).to.deep.equal([
      ...['requesting', 'connecting', 'key_exchanging', 'active'],
      // The path was found.
      'active',
      ...['disconnecting', 'ended'],
    ]);
    const { milliseconds, reason, path, number } = last();
    expect({ reason, path, number }).to.deep.equal({ reason: 'ended', path: 'direct', number: 1 });
    expect(milliseconds.requesting).to.equal(7_000);
    expect(milliseconds.active).to.equal(20_000);
  });

  it('tell why the server is away, by the code, and that it is back', async () => {
    const adapter = pair.hub.adapter();
    const carol = pair.client('carol', { signaling: adapter });
    await carol.connect();
    await carol.watchStats((each) => stats.push(each));
    adapter.drop();
    adapter.restore();
    expect(stats).to.deep.equal([
      { kind: 'signaling', state: 'online', code: null },
      { kind: 'signaling', state: 'connecting', code: 'signaling-lost' },
      { kind: 'signaling', state: 'online', code: null },
    ]);
  });

  it('count messages, sealed bytes and lost connections', async () => {
    await pair.alice.watchStats((each) => stats.push(each));
    const { a, b } = await connect(pair);
    for (const text of ['one', 'two', 'three']) await a.send(text);
    await b.send('four');
    await until(a, () => a.messages.length === 4);
    pair.network.cut();
    await reaches(a, 'reconnecting');
    pair.clock.advance(5_000);
    await reaches(a, 'active');
    await a.end();
    expect(last().messages).to.deep.equal({ sent: 3, received: 1 });
    expect(last().interruptions).to.equal(1);
    const { sent, received } = last().bytes;
    // Four texts of one padded block each, and what acknowledges them.
    expect(sent).to.be.greaterThan(3 * 256);
    expect(received).to.be.greaterThan(256);
    expect(a.traffic).to.deep.equal({ sent, received });
  });

  it('tell of sessions that were there before, and stop when they are told to', async () => {
    const { a } = await connect(pair);
    const stop = await pair.alice.watchStats((each) => stats.push(each));
    expect(last().state).to.equal('active');
    stop();
    stats = [];
    await a.end();
    expect(stats).to.deep.equal([]);
  });

  it('carry nothing that anybody wrote, whatever happens', async () => {
    expect([blind, seen]).to.deep.equal([true, true]);
    await pair.close();
    pair = await makePair({ nameOf: (peer) => `${MARKER} ${peer}`, selfName: MARKER });
    const [alice, bob] = [pair.client(`${MARKER}-alice`), pair.client(`${MARKER}-bob`)];
    await Promise.all([alice.connect(), bob.connect()]);
    for (const each of [alice, bob]) await each.watchStats((more) => stats.push(more));
    const asked = until(bob, () => bob.requests.length === 1);
    const a = await alice.startSession(bob.self);
    await asked;
    const b = bob.session(alice.self);
    await b.accept();
    await Promise.all([reaches(a, 'active'), reaches(b, 'active')]);
    await a.send(`${MARKER} text`);
    await until(b, () => b.messages.length === 1);
    await b.react(b.messages[0]!.id, '👍');
    await a.sendFiles([new File([MARKER], `${MARKER}.txt`)]);
    await until(b, () => b.files.list.length === 1);
    await a.confirmVerification(false);
    await reaches(b, 'failed').catch(() => {});
    await alice.startSession(`${MARKER}-nobody`);
    expect(sessions().some(({ state, reason }) => state === 'failed' && reason === 'offline')).to.equal(true);
    expect(sessions().some(({ files }) => files.sent === 1)).to.equal(true);
    expect(JSON.stringify(stats)).to.not.include(MARKER);
    for (const value of stats.flatMap(values)) {
      if (typeof value !== 'number' && value !== null) expect([...WORDS]).to.include(value);
    }
  });
});
