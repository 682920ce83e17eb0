/**
 * Two sessions driven by events in random order, against a simple model: whatever people, networks and servers do, a
 * session is in a legal state, says nothing twice or out of order, and comes to an end that has a reason and leaves
 * nothing behind.
 */
import { expect } from 'chai';
import fc from 'fast-check';
import { DMError } from '../../src/errors.js';
import { isConversation, isOver, TRANSITIONS } from '../../src/session/machine.js';
import type { SessionTimeouts } from '../../src/session/environment.js';
import type { DMSession } from '../../src/session/session.js';
import type { DMSessionState } from '../../src/session/types.js';
import type { SignalMessage } from '../../src/signaling/adapter.js';
import { connect, makePair, type Pair } from '../helpers/pair.js';
import { budget, LIMIT_MS } from './budget.js';

const PEOPLE = ['alice', 'bob'] as const;
type Person = (typeof PEOPLE)[number];

/** What can happen. `who` does it, or it happens to them. The first part ends no conversation. */
const HARMLESS = [
  'send',
  'send',
  'send',
  'read',
  'delete',
  'match',
  'cut',
  'silence',
  'heal',
  'unreachable',
  'reachable',
  'server dies',
  'server lives',
  'server lies',
  'server repeats',
  'page wakes',
  'network wakes',
] as const;
const EVENTS = [
  ...HARMLESS,
  'start',
  'accept',
  'decline',
  'end',
  'leave',
  'mismatch',
  'garbage on the wire',
  'block',
  'unblock',
] as const;

interface Step {
  readonly who: Person;
  readonly event: (typeof EVENTS)[number];
  /** Milliseconds that pass afterwards. */
  readonly wait: number;
  /** Turns of the event loop before the next step: things overlap. */
  readonly turns: number;
}

const steps = (events: readonly Step['event'][], waits: readonly number[]): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.record({
      who: fc.constantFrom(...PEOPLE),
      event: fc.constantFrom(...events),
      wait: fc.constantFrom(0, 0, 0, ...waits),
      turns: fc.constantFrom(0, 0, 1, 3, 10),
    }),
    { minLength: 5, maxLength: 40, size: 'max' },
  );

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** Follows everything that both clients do, and complains. */
class Model {
  readonly #watched = new Map<DMSession, { last: DMSessionState; ended: number; ids: Set<string> }>();
  #counter = 0;
  /** How often both have talked to the end. */
  talks = 0;
  #lies: SignalMessage[] = [];

  private constructor(readonly pair: Pair) {
    pair.hub.intercept = (_from, _to, message) => {
      this.#lies.push(message);
      return message;
    };
  }

  /** Two people who have met, and talk: most of what can happen needs a conversation. */
  static async start(timeouts: Partial<SessionTimeouts> = {}): Promise<Model> {
    const model = new Model(await makePair({ timeouts }));
    await connect(model.pair);
    return model;
  }

  async take({ who, event, wait, turns }: Step): Promise<void> {
    const { pair } = this;
    const client = pair[who];
    const other = who === 'alice' ? 'bob' : 'alice';
    const session = client.session(other);
    const last = session.messages.at(-1)?.id ?? '';
    const acts: Record<Step['event'], () => unknown> = {
      start: () => client.startSession(other),
      accept: () => session.accept(),
      decline: () => session.decline(),
      send: () => session.send(`${who} ${++this.#counter}`),
      read: () => session.markRead(last),
      delete: () => session.deleteMessage(last),
      end: () => session.end(),
      leave: () => session.leave(),
      mismatch: () => session.confirmVerification(false),
      match: () => session.confirmVerification(true),
      cut: () => pair.network.cut(),
      silence: () => pair.network.open.forEach((link) => link.silence(true)),
      heal: () => pair.network.open.forEach((link) => link.silence(false)),
      unreachable: () => (pair.network.unreachable = true),
      reachable: () => (pair.network.unreachable = false),
      'server dies': () => (pair.hub.intercept = () => null),
      'server lives': () => (pair.hub.intercept = (_from, _to, message) => message),
      'server lies': () => {
        const kinds = ['accept', 'decline', 'cancel', 'end', 'taken', 'signal'] as const;
        const kind = kinds[this.#counter % kinds.length] ?? 'end';
        pair.hub.inject(other, who, { kind, session: session.id || 'A'.repeat(22), payload: 'AQ'.repeat(40) });
      },
      'server repeats': () => {
        for (const message of this.#lies.slice(-5)) pair.hub.inject(other, who, message);
      },
      'page wakes': () => session.wake('page'),
      'network wakes': () => session.wake('network'),
      'garbage on the wire': () => pair.network.open[0]?.inject('messages', Uint8Array.of(0x10, 0, 0)),
      block: () => client.block(other),
      unblock: () => client.unblock(other),
    };
    // What a person may not do at this moment is refused with a code; anything else is a defect.
    await Promise.race([
      (async () => acts[event]())().catch((error: unknown) => {
        if (!DMError.is(error)) throw error;
      }),
      turn(),
    ]);
    this.#follow();
    if (wait > 0) pair.clock.advance(wait);
    for (let count = 0; count < turns; count++) await turn();
    this.#follow();
  }

  /** The world calms down; nobody may be left in between. */
  async finish(): Promise<void> {
    const { pair } = this;
    pair.network.unreachable = false;
    pair.hub.intercept = (_from, _to, message) => message;
    for (const link of pair.network.open) link.silence(false);
    const sessions = (): DMSession[] => [...pair.alice.sessions.values(), ...pair.bob.sessions.values()];
    const settled = (): boolean =>
      sessions().every(({ status }) => isOver(status) || ['idle', 'active'].includes(status.state));
    for (let rounds = 0; rounds < 400 && !settled(); rounds++) {
      pair.clock.advance(500);
      for (let turns = 0; turns < 3; turns++) await turn();
    }
    expect(
      settled(),
      sessions()
        .map(({ state }) => state)
        .join(),
    ).to.equal(true);
    this.#follow();
    const [a, b] = [pair.alice.session('bob'), pair.bob.session('alice')];
    if (a.state === 'active' && b.state === 'active' && a.id === b.id) await this.#expectTalk(a, b);
    await Promise.all(
      sessions().map(async (session) => {
        const ended = session.end();
        while (!isOver(session.status) && session.state !== 'idle') {
          pair.clock.advance(1_000);
          await turn();
        }
        await ended;
      }),
    );
    this.#follow();
    for (const session of this.#watched.keys()) {
      expect(session.messages, 'words after the end').to.deep.equal([]);
      expect(session.safety).to.equal(null);
    }
    expect(pair.network.open, 'links after the end').to.deep.equal([]);
    await pair.close();
    expect(pair.clock.pending, 'timers after the end').to.equal(0);
  }

  /** Both still talk, and what each has is what the other has sent, in order. */
  async #expectTalk(a: DMSession, b: DMSession): Promise<void> {
    const incoming = (session: DMSession): string[] =>
      session.messages.filter(({ direction, deleted }) => direction === 'in' && !deleted).map(({ content }) => content);
    const outgoing = (session: DMSession): string[] =>
      session.messages
        .filter(({ direction, deleted }) => direction === 'out' && !deleted)
        .map(({ content }) => content);
    const over = (): boolean => isOver(a.status) || isOver(b.status);
    // What broke the protocol just now may only be noticed in the middle of this.
    const sent = await Promise.allSettled([a.send('the last of alice'), b.send('the last of bob')]);
    expect(sent.every(({ status }) => status === 'fulfilled') || over()).to.equal(true);
    const through = (): boolean => incoming(b).includes('the last of alice') && incoming(a).includes('the last of bob');
    for (let rounds = 0; rounds < 1_000 && !through() && !over(); rounds++) {
      this.pair.clock.advance(50);
      await turn();
    }
    if (over()) return;
    expect(incoming(b)).to.deep.equal(outgoing(a));
    expect(incoming(a)).to.deep.equal(outgoing(b));
    this.talks++;
  }

  #follow(): void {
    const { alice, bob } = this.pair;
    for (const session of [...alice.sessions.values(), ...alice.requests, ...bob.sessions.values(), ...bob.requests]) {
      if (!this.#watched.has(session)) this.#watch(session);
      const { status, messages } = session;
      if (isOver(status)) expect(messages, 'words after the end').to.deep.equal([]);
      if (!isConversation(status)) expect(session.safety).to.equal(null);
      expect(new Set(messages.map(({ id }) => id)).size).to.equal(messages.length);
      expect(session.reason !== null, 'a reason, exactly at the end').to.equal(isOver(status));
    }
    expect(this.pair.network.open.length, 'links of two people').to.be.at.most(24);
    expect(this.pair.clock.pending, 'timers').to.be.at.most(60);
  }

  #watch(session: DMSession): void {
    const seen = { last: session.state, ended: 0, ids: new Set<string>() };
    this.#watched.set(session, seen);
    session.addEventListener('dm-state-change', ({ previous, state }) => {
      expect(previous).to.equal(seen.last);
      expect(TRANSITIONS[previous]).to.include(state);
      seen.last = state;
    });
    session.addEventListener('dm-message', ({ id }) => {
      expect(seen.ids.has(id), 'a message twice').to.equal(false);
      seen.ids.add(id);
    });
    session.addEventListener('dm-ended', () => {
      expect(++seen.ended, 'the end, once').to.equal(1);
    });
  }
}

describe('fuzz: two sessions', function () {
  this.timeout(LIMIT_MS);

  it('survive any order of events, or end with a reason', async () => {
    await fc.assert(
      fc.asyncProperty(steps(EVENTS, [100, 1_000, 4_000, 8_000, 31_000, 61_000]), async (all) => {
        const model = await Model.start();
        for (const each of all) await model.take(each);
        await model.finish();
      }),
      budget(10_000),
    );
  });

  it('lose, double and reorder nothing while nobody ends them, whatever networks and servers do', async () => {
    await fc.assert(
      fc.asyncProperty(steps(HARMLESS, [100, 1_000, 4_000, 8_000]), async (all) => {
        // Time enough to come back.
        const model = await Model.start({ reconnect: 24 * 3_600_000 });
        for (const each of all) await model.take(each);
        await model.finish();
        expect(model.talks).to.equal(1);
      }),
      budget(10_000),
    );
  });
});
