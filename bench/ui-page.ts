/** Runs in the page of `ui.ts`: a conversation that only pretends, and how long each frame of it takes. */
import '../components/index.js';
import { DMMessageEvent, DMUnreadChangeEvent } from '../src/events.js';
import { Transcript } from '../src/session/transcript.js';
import type { DMMessage } from '../src/session/types.js';
import { FakeClient, FakeSession, message } from '../test/helpers/fake-session.js';

/** No line and no other person, but the messages are kept as they really are, and the events are the real ones. */
class KeptSession extends FakeSession {
  readonly #transcript = new Transcript();

  override get unread(): number {
    return this.#transcript.unread;
  }

  override add(...messages: DMMessage[]): this {
    for (const each of messages) {
      this.#transcript.add(each);
      this.messages = this.#transcript.messages;
      this.dispatchEvent(new DMMessageEvent(each.id, each.direction, each.type));
      this.dispatchEvent(new DMUnreadChangeEvent(this.unread));
    }
    this.update();
    return this;
  }

  /** As the other side's many messages before this one: nothing is heard of each. */
  fill(messages: Iterable<DMMessage>): void {
    for (const each of messages) this.#transcript.add(each);
    this.update({ messages: this.#transcript.messages });
  }

  override markRead(id: string): void {
    if (!this.#transcript.reach(id, 'in', 'read')) return;
    this.update({ messages: this.#transcript.messages });
    this.dispatchEvent(new DMUnreadChangeEvent(this.unread));
  }
}

const session = new KeptSession('bob', 'Bob');
const provider = document.createElement('dm-provider');
provider.client = new FakeClient(session);
const element = document.createElement('dm-session');
element.peer = 'bob';
element.style.blockSize = '600px';
provider.append(element);
document.body.append(provider);

/** From the start of a frame until it is painted: our work, the renderer's, style, layout and paint. Milliseconds. */
function frame(work: () => void): Promise<number> {
  const channel = new MessageChannel();
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      const start = performance.now();
      channel.port1.onmessage = () => resolve(performance.now() - start);
      work();
      // A task that is posted in a frame runs after that frame is rendered.
      channel.port2.postMessage(null);
    });
  });
}

const text = (index: number): string => `Message ${index}: ${'some words of it '.repeat(1 + (index % 5))}`;

/** From the beginning of the page until its button can be pressed: loaded, drawn and painted. Milliseconds. */
async function ready(): Promise<number> {
  while (!element.renderRoot.querySelector('button')) await frame(() => {});
  await frame(() => {});
  return performance.now();
}

export const bench = {
  /** What an idle element takes. */
  ready: ready(),
  /** A conversation of `count` messages is shown at once. Milliseconds until it is painted. */
  open: async (count: number): Promise<number> => {
    const messages = Array.from({ length: count }, (_, index) =>
      message(text(index), { direction: index % 3 ? 'in' : 'out', status: 'read' }),
    );
    const start = performance.now();
    session.show({ state: 'active', since: Date.now() });
    session.fill(messages);
    await customElements.whenDefined('dm-message-list');
    await element.updateComplete;
    await element.renderRoot.querySelector('dm-message-list')?.updateComplete;
    await frame(() => {});
    return performance.now() - start;
  },
  /** One frame in which `count` messages come. Milliseconds. */
  frame: (count: number): Promise<number> =>
    frame(() => {
      for (let i = 0; i < count; i++) session.add(message(text(i)));
    }),
  /** `perSecond` messages come for `seconds`. Milliseconds of each frame. */
  receive: async (perSecond: number, seconds: number): Promise<number[]> => {
    const times: number[] = [];
    const start = performance.now();
    let received = 0;
    while (performance.now() - start < seconds * 1_000) {
      const due = Math.floor(((performance.now() - start) / 1_000) * perSecond);
      times.push(await bench.frame(due - received));
      received = due;
    }
    return times;
  },
};

export type UiBench = typeof bench;
Object.assign(globalThis, { bench });
