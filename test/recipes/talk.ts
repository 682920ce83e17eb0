/** Two pages with one `<dm-session>` each: what every recipe has to be able to do. */
import { expect } from 'chai';
import type { Frame, Page } from 'puppeteer-core';

/** Milliseconds. Generous: the machine may be busy. By a timer: a tab behind another gets no frames. */
export const PATIENCE = { timeout: 120_000, polling: 100 };

interface SessionElement extends HTMLElement {
  readonly session: {
    readonly state: string;
    readonly path: string;
    readonly messages: readonly { readonly content: string; readonly direction: 'in' | 'out' }[];
  } | null;
  request(): Promise<void>;
  accept(): Promise<void>;
  send(text: string): Promise<unknown>;
  end(): Promise<void>;
}

export class Talker {
  constructor(readonly page: Page | Frame) {}

  async reaches(state: string): Promise<void> {
    await this.page.waitForFunction(
      (wanted) => document.querySelector<SessionElement>('dm-session')?.session?.state === wanted,
      PATIENCE,
      state,
    );
  }

  async does(method: 'request' | 'accept' | 'end'): Promise<void> {
    await this.page.evaluate((name) => document.querySelector<SessionElement>('dm-session')?.[name](), method);
  }

  async sends(text: string): Promise<void> {
    await this.page.evaluate(async (words) => {
      await document.querySelector<SessionElement>('dm-session')?.send(words);
    }, text);
  }

  async hears(text: string): Promise<void> {
    await this.page.waitForFunction(
      (words) =>
        document
          .querySelector<SessionElement>('dm-session')
          ?.session?.messages.some(({ content, direction }) => direction === 'in' && content === words),
      PATIENCE,
      text,
    );
  }

  path(): Promise<string | undefined> {
    return this.page.evaluate(() => document.querySelector<SessionElement>('dm-session')?.session?.path);
  }
}

/** Ask, accept, one message each way. */
export async function talk(alice: Talker, bob: Talker): Promise<void> {
  await Promise.all([alice.reaches('idle'), bob.reaches('idle')]);
  await alice.does('request');
  await bob.reaches('incoming_request');
  await bob.does('accept');
  await Promise.all([alice.reaches('active'), bob.reaches('active')]);
  await alice.sends('from alice');
  await bob.hears('from alice');
  await bob.sends('from bob');
  await alice.hears('from bob');
}

export async function part(alice: Talker, bob: Talker): Promise<void> {
  await alice.does('end');
  await Promise.all([alice.reaches('ended'), bob.reaches('ended')]);
}

/** Collects what a page complains about. */
export function complaintsOf(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(String(error)));
  return complaints;
}

export function expectSilence(...lists: readonly (readonly string[])[]): void {
  expect(lists.flat(), 'on the consoles').to.deep.equal([]);
}
