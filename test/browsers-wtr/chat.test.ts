/** Two clients in one page, nothing injected: real channels, real WebRTC, real keys. */
import { expect } from 'chai';
import { DMClient, type DMMessage, type DMSessionLike, type DMSessionState } from '../../src/index.js';

describe('two clients in one page', () => {
  let clients: DMClient[] = [];

  afterEach(async () => {
    await Promise.all(clients.map((client) => client.destroy()));
    clients = [];
  });

  const arrive = (self: string, room: string): DMClient => {
    const client = new DMClient({ self, signaling: `local:${room}` });
    clients.push(client);
    return client;
  };

  async function meet(): Promise<[DMSessionLike, DMSessionLike]> {
    const room = crypto.randomUUID();
    const alice = arrive('alice', room);
    const bob = arrive('bob', room);
    await bob.connect();
    const asked = new Promise<DMSessionLike>((resolve) => {
      bob.addEventListener('dm-request', (event) => resolve(event.session), { once: true });
    });
    const asking = await alice.startSession('bob');
    const answering = await asked;
    await answering.accept();
    await Promise.all([reach(asking, 'active'), reach(answering, 'active')]);
    return [asking, answering];
  }

  it('ask, accept, write a hundred messages each way in order, and end with nothing left', async function () {
    this.timeout(30_000);
    const [alice, bob] = await meet();
    const texts = Array.from({ length: 100 }, (_, index) => `message ${index}`);
    const all = Promise.all([received(bob, 100), received(alice, 100)]);
    for (const text of texts) {
      await alice.send(text);
      await bob.send(text);
    }
    const [atBob, atAlice] = await all;
    expect(atBob.map(({ content }) => content)).to.deep.equal(texts);
    expect(atAlice.map(({ content }) => content)).to.deep.equal(texts);
    expect(alice.safety?.number).to.equal(bob.safety?.number);

    await Promise.all([alice.end(), reach(bob, 'ended')]);
    expect(alice.status).to.include({ state: 'ended', reason: 'ended', by: 'self' });
    expect(bob.status).to.include({ state: 'ended', reason: 'ended', by: 'peer' });
    expect([...alice.messages, ...bob.messages]).to.deep.equal([]);
  });

  it('tells the asking side when the other declines', async () => {
    const room = crypto.randomUUID();
    const alice = arrive('alice', room);
    const bob = arrive('bob', room);
    bob.addEventListener('dm-request', (event) => void event.decline());
    await bob.connect();
    const session = await alice.startSession('bob');
    await reach(session, 'ended');
    expect(session.reason).to.equal('declined');
  });
});

function reach(session: DMSessionLike, state: DMSessionState): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      if (session.state === state) resolve();
      else if (session.state === 'failed') reject(new Error(`failed: ${session.reason}`));
    };
    session.addEventListener('dm-state-change', look);
    look();
  });
}

function received(session: DMSessionLike, count: number): Promise<readonly DMMessage[]> {
  return new Promise((resolve) => {
    const look = (): void => {
      const incoming = session.messages.filter(({ direction }) => direction === 'in');
      if (incoming.length === count) resolve(incoming);
    };
    session.addEventListener('dm-message', look);
    look();
  });
}
