/** What a real page says when it should look after its connections, and what comes of it. */
import { expect } from '@open-wc/testing';
import { DMClient } from '../../src/client.js';
import type { WakeCause } from '../../src/session/lifeline.js';
import { onWake } from '../../src/session/wake.js';

/** Until the test is over, in place of what the browser says. */
function setVisibility(state: DocumentVisibilityState | null): void {
  if (state === null) Reflect.deleteProperty(document, 'visibilityState');
  else Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
}

describe('a page', () => {
  afterEach(() => setVisibility(null));

  it('looks after its connections when it is seen again, when it came back, and when the machine is online', () => {
    const causes: WakeCause[] = [];
    const stop = onWake((cause) => causes.push(cause));
    setVisibility('hidden');
    document.dispatchEvent(new Event('visibilitychange'));
    dispatchEvent(new Event('pageshow'));
    expect(causes).to.deep.equal([]);
    setVisibility('visible');
    document.dispatchEvent(new Event('visibilitychange'));
    expect(causes).to.deep.equal(['page']);
    dispatchEvent(new Event('pageshow'));
    expect(causes).to.deep.equal(['page', 'page']);
    dispatchEvent(new Event('online'));
    expect(causes).to.deep.equal(['page', 'page', 'network']);
    stop();
    document.dispatchEvent(new Event('visibilitychange'));
    for (const type of ['pageshow', 'online']) dispatchEvent(new Event(type));
    expect(causes).to.have.lengthOf(3);
  });

  it('signs off when it is left, and on again when the browser brings it back as it was', async () => {
    const room = `local:${crypto.randomUUID()}`;
    const [alice, bob] = ['alice', 'bob'].map((self) => new DMClient({ self, signaling: room })) as [
      DMClient,
      DMClient,
    ];
    const becomes = (online: boolean): Promise<void> =>
      new Promise((resolve) => {
        const stop = bob.watchPresence('alice', (is) => {
          if (is !== online) return;
          resolve();
          queueMicrotask(() => stop());
        });
      });
    try {
      await Promise.all([alice.connect(), bob.connect()]);
      await becomes(true);
      dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
      expect(alice.signalingState).to.equal('offline');
      dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
      await becomes(true);
      expect(alice.signalingState).to.equal('online');
    } finally {
      await Promise.all([alice.destroy(), bob.destroy()]);
    }
  });
});
