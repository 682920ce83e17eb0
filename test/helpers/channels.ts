/** Two secure channels in one process, and the wire between them in the hands of a test. */
import type { OpenedSignal, SecureChannel, SecureChannelOptions } from '../../src/secure/channel.js';
import { initiate, respond } from '../../src/secure/secure-channel.js';
import { fromUtf8, utf8, type Bytes } from '../../src/wire/bytes.js';

export interface Side {
  readonly channel: SecureChannel;
  /** Frames that left and have not been delivered. */
  readonly out: Bytes[];
  /** Bodies that arrived. */
  readonly got: string[];
  confirmations: number;
}

export interface ChannelPair {
  readonly a: Side;
  readonly b: Side;
  readonly m1: Bytes;
  readonly m2: Bytes;
}

export type Options = Partial<SecureChannelOptions>;

/** m1 and m2 are made; nothing has been taken in yet. */
export async function begin(optionsA: Options = {}, optionsB: Options = {}): Promise<ChannelPair> {
  const side = (): { out: Bytes[]; got: string[]; confirmations: number } => ({ out: [], got: [], confirmations: 0 });
  const [a, b] = [side(), side()];
  const common = (which: typeof a): Pick<SecureChannelOptions, 'output' | 'confirmed' | 'farewell'> => ({
    output: (frame) => void which.out.push(frame),
    confirmed: () => {
      which.confirmations++;
    },
    farewell: utf8('farewell'),
  });
  const { channel: channelA, m1 } = await initiate({ self: 'alice', peer: 'bob', ...common(a), ...optionsA });
  const { channel: channelB, m2 } = await respond({ self: 'bob', peer: 'alice', ...common(b), ...optionsB }, m1);
  return { a: Object.assign(a, { channel: channelA }), b: Object.assign(b, { channel: channelB }), m1, m2 };
}

/** Up to and including both openings: the keys are agreed, no link has been confirmed. */
export async function agreed(optionsA: Options = {}, optionsB: Options = {}): Promise<ChannelPair> {
  const pair = await begin(optionsA, optionsB);
  await pair.a.channel.receiveAccept(pair.m2);
  await pair.b.channel.openSignal(await pair.a.channel.sealSignal(utf8('offer')));
  await pair.a.channel.openSignal(await pair.b.channel.sealSignal(utf8('answer')));
  return pair;
}

export const certificate = (): Bytes => crypto.getRandomValues(new Uint8Array(32));

/** Both confirm one link, and everything that is on the wire is delivered. */
export async function link({ a, b }: ChannelPair): Promise<void> {
  const [own, other] = [certificate(), certificate()];
  await a.channel.confirm({ local: own, remote: other });
  await b.channel.confirm({ local: other, remote: own });
  await deliver({ a, b });
}

export async function connected(optionsA: Options = {}, optionsB: Options = {}): Promise<ChannelPair> {
  const pair = await agreed(optionsA, optionsB);
  await link(pair);
  return pair;
}

/** Moves frames both ways until none is left. What a frame brings about has left before its `receive` resolves. */
export async function deliver({ a, b }: { a: Side; b: Side }): Promise<void> {
  while (a.out.length + b.out.length > 0) {
    const [fromA, fromB] = [a.out.shift(), b.out.shift()];
    if (fromA) await take(b, fromA);
    if (fromB) await take(a, fromB);
  }
}

/** The same for what a channel begins by itself: goes on until the condition holds. */
export async function deliverUntil(pair: { a: Side; b: Side }, condition: () => boolean): Promise<void> {
  while (!condition()) {
    await deliver(pair);
    await new Promise((resolve) => setTimeout(resolve));
  }
}

export async function take(side: Side, frame: Bytes): Promise<void> {
  for (const body of await side.channel.receive(frame)) side.got.push(fromUtf8(body) ?? '');
}

/** The link is gone for both; frames on the wire are lost. A makes another, and both confirm it. */
export async function reconnect(pair: ChannelPair): Promise<void> {
  const { a, b } = pair;
  for (const side of [a, b]) {
    side.channel.suspend();
    side.out.length = 0;
  }
  await a.channel.reconnect();
  await b.channel.openSignal(await a.channel.sealSignal(utf8('offer again')));
  await a.channel.openSignal(await b.channel.sealSignal(utf8('answer again')));
  await link(pair);
}

export const text = (opened: OpenedSignal | null): string | null =>
  opened?.kind === 'step' ? fromUtf8(opened.plaintext) : null;

export const code = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error as { code?: string }).code ?? error,
  );

export const flip = (bytes: Bytes, at: number): Bytes => {
  const copy = bytes.slice();
  const index = at < 0 ? bytes.length + at : at;
  copy[index] = (copy[index] as number) ^ 1;
  return copy;
};
