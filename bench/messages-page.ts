/** Runs in the page of a person: lines there and back, by each contender. */
import { fileOf } from './contenders/contender.js';
import { meet, role } from './meeting.js';
import { TALKERS, type Talker, type TalkerName } from './talkers.js';

/** Of a chat. Letters. */
const LENGTH = 100;

let talker: Talker | null = null;

/** What is due is said every so often: a browser's shortest timer is 4 ms. */
const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

export const bench = {
  /** Milliseconds from asking for a connection, by who is signed on, until a line has gone there and back. */
  connect: async (name: TalkerName, round: number): Promise<number> => {
    const signaling = await meet(round);
    let started = performance.now();
    const made = (talker = await TALKERS[name](role, signaling, () => (started = performance.now())));
    if (role === 'bob') {
      made.onText = (text) => made.say(text);
      return NaN;
    }
    await new Promise<void>((resolve) => {
      made.onText = () => resolve();
      made.say('first');
    });
    return performance.now() - started;
  },
  /** So many lines a second, each sent back by the other side. Milliseconds there and back, one number each. */
  talk: async (perSecond: number, seconds: number): Promise<number[]> => {
    if (!talker) throw new Error('nobody is connected');
    const sent: number[] = [];
    const times: number[] = [];
    const filling = 'x'.repeat(LENGTH);
    const count = perSecond * seconds;
    let heard = (): void => {};
    const all = new Promise<void>((resolve) => (heard = resolve));
    talker.onText = (text) => {
      times.push(performance.now() - (sent[parseInt(text, 10)] ?? NaN));
      if (times.length === count) heard();
    };
    const started = performance.now();
    while (sent.length < count) {
      const due = Math.min(count, 1 + Math.floor(((performance.now() - started) / 1_000) * perSecond));
      while (sent.length < due) {
        const text = `${sent.length} ${filling}`;
        sent.push(performance.now());
        talker.say(text);
      }
      await tick();
    }
    await all;
    return times;
  },
  /** Files that are on their way while lines are: so many, one after the other. What the end cuts off is nobody's loss. */
  pour: (bytes: number, files: number): void => {
    const pouring = talker;
    const next = async (left: number): Promise<void> => {
      if (left === 0 || talker !== pouring) return;
      await pouring?.send(fileOf(bytes));
      await next(left - 1);
    };
    next(files).catch(() => {});
  },
  close: (): void => {
    talker?.close();
    talker = null;
  },
};

export type MessagesPage = typeof bench;

Object.assign(globalThis, { bench });
