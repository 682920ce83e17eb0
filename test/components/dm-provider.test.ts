import { ContextEvent } from '@lit/context';
import { expect, html, oneEvent, waitUntil } from '@open-wc/testing';
import '../../components/index.js';
import { clientContext, type DMProvider } from '../../components/index.js';
import { DMRequestEvent, DMErrorEvent } from '../../src/events.js';
import type { DMClientLike } from '../../src/session/types.js';
import { place, settled } from '../helpers/elements.js';
import { FakeClient, FakeSession } from '../helpers/fake-session.js';

const room = (): string => `local:${crypto.randomUUID()}`;

describe('<dm-provider>', () => {
  const make = async (template = html`<dm-provider></dm-provider>`): Promise<DMProvider> => {
    const provider = place(template).querySelector('dm-provider') as DMProvider;
    await settled(provider);
    return provider;
  };

  it('takes no room and lets its children through', async () => {
    const provider = await make(html`<dm-provider><p>hello</p></dm-provider>`);
    expect(getComputedStyle(provider).display).to.equal('contents');
    expect(provider.querySelector('p')?.offsetHeight).to.be.greaterThan(0);
  });

  it('contacts nobody without self and signaling', async () => {
    const provider = await make(html`<dm-provider self="alice"></dm-provider>`);
    expect(provider.client).to.equal(null);
    expect(provider.matches(':state(unconfigured)')).to.equal(true);
    const error = await provider.request('bob').catch((reason: unknown) => reason);
    expect(error).to.have.property('code', 'bad-config');
  });

  it('makes one client, whatever the order of its attributes, and goes online', async () => {
    const provider = await make();
    provider.signaling = room();
    await settled(provider);
    provider.self = 'alice';
    await waitUntil(() => provider.matches(':state(online)'));
    const { client } = provider;
    expect(client?.self).to.equal('alice');
    provider.requestUpdate();
    await settled(provider);
    expect(provider.client).to.equal(client);
  });

  it('makes another client when it is somebody else, and ends the first', async () => {
    const provider = await make(html`<dm-provider self="alice" signaling=${room()}></dm-provider>`);
    await waitUntil(() => provider.matches(':state(online)'));
    const first = provider.client;
    provider.self = 'bob';
    await waitUntil(() => provider.client !== null && provider.client !== first && provider.matches(':state(online)'));
    expect(provider.client?.self).to.equal('bob');
    expect(first?.signalingState).to.equal('offline');
  });

  it('keeps its client when it is moved, and ends it after it has gone', async () => {
    const provider = await make(html`<dm-provider self="alice" linger="0" signaling=${room()}></dm-provider>`);
    await waitUntil(() => provider.client !== null);
    const { client } = provider;
    const other = document.createElement('div');
    document.querySelector('#place')?.append(other);
    other.append(provider);
    await settled(provider);
    expect(provider.client).to.equal(client);
    provider.remove();
    await waitUntil(() => provider.client === null);
  });

  it('answers everybody below who asks for the context, also without Lit', async () => {
    const client = new FakeClient();
    const provider = await make(html`<dm-provider .client=${client}><p></p></dm-provider>`);
    const child = provider.querySelector('p') as HTMLElement;
    let got: DMClientLike | null = null;
    child.dispatchEvent(new ContextEvent(clientContext, child, (value) => (got = value)));
    expect(got).to.equal(client);
    expect(clientContext).to.equal(Symbol.for('dm-elements/client@1'));
  });

  it('lets the engine’s events bubble from itself, and a prevented request stays prevented', async () => {
    const client = new FakeClient();
    const provider = await make(html`<dm-provider .client=${client}></dm-provider>`);
    document.addEventListener('dm-request', (event) => event.preventDefault(), { once: true });
    const request = new DMRequestEvent(new FakeSession());
    expect(client.dispatchEvent(request)).to.equal(false);
    const failed = oneEvent(document.body, 'dm-error') as unknown as Promise<DMErrorEvent>;
    client.dispatchEvent(new DMErrorEvent('unauthorized', false));
    expect((await failed).code).to.equal('unauthorized');
    expect(provider.client).to.equal(client);
  });

  it('says what is wrong with its signaling', async () => {
    const container = place(html`<div></div>`);
    const failed = oneEvent(container, 'dm-error') as unknown as Promise<DMErrorEvent>;
    container.innerHTML = '<dm-provider self="alice" signaling="carrier-pigeon"></dm-provider>';
    expect((await failed).code).to.equal('bad-config');
  });

  it('asks the site for a token, and the relay for TURN credentials with it, when a connection is made', async () => {
    const asked: string[] = [];
    const original = globalThis.fetch;
    globalThis.fetch = async (input, init) => {
      const { pathname } = new URL(input instanceof Request ? input.url : input, location.href);
      const authorization = new Headers(init?.headers).get('authorization');
      asked.push(authorization === null ? pathname : `${pathname} ${authorization}`);
      return Response.json(pathname === '/token' ? { token: 'fresh' } : { iceServers: [], lifetime: 60 });
    };
    try {
      const signaling = room();
      const [alice, bob] = ['alice', 'bob'].map((self) =>
        Object.assign(document.createElement('dm-provider'), { self, signaling, tokenUrl: '/token', iceUrl: '/ice' }),
      ) as [DMProvider, DMProvider];
      place(html`${alice}${bob}`);
      await waitUntil(() => [alice, bob].every((provider) => provider.matches(':state(online)')));
      expect(asked).to.deep.equal([]);
      bob.client?.addEventListener('dm-request', () => void bob.client?.requests[0]?.accept());
      const session = await alice.request('bob');
      await waitUntil(() => session.state === 'active', 'a chat', { timeout: 30_000 });
      expect(asked.sort()).to.deep.equal(['/ice Bearer fresh', '/ice Bearer fresh', '/token', '/token']);
    } finally {
      globalThis.fetch = original;
    }
  }).timeout(60_000);

  it('says who is blocked, and gives the session with a person', async () => {
    const provider = await make(html`<dm-provider self="alice" signaling=${room()}></dm-provider>`);
    expect(document.createElement('dm-provider').session('bob')).to.equal(null);
    expect(document.createElement('dm-provider').isBlocked('bob')).to.equal(false);
    const session = provider.session('bob');
    expect(session).to.include({ peer: 'bob', state: 'idle' });
    expect(provider.sessions.get('bob')).to.equal(session);
    provider.block('bob');
    expect(provider.isBlocked('bob')).to.equal(true);
    provider.unblock('bob');
    expect(provider.isBlocked('bob')).to.equal(false);
  });

  it('never shows a token, or anything else it was given as a property, in the markup', async () => {
    const provider = await make(html`<dm-provider></dm-provider>`);
    provider.getToken = async () => 'a secret token';
    provider.getIceServers = async () => [
      { urls: 'turn:example.org', username: 'u', credential: 'a secret credential' },
    ];
    await settled(provider);
    expect(provider.outerHTML).to.equal('<dm-provider></dm-provider>');
  });
});
