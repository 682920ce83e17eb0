/** Runs in the page of `ui.ts`: a conversation that only pretends, and how long each frame of it takes. */
import '../components/index.js';
import { FakeClient, FakeSession, message } from '../test/helpers/fake-session.js';

const session = new FakeSession('bob', 'Bob').show({ state: 'active', since: Date.now() });
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

export const bench = {
  /** A conversation of `count` messages is shown at once. Milliseconds until it is painted. */
  open: async (count: number): Promise<number> => {
    const messages = Array.from({ length: count }, (_, index) =>
      message(text(index), { direction: index % 3 ? 'in' : 'out', status: 'read' }),
    );
    const start = performance.now();
    session.update({ messages });
    await customElements.whenDefined('dm-message-list');
    await element.updateComplete;
    await element.renderRoot.querySelector('dm-message-list')?.updateComplete;
    await frame(() => {});
    return performance.now() - start;
  },
  /** `perSecond` messages come for `seconds`. Milliseconds of each frame. */
  receive: async (perSecond: number, seconds: number): Promise<number[]> => {
    const times: number[] = [];
    const start = performance.now();
    let received = 0;
    while (performance.now() - start < seconds * 1_000) {
      const due = Math.floor(((performance.now() - start) / 1_000) * perSecond);
      times.push(
        await frame(() => {
          for (; received < due; received++) session.add(message(text(received)));
        }),
      );
    }
    return times;
  },
};

export type UiBench = typeof bench;
Object.assign(globalThis, { bench });
