import { expect } from 'chai';
import fc from 'fast-check';
import type { DMRequestEvent } from '../../src/events.js';
import type { DMSession } from '../../src/session/session.js';
import { isOver } from '../../src/session/machine.js';
import type { SignalMessage } from '../../src/signaling/adapter.js';
import { connect, makePair, type Pair } from '../helpers/pair.js';
import { runs } from '../helpers/runs.js';

/** Marks everything that Alice and Bob write to each other: a server must never see it. */
const SECRET = 'between us';

interface Passed {
  readonly from: string;
  readonly to: string;
  readonly message: SignalMessage;
}

const KINDS = ['request', 'accept', 'decline', 'cancel', 'end', 'taken'] as const;

/** What the server does with one message on its way. */
const move = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('pass' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('drop' as const, 'twice' as const, 'reflect' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('later' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('old' as const), which: fc.nat(50) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('foreign' as const), which: fc.nat(50) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('flip' as const), at: fc.nat(5_000) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cut' as const), at: fc.nat(5_000) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('lie' as const), says: fc.constantFrom(...KINDS) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('impersonate' as const) }) },
);
type Move = typeof move extends fc.Arbitrary<infer Value> ? Value : never;

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** A server that follows a plan, message by message, and is honest when the plan is over. */
class Mallory {
  readonly seen: Passed[] = [];
  #index = 0;
  #held: Passed | null = null;

  constructor(
    private readonly pair: Pair,
    private readonly plan: readonly Move[],
    private readonly foreign: readonly Passed[],
  ) {
    pair.hub.intercept = (from, to, message) => this.#handle({ from, to, message });
  }

  #handle(passed: Passed): SignalMessage | null {
    this.seen.push(passed);
    const { from, to, message } = passed;
    const chosen = this.plan[this.#index++] ?? { kind: 'pass' };
    const held = this.#held;
    this.#held = null;
    if (held) this.#say(held);
    const payload = 'payload' in message ? (message.payload ?? '') : '';
    switch (chosen.kind) {
      case 'pass':
        return message;
      case 'drop':
        return null;
      case 'twice':
        this.#say(passed);
        return message;
      case 'reflect':
        this.#say({ from: to, to: from, message });
        return message;
      case 'later':
        this.#held = passed;
        return null;
      case 'old':
      case 'foreign': {
        const from = chosen.kind === 'old' ? this.seen : this.foreign;
        const other = from[chosen.which % from.length]?.message;
        return other ? { ...other, session: message.session } : null;
      }
      case 'flip': {
        const at = chosen.at % (payload.length || 1);
        const letter = LETTERS.charAt((LETTERS.indexOf(payload.charAt(at)) + 1) % 64);
        return payload ? { ...message, payload: payload.slice(0, at) + letter + payload.slice(at + 1) } : message;
      }
      case 'cut':
        return { ...message, payload: payload.slice(0, chosen.at % (payload.length || 1)) };
      case 'lie':
        return { kind: chosen.says, session: message.session, payload };
      case 'impersonate':
        this.#say({ from: 'mallory', to, message });
        return message;
    }
  }

  #say({ from, to, message }: Passed): void {
    queueMicrotask(() => this.pair.hub.inject(from, to, message));
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
const texts = (session: DMSession): string[] =>
  session.messages.filter(({ direction }) => direction === 'in').map(({ content }) => content);

/** Until both talk or nothing is left to wait for: what a lost message leaves behind ends by the clock. */
async function settle(pair: Pair, done: () => boolean): Promise<void> {
  for (let step = 0; !done() && step < 400; step++) {
    await turn();
    if (step % 20 === 19) pair.clock.advance(5_000);
  }
}

/** Alice asks, Bob says yes to whatever rings, and whoever is connected says something. */
async function talk(pair: Pair): Promise<{ a: DMSession; bobs: DMSession[]; spoken: Map<DMSession, string> }> {
  const bobs: DMSession[] = [];
  const onRequest = ({ session }: DMRequestEvent): void => {
    bobs.push(session as DMSession);
    session.accept().catch(() => {});
  };
  pair.bob.addEventListener('dm-request', onRequest as EventListener);
  const a = await pair.alice.startSession('bob');
  const spoken = new Map<DMSession, string>();
  const speak = (session: DMSession, text: string): void => {
    if (session.state !== 'active' || spoken.has(session)) return;
    spoken.set(session, text);
    session.send(text).catch(() => {});
  };
  const quiet = (): boolean => {
    speak(a, `${SECRET}: a`);
    for (const [index, b] of bobs.entries()) speak(b, `${SECRET}: b${index}`);
    const current = bobs.filter((b) => b.state === 'active');
    if (a.state === 'active') return texts(a).length > 0 && current.some((b) => texts(b).length > 0);
    return isOver(a.status) && current.length === 0 && bobs.every(({ status }) => isOver(status));
  };
  await settle(pair, quiet);
  pair.bob.removeEventListener('dm-request', onRequest as EventListener);
  return { a, bobs, spoken };
}

describe('a server that does anything to whole conversations', () => {
  it('makes nobody believe anything, sees nothing, and leaves two pages that work', async () => {
    const other = await makePair();
    const foreign: Passed[] = [];
    other.hub.intercept = (from, to, message) => {
      foreign.push({ from, to, message });
      return message;
    };
    await connect(other);
    await other.close();

    let interrupted = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(move, { minLength: 1, maxLength: 12 }), async (plan) => {
        const pair = await makePair();
        const mallory = new Mallory(pair, plan, foreign);
        const { a, bobs, spoken } = await talk(pair);
        const heardByA = texts(a);
        const peer = bobs.find((b) => b.state === 'active');
        if (a.state === 'active' && peer) {
          expect(a.safety?.number, 'they see the same number').to.equal(peer.safety?.number);
          expect(heardByA).to.deep.equal([spoken.get(peer)]);
          expect(texts(peer)).to.deep.equal([spoken.get(a)]);
        } else {
          interrupted++;
          expect(heardByA, 'nothing was said to Alice').to.deep.equal([]);
          for (const b of bobs) expect(texts(b), 'nothing was said to Bob').to.deep.equal([]);
        }
        expect(a.verification.level).to.equal('none');
        expect(JSON.stringify(mallory.seen)).not.to.contain(SECRET);

        // Honest from here on: the pages are as good as new.
        pair.hub.intercept = (_from, _to, message) => message;
        const ending = [a, ...bobs].map((session) => session.end());
        await settle(pair, () => [a, ...bobs].every(({ status }) => isOver(status)));
        await Promise.all(ending);
        const again = await connect(pair);
        await again.a.send('again');
        await settle(pair, () => texts(again.b).length > 0);
        expect(texts(again.b)).to.deep.equal(['again']);
        await pair.close();
      }),
      { numRuns: runs(60) },
    );
    expect(interrupted).to.be.above(0);
  }).timeout(3_600_000);
});
