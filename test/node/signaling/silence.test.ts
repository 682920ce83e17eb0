import { expect } from 'chai';
import { WebSocket } from 'ws';
import { DMError } from '../../../src/errors.js';
import { WebSocketAdapter } from '../../../src/signaling/websocket.js';
import { startRelay, type TestRelay } from '../../helpers/relay.js';

const MESSAGE = { kind: 'request', session: 'AAAAAAAAAAAAAAAAAAAAAA', payload: 'AQ' } as const;

describe('a socket whose page has another address now', () => {
  let relay: TestRelay;
  let adapter: WebSocketAdapter;

  /** While this is false nothing of theirs arrives, and nobody tells them. */
  let reaches = true;
  class Stranded extends WebSocket {
    override send(data: string): void {
      if (reaches) super.send(data);
    }
  }

  beforeEach(async () => {
    reaches = true;
    relay = await startRelay();
    adapter = new WebSocketAdapter(relay.url, { WebSocket: Stranded as unknown as typeof globalThis.WebSocket });
    await adapter.connect('alice');
  });
  afterEach(async () => {
    await adapter.disconnect();
    await relay.close();
  });

  it('is given up within seconds of the first message that nothing follows, and replaced', async () => {
    const states: string[] = [];
    const online = new Promise<void>((resolve) => {
      adapter.onState((state) => {
        states.push(state);
        if (state === 'connecting') reaches = true;
        else if (state === 'online') resolve();
      });
    });
    reaches = false;
    const error = await adapter.send('bob', MESSAGE).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(DMError.is(error, 'signaling-lost')).to.equal(true);
    await online;
    expect(states).to.deep.equal(['connecting', 'online']);
  }).timeout(30_000);
});
