/** Two pages with one `<dm-session>` each: what every recipe has to be able to do. */
import { expect } from 'chai';
import type { Frame, Page } from 'puppeteer-core';

/** Milliseconds. Generous: the machine may be busy. By a timer: a tab behind another gets no frames. */
export const PATIENCE = { timeout: 120_000, polling: 100 };

interface SessionElement extends HTMLElement {
  readonly client: { connect(): Promise<void> } | null;
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
  /** @param element their `<dm-session>`, as a selector */
  constructor(
    readonly page: Page | Frame,
    private readonly element = 'dm-session',
  ) {}

  async reaches(state: string): Promise<void> {
    await this.page.waitForFunction(
      (element, wanted) => document.querySelector<SessionElement>(element)?.session?.state === wanted,
      PATIENCE,
      this.element,
      state,
    );
  }

  /** Until the server knows them: before that they count as offline. */
  async signsOn(): Promise<void> {
    await this.page.evaluate(
      (element) => document.querySelector<SessionElement>(element)?.client?.connect(),
      this.element,
    );
  }

  async does(method: 'request' | 'accept' | 'end'): Promise<void> {
    await this.page.evaluate(
      (element, name) => document.querySelector<SessionElement>(element)?.[name](),
      this.element,
      method,
    );
  }

  async sends(text: string): Promise<void> {
    await this.page.evaluate(
      async (element, words) => {
        await document.querySelector<SessionElement>(element)?.send(words);
      },
      this.element,
      text,
    );
  }

  async hears(text: string): Promise<void> {
    await this.page.waitForFunction(
      (element, words) =>
        document
          .querySelector<SessionElement>(element)
          ?.session?.messages.some(({ content, direction }) => direction === 'in' && content === words),
      PATIENCE,
      this.element,
      text,
    );
  }

  path(): Promise<string | undefined> {
    return this.page.evaluate(
      (element) => document.querySelector<SessionElement>(element)?.session?.path,
      this.element,
    );
  }
}

/** Ask, accept, one message each way. */
export async function talk(alice: Talker, bob: Talker): Promise<void> {
  await Promise.all([alice.reaches('idle'), bob.reaches('idle')]);
  await Promise.all([alice.signsOn(), bob.signsOn()]);
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
export function complaintsOf(page: Page, complaints: string[] = []): readonly string[] {
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(String(error)));
  return complaints;
}

export function expectSilence(...lists: readonly (readonly string[])[]): void {
  expect(lists.flat(), 'on the consoles').to.deep.equal([]);
}
