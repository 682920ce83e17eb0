import { expect } from 'chai';
import { Relay, type RelaySocket } from '../../../server/relay/relay.js';
import { startRelay } from '../../helpers/relay.js';

const signal = (n: number, to: string): Record<string, unknown> => ({
  t: 'send',
  n,
  to,
  m: { kind: 'signal', session: 'AAAAAAAAAAAAAAAAAAAAAA', payload: 'AQ' },
});

/** A socket that notes what is said to it, and how urgently. */
class NotingSocket implements RelaySocket {
  readonly address = '127.0.0.1';
  readonly buffered = 0;
  readonly atOnce: string[] = [];
  readonly soon: string[] = [];
  send(text: string): void {
    this.atOnce.push(text);
  }
  sendSoon(text: string): void {
    this.soon.push(text);
  }
  close(): void {}
}

describe('the answer of the relay to a message', () => {
  it('waits for a frame that goes the same way when all is well, and for nothing when it is not', async () => {
    const relay = new Relay({ authenticate: ({ id }) => ({ id }) });
    const [alice, bob] = [new NotingSocket(), new NotingSocket()];
    for (const [socket, id] of [
      [alice, 'alice'],
      [bob, 'bob'],
    ] as const) {
      relay.connect(socket);
      await relay.receive(socket, JSON.stringify({ t: 'hello', v: 1, id }));
      socket.atOnce.length = 0;
    }
    await relay.receive(alice, JSON.stringify(signal(1, 'bob')));
    await relay.receive(alice, JSON.stringify(signal(2, 'nobody')));
    expect(alice.soon).to.deep.equal(['{"t":"ok","n":1}']);
    expect(alice.atOnce).to.deep.equal(['{"t":"no","n":2,"code":"peer-offline"}']);
    expect(bob.atOnce).to.have.lengthOf(1);
  });

  it('comes also when nothing else goes the same way', async () => {
    const relay = await startRelay();
    const [alice, bob] = [await relay.raw(), await relay.raw()];
    try {
      await alice.hello('alice');
      await bob.hello('bob');
      alice.say(signal(1, 'bob'));
      expect(await alice.hears(({ n }) => n === 1)).to.include({ t: 'ok' });
    } finally {
      alice.close();
      bob.close();
      await relay.close();
    }
  });
});
