/** A file from one browser to the other, made anew on both sides to compare. */
import { expect } from 'chai';
import { made, sha256 } from './contents.js';
import type { Meeting } from './pair.js';
import type { PersonTab } from './person.js';

/** Bytes per second of two browsers on a machine that is busy with something else. */
const SLOWEST = 1_000_000;

const ASKED_EVERY_MS = 60_000;

/** How long a file of this many bytes may take. Milliseconds. */
export const patienceFor = (size: number): number => 60_000 + (size / SLOWEST) * 1_000;

/** Both people are in a conversation. */
export async function talk({ alice, bob }: Meeting): Promise<void> {
  await alice.do('ask');
  await bob.do('reaches', 'incoming_request');
  await bob.do('accept');
  await Promise.all([alice.do('reaches', 'active'), bob.do('reaches', 'active')]);
}

/** Messages that Alice sent while a file of hers moved. Milliseconds. */
export interface Meanwhile {
  readonly times: readonly number[];
  /** How long it moved. */
  readonly moving: number;
}

/** Fails unless `name` arrives whole. */
export async function expectWhole({ alice, bob }: Meeting, name: string, size: number): Promise<Meanwhile> {
  await alice.do('sendFiles', [{ name, size }]);
  await bob.do('acceptFiles', 1);
  const [received, meanwhile] = await Promise.all([over(bob, patienceFor(size)), alice.do('latenciesWhileMoving')]);
  expect(received).to.deep.equal([{ name, size, state: 'done', hash: await sha256(made(name, size)) }]);
  return meanwhile;
}

/** Asked in parts: Puppeteer gives no answer more than three minutes. */
async function over(tab: PersonTab, patience: number): Promise<{ name: string; size: number; state: string }[]> {
  const end = Date.now() + patience;
  for (;;) {
    try {
      return await tab.do('filesOver', ASKED_EVERY_MS);
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}
