/** Runs in the page: the secure channel by itself, both sides in one page, no network between them. */
import type { SecureChannel, SecureChannelOptions } from '../src/secure/channel.js';
import { detectKem, loadNobleKem, type Kem } from '../src/secure/kem.js';
import { initiate, respond } from '../src/secure/secure-channel.js';
import { utf8, type Bytes } from '../src/wire/bytes.js';

/** Milliseconds that each side worked, one number per handshake. */
export interface HandshakeTimes {
  readonly initiator: number[];
  readonly responder: number[];
}

interface Side {
  readonly channel: SecureChannel;
  /** Frames that left. */
  readonly out: Bytes[];
}

const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));

/** Who is at work: everything awaited in `step` counts for that side. The other one does nothing meanwhile. */
class Stopwatch {
  #total = 0;

  async step<T>(work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    const result = await work();
    this.#total += performance.now() - started;
    return result;
  }

  /** Milliseconds since the last call. */
  lap(): number {
    const total = this.#total;
    this.#total = 0;
    return total;
  }
}

function options(self: string, peer: string, out: Bytes[], kem: Kem): SecureChannelOptions {
  return {
    self,
    peer,
    output: (frame) => void out.push(frame),
    confirmed: () => {},
    farewell: utf8('{"type":"end","cause":"left"}'),
    primitives: { kem: () => Promise.resolve(kem) },
  };
}

/** From the request to the first link confirmed on both sides. */
async function connect(kem: Kem, timeA = new Stopwatch(), timeB = new Stopwatch()): Promise<{ a: Side; b: Side }> {
  const [outA, outB]: [Bytes[], Bytes[]] = [[], []];
  const { channel: a, m1 } = await timeA.step(() => initiate(options('alice', 'bob', outA, kem)));
  const { channel: b, m2 } = await timeB.step(() => respond(options('bob', 'alice', outB, kem), m1));
  const offer = await timeA.step(async () => {
    await a.receiveAccept(m2);
    return a.sealSignal(utf8('offer'));
  });
  const answer = await timeB.step(async () => {
    await b.openSignal(offer);
    return b.sealSignal(utf8('answer'));
  });
  const [one, two] = [random(32), random(32)];
  await timeA.step(async () => {
    await a.openSignal(answer);
    await a.confirm({ local: one, remote: two });
  });
  await timeB.step(() => b.confirm({ local: two, remote: one }));
  const [fromA, fromB] = [outA.shift(), outB.shift()];
  if (!fromA || !fromB) throw new Error('nobody confirmed');
  await timeA.step(() => a.receive(fromB));
  await timeB.step(() => b.receive(fromA));
  return { a: { channel: a, out: outA }, b: { channel: b, out: outB } };
}

const kemOf = (which: Kem['name'] | 'detected'): Promise<Kem> =>
  which === 'noble' ? loadNobleKem(random) : detectKem(random);

export const bench = {
  /** Which ML-KEM this browser gets. */
  kem: async (): Promise<Kem['name']> => (await detectKem(random)).name,

  handshakes: async (which: Kem['name'] | 'detected', rounds: number): Promise<HandshakeTimes> => {
    const kem = await kemOf(which);
    const [timeA, timeB] = [new Stopwatch(), new Stopwatch()];
    const times: HandshakeTimes = { initiator: [], responder: [] };
    for (let round = 0; round < rounds; round++) {
      const { a, b } = await connect(kem, timeA, timeB);
      times.initiator.push(timeA.lap());
      times.responder.push(timeB.lap());
      a.channel.wipe();
      b.channel.wipe();
    }
    return times;
  },

  /** Milliseconds to seal one message and open it again, one after the other. One number per message. */
  messages: async (length: number, rounds: number): Promise<number[]> => {
    const { a, b } = await connect(await kemOf('detected'));
    const body = random(length);
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const started = performance.now();
      await a.channel.send(body);
      await b.channel.receive(a.out.shift() ?? new Uint8Array());
      times.push(performance.now() - started);
      // Acknowledgements are part of the price.
      for (const frame of b.out.splice(0)) await a.channel.receive(frame);
    }
    return times;
  },

  /** Milliseconds per message when `rounds` of them are sent at once. */
  burst: async (length: number, rounds: number): Promise<number> => {
    const { a, b } = await connect(await kemOf('detected'));
    const body = random(length);
    const started = performance.now();
    await Promise.all(Array.from({ length: rounds }, () => a.channel.send(body)));
    for (const frame of a.out) await b.channel.receive(frame);
    return (performance.now() - started) / rounds;
  },

  /** Milliseconds for one new epoch, both sides together. */
  rekeys: async (rounds: number): Promise<number[]> => {
    const { a, b } = await connect(await kemOf('detected'));
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const started = performance.now();
      await a.channel.rekey();
      while (a.out.length + b.out.length > 0) {
        for (const frame of a.out.splice(0)) await b.channel.receive(frame);
        for (const frame of b.out.splice(0)) await a.channel.receive(frame);
      }
      times.push(performance.now() - started);
    }
    return times;
  },
};

export type SecureBench = typeof bench;

Object.assign(globalThis, { bench });
