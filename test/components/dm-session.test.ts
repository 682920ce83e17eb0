import { expect, html, oneEvent, waitUntil } from '@open-wc/testing';
import '../../components/index.js';
import { DMProvider, DMSessionElement, configure } from '../../components/index.js';
import { define } from '../../components/shared/define.js';
import { DMClient } from '../../src/client.js';
import { DMError } from '../../src/errors.js';
import type { DMErrorEvent, DMRequestEvent } from '../../src/events.js';
import type { FailReason, SessionStatus } from '../../src/session/types.js';
import { button, deep, expectAccessible, place, settled, textOf, withClient, wordsOf } from '../helpers/elements.js';
import { FakeClient, FakeSession, message } from '../helpers/fake-session.js';

const soon = (): number => Date.now() + 52_000;
/** How each failure begins to be told, and what of its reason. */
const FAILED: Record<FailReason, RegExp> = {
  offline: /Bob is not here Both of you must have this page open.*Try again/,
  busy: /Bob takes no chats right now Try again later/,
  'timed-out': /No answer from Bob Bob may have gone offline.*Ask again/,
  'no-route': /Could not connect Could not establish a direct connection.*another network.*Try again/,
  'no-relay': /Could not connect Your networks.*no relay for that.*Try again/,
  'relay-unreachable': /Could not connect Your networks.*relay does not answer.*Try again/,
  'webrtc-blocked': /Could not connect This browser shows no way.*blocks WebRTC.*Try again/,
  mismatch: /The words did not match Someone may be in the middle.*How this can happen.*Try again/,
  protocol: /The other side sent something unreadable The chat was ended and erased, to be safe.*Try again/,
  'signaling-lost': /The chat server cannot be reached Check your connection.*Try again/,
  unauthorized: /You are not signed in for chat Sign in again/,
  forbidden: /You cannot chat with Bob here This site does not allow it/,
  'rate-limited': /Too many requests Wait a minute/,
  unsupported: /Private chat needs a newer browser This page or browser lacks/,
};
const FAILURES = Object.keys(FAILED) as FailReason[];
const SCREENS: [string, SessionStatus, RegExp][] = [
  ['idle', { state: 'idle' }, /Chat privately with Bob.*see your network address.*Ask Bob/],
  ['requesting', { state: 'requesting', deadline: soon() }, /Asking Bob….*0:\d\d left.*Cancel/],
  ['incoming_request', { state: 'incoming_request', deadline: soon() }, /Bob wants to chat privately.*Not now Accept/],
  ['connecting', { state: 'connecting', since: Date.now(), deadline: soon() }, /Finding a route….*Cancel/],
  ['connecting slowly', { state: 'connecting', since: 0, deadline: soon() }, /Some networks block direct connections/],
  ['key_exchanging', { state: 'key_exchanging', since: Date.now(), deadline: soon() }, /Checking keys….*Cancel/],
  ['active', { state: 'active', since: 0 }, /Encrypted · not verified · direct.*End and erase/],
  ['reconnecting', { state: 'reconnecting', since: 0, deadline: soon() }, /Connection lost. Trying again \(\d+ s\)/],
  ['disconnecting', { state: 'disconnecting' }, /Erasing on both sides…/],
  [
    'ended by us',
    { state: 'ended', reason: 'ended', by: 'self', at: 0 },
    /You ended this chat.*erased.*may have copies.*New chat/,
  ],
  ['ended by them', { state: 'ended', reason: 'ended', by: 'peer', at: 0 }, /Bob ended this chat at/],
  ['interrupted', { state: 'ended', reason: 'interrupted', by: null, at: 0 }, /connection was lost at/],
  ['peer-left', { state: 'ended', reason: 'peer-left', by: 'peer', at: 0 }, /Bob left at/],
  ['declined', { state: 'ended', reason: 'declined', by: 'peer', at: 0 }, /No answer from Bob/],
  ['cancelled', { state: 'ended', reason: 'cancelled', by: 'peer', at: 0 }, /Bob took the request back/],
  [
    'answered-elsewhere',
    { state: 'ended', reason: 'answered-elsewhere', by: 'self', at: 0 },
    /Answered in another tab/,
  ],
  ['elsewhere', { state: 'ended', reason: 'elsewhere', by: 'self', at: 0 }, /another tab of yours/],
  ...FAILURES.map((reason): [string, SessionStatus, RegExp] => [
    `failed: ${reason}`,
    { state: 'failed', reason, at: 0 },
    FAILED[reason],
  ]),
];

describe('<dm-session>', () => {
  let client: FakeClient;
  let session: FakeSession;
  let element: DMSessionElement;

  beforeEach(async () => {
    session = new FakeSession();
    client = new FakeClient(session);
    ({ element } = await withClient(client));
  });

  const show = async (status: SessionStatus): Promise<void> => {
    session.show(status);
    await settled(element);
    if (status.state === 'active') {
      await waitUntil(() => element.renderRoot.querySelector('dm-composer')?.shadowRoot !== null);
    }
  };

  it('shows style sheets that it goes through a relay, and that something has not been read', async () => {
    const states = (): string[] => ['relayed', 'has-unread'].filter((name) => element.matches(`:state(${name})`));
    expect(states()).to.deep.equal([]);
    await show({ state: 'active', since: 0 });
    session.update({ path: 'relayed', messages: [message('hello')] });
    await settled(element);
    expect(states()).to.deep.equal(['relayed', 'has-unread']);
    session.markRead(session.messages[0]!.id);
    await settled(element);
    expect(states()).to.deep.equal(['relayed']);
    await show({ state: 'ended', reason: 'ended', by: 'peer', at: 0 });
    expect(states()).to.deep.equal([]);
  });

  it('lets a page shorten messages, and go to the latest one', async () => {
    await show({ state: 'active', since: 0 });
    const composer = element.renderRoot.querySelector('dm-composer')!;
    const most = composer.maxLength;
    element.setAttribute('max-length', '10');
    await settled(element);
    expect(composer.maxLength).to.equal(10);
    element.removeAttribute('max-length');
    await settled(element);
    expect(composer.maxLength).to.equal(most);
    element.style.blockSize = '300px';
    for (let i = 0; i < 30; i++) session.add(message('hello', { status: 'read' }));
    await settled(element);
    const list = element.renderRoot.querySelector('dm-message-list')!;
    list.renderRoot.querySelector('.scroller')?.scrollTo(0, -10_000);
    await waitUntil(() => !list.matches(':state(at-end)'));
    element.scrollToLatest();
    await waitUntil(() => list.matches(':state(at-end)'));
  });

  describe('screens', () => {
    for (const [name, status, words] of SCREENS) {
      it(`${name}: says what is, has no accessibility finding, and offers at most two actions`, async () => {
        await show(status);
        expect(wordsOf(element)).to.match(words);
        const buttons = [...element.renderRoot.querySelectorAll('.screen button')];
        expect(buttons.length).to.be.at.most(2);
        await expectAccessible(element);
      });
    }

    it('say each failure in words of its own', async () => {
      const seen = new Set<string>();
      for (const reason of FAILURES) {
        await show({ state: 'failed', reason, at: 0 });
        seen.add(element.renderRoot.querySelector('.screen .text')?.textContent ?? '');
        session.status = { state: 'idle' };
      }
      expect(seen.size).to.equal(FAILURES.length);
    });

    it('of a chat that is over can be painted: its tombstone', async () => {
      const tombstone = (): Element | null => element.renderRoot.querySelector('[part="tombstone"]');
      await show({ state: 'active', since: 0 });
      expect(tombstone()).to.equal(null);
      await show({ state: 'ended', reason: 'ended', by: 'peer', at: 0 });
      expect(tombstone()?.textContent).to.include('Bob ended this chat');
    });

    it('tell no refusal from silence, and let nobody be pressed: one may ask again after half a minute', async () => {
      const words: string[] = [];
      for (const status of [
        { state: 'ended', reason: 'declined', by: 'peer', at: Date.now() },
        { state: 'failed', reason: 'timed-out', at: Date.now() },
      ] as const) {
        await show(status);
        words.push(element.renderRoot.querySelector('.screen')?.textContent?.replace(/\d+ s/, '') ?? '');
        const again = element.renderRoot.querySelector<HTMLButtonElement>('.screen button');
        expect(again?.textContent).to.match(/Ask again in (30|29|28|27) s/);
        expect(again?.disabled).to.equal(true);
      }
      expect(words[0]).to.equal(words[1]);
      await show({ state: 'ended', reason: 'declined', by: 'peer', at: Date.now() - 30_000 });
      button(element, 'Ask again').click();
      expect(client.calls).to.deep.equal(['start bob']);
    });

    it('explain how it can be that the words did not match', async () => {
      await show({ state: 'failed', reason: 'mismatch', at: 0 });
      const details = element.renderRoot.querySelector('details');
      expect(details?.querySelector('summary')?.textContent).to.equal('How this can happen');
      details!.open = true;
      await expectAccessible(element);
    });

    it('show each state to style sheets', async () => {
      for (const [, status] of SCREENS) {
        await show(status);
        expect(element.matches(`:state(${status.state})`), status.state).to.equal(true);
      }
      expect(element.matches(':state(idle)')).to.equal(false);
    });
  });

  describe('actions', () => {
    it('asks, cancels, accepts, puts aside, ends', async () => {
      button(element, 'Ask Bob').click();
      expect(client.calls).to.deep.equal(['start bob']);
      await show({ state: 'incoming_request', deadline: soon() });
      button(element, 'Not now').click();
      button(element, 'Accept').click();
      await show({ state: 'active', since: 0 });
      button(element, 'End and erase').click();
      expect(session.calls).to.deep.equal(['ignore', 'accept', 'end']);
    });

    it('sends what is written, and keeps it when that fails', async () => {
      await show({ state: 'active', since: 0 });
      const composer = element.renderRoot.querySelector('dm-composer');
      if (!composer) throw new Error('no composer');
      composer.value = 'hello';
      composer.submit();
      await settled(element);
      expect(session.calls).to.include('send hello');
      session.sendFails = new DMError('queue-full', 'full');
      composer.value = 'again';
      const failed = oneEvent(element, 'dm-error');
      composer.submit();
      expect(await failed).to.have.property('code', 'queue-full');
      expect(composer.value).to.equal('again');
    });

    it('tells the session about typing, and not that the field was emptied by sending', async () => {
      await show({ state: 'active', since: 0 });
      const composer = element.renderRoot.querySelector('dm-composer');
      const field = composer?.renderRoot.querySelector('textarea');
      if (!composer || !field) throw new Error('no field');
      field.value = 'hi';
      field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
      expect(session.calls).to.deep.equal(['typing']);
      composer.submit();
      expect(session.calls).to.deep.equal(['typing', 'send hi']);
    });
  });

  describe('events', () => {
    it('bubble from the element, with ids and codes and no content', async () => {
      const seen: Event[] = [];
      for (const type of [
        'dm-state-change',
        'dm-message',
        'dm-unread-change',
        'dm-ended',
        'dm-send',
        'dm-input',
      ] as const) {
        document.addEventListener(type, (event) => seen.push(event), { once: true });
      }
      await show({ state: 'active', since: 0 });
      session.add(message('a very secret text'));
      const composer = element.renderRoot.querySelector('dm-composer');
      if (composer) composer.value = 'another secret text';
      composer?.submit();
      await show({ state: 'ended', reason: 'ended', by: 'peer', at: 0 });
      expect(seen.map(({ type }) => type)).to.include.members(['dm-state-change', 'dm-message', 'dm-send', 'dm-ended']);
      for (const event of seen) {
        const all: unknown[] = [];
        for (const key in event) all.push(String((event as unknown as Record<string, unknown>)[key]));
        expect(all.join(), event.type).not.to.include('secret');
      }
    });
  });

  describe('wipe', () => {
    it('leaves no word of the conversation in the page', async () => {
      await show({ state: 'active', since: 0 });
      session.add(message('the secret marker'), message('the secret marker 2', { direction: 'out' }));
      const composer = element.renderRoot.querySelector('dm-composer');
      if (composer) composer.value = 'the secret draft';
      await settled(element);
      expect(textOf(document.body)).to.include('the secret marker');
      await show({ state: 'ended', reason: 'ended', by: 'self', at: 0 });
      expect(textOf(document.body)).not.to.include('the secret');
    });
  });

  describe('focus', () => {
    it('goes to the composer when the conversation begins, and to the heading when it ends', async () => {
      await show({ state: 'connecting', since: Date.now(), deadline: soon() });
      button(element, 'Cancel').focus();
      await show({ state: 'active', since: 0 });
      await waitUntil(() => element.shadowRoot?.activeElement?.localName === 'dm-composer');
      await show({ state: 'ended', reason: 'ended', by: 'peer', at: 0 });
      expect(element.shadowRoot?.activeElement?.id).to.equal('screen-title');
    });

    it('is never taken from somebody who is elsewhere', async () => {
      const elsewhere = document.createElement('input');
      document.body.append(elsewhere);
      elsewhere.focus();
      await show({ state: 'active', since: 0 });
      session.add(message('hello'));
      await show({ state: 'ended', reason: 'ended', by: 'peer', at: 0 });
      expect(document.activeElement).to.equal(elsewhere);
      elsewhere.remove();
    });
  });

  describe('announcements', () => {
    const spoken = (): string =>
      [...deep(element.shadowRoot as ShadowRoot)]
        .filter((each) => ['status', 'alert'].includes(each.getAttribute('role') ?? ''))
        .map(({ textContent }) => textContent)
        .join('|');

    it('say who has written, not what', async () => {
      await show({ state: 'active', since: 0 });
      session.add(message('secret'), message('secret'));
      await waitUntil(() => spoken().includes('from Bob'), 'spoken', { timeout: 3_000 });
      expect(spoken()).not.to.include('secret');
    });

    it('interrupt when the connection is lost and when the chat is over', async () => {
      await show({ state: 'active', since: 0 });
      await show({ state: 'reconnecting', since: 0, deadline: soon() });
      expect(spoken()).to.include('Connection lost');
      await show({ state: 'ended', reason: 'interrupted', by: null, at: 0 });
      expect(spoken()).to.include('Chat ended and erased');
    });
  });

  describe('lifecycle', () => {
    it('holds the session while it is in the page, and only then', async () => {
      expect(session.claims).to.equal(1);
      const parent = element.parentElement as HTMLElement;
      element.remove();
      expect(session.claims).to.equal(0);
      parent.append(element);
      await settled(element);
      expect(session.claims).to.equal(1);
    });

    it('keeps session and draft when it is moved', async () => {
      await show({ state: 'active', since: 0 });
      const composer = element.renderRoot.querySelector('dm-composer');
      if (composer) composer.value = 'half a thought';
      const other = document.createElement('div');
      element.parentElement?.append(other);
      other.append(element);
      await settled(element);
      expect(element.session).to.equal(session);
      expect(element.renderRoot.querySelector('dm-composer')?.value).to.equal('half a thought');
    });

    it('survives being mounted twice in a row, as frameworks do', async () => {
      const parent = element.parentElement as HTMLElement;
      for (let i = 0; i < 3; i++) {
        element.remove();
        parent.append(element);
      }
      await settled(element);
      expect(session.claims).to.equal(1);
      expect(client.calls).to.deep.equal([]);
    });

    it('takes properties and attributes in any order, before it is defined and after', async () => {
      const late = document.createElement('dm-late') as DMSessionElement;
      late.peer = 'bob';
      late.session = session;
      document.body.append(late);
      customElements.define('dm-late', class extends DMSessionElement {});
      customElements.upgrade(late);
      await settled(late);
      expect(late.peer).to.equal('bob');
      late.remove();
    });

    it('works from innerHTML, createElement, a template and a clone', async () => {
      const parent = element.parentElement as HTMLElement;
      const template = document.createElement('template');
      template.innerHTML = '<dm-session peer="bob"></dm-session>';
      const made = document.createElement('dm-session');
      made.setAttribute('peer', 'bob');
      const copies = [template.content.cloneNode(true), made, element.cloneNode(true)];
      parent.append(...copies);
      parent.insertAdjacentHTML('beforeend', '<dm-session peer="bob"></dm-session>');
      const all = [...parent.querySelectorAll('dm-session')];
      await Promise.all(all.map((each) => settled(each)));
      expect(all).to.have.lengthOf(5);
      for (const each of all) expect(each.session).to.equal(session);
    });

    it('does nothing when it is only made and filled, never put into a page', () => {
      const alone = document.createElement('dm-session');
      Object.assign(alone, { peer: 'bob', self: 'alice', signaling: 'local:nowhere', linger: 0 });
      expect(alone.session).to.equal(null);
    });

    it('is defined once, however often it is loaded', () => {
      const before = customElements.get('dm-session');
      define('dm-session', class extends DMSessionElement {});
      expect(customElements.get('dm-session')).to.equal(before);
    });

    it('has no attributes of its own making', () => {
      expect(document.createElement('dm-session').attributes).to.have.lengthOf(0);
    });

    it('can be hidden', async () => {
      element.hidden = true;
      await settled(element);
      expect(getComputedStyle(element).display).to.equal('none');
    });
  });

  describe('finding a client', () => {
    it('uses the page’s only provider where none is above it', async () => {
      const container = place(html`<dm-provider .client=${client}></dm-provider><dm-session peer="bob"></dm-session>`);
      const outside = container.querySelector('dm-session') as DMSessionElement;
      await settled(outside);
      expect(outside.session).to.equal(session);
    });

    it('uses the provider that `for` names', async () => {
      const other = new FakeClient(new FakeSession());
      const container = place(html`
        <dm-provider id="one" .client=${other}></dm-provider>
        <dm-provider id="two" .client=${client}></dm-provider>
        <dm-session for="two" peer="bob"></dm-session>
      `);
      const outside = container.querySelector('dm-session') as DMSessionElement;
      await settled(outside);
      expect(outside.session).to.equal(session);
      outside.htmlFor = 'one';
      await settled(outside);
      expect(outside.session).to.equal(other.session('bob'));
    });

    it('says quietly that chat is not set up where there is nobody', async () => {
      const container = place(html`<dm-session peer="bob"></dm-session>`);
      const alone = container.querySelector('dm-session') as DMSessionElement;
      await settled(alone);
      await waitUntil(() => alone.matches(':state(unconfigured)'));
      await settled(alone);
      expect(wordsOf(alone)).to.equal('Chat is not set up');
      await expectAccessible(alone);
    });

    it('uses what the page configured, also when that comes later', async () => {
      const container = place(html`<dm-session peer="bob"></dm-session>`);
      const alone = container.querySelector('dm-session') as DMSessionElement;
      await settled(alone);
      configure({ self: 'alice', signaling: `local:${crypto.randomUUID()}` });
      await waitUntil(() => alone.session?.state === 'idle', 'a client', { timeout: 8_000 });
      expect(alone.session?.self).to.equal('alice');
    });

    it('follows the provider when its client changes', async () => {
      const { provider, element: inside } = await withClient(client);
      const next = new FakeClient(new FakeSession());
      provider.client = next;
      await settled(inside);
      expect(inside.session).to.equal(next.session('bob'));
      expect(provider).to.be.instanceOf(DMProvider);
    });

    it('makes a client of its own from `self` and `signaling`, and ends it after it has gone', async () => {
      const room = `local:${crypto.randomUUID()}`;
      const container = place(html`<dm-session self="alice" peer="bob" linger="0" signaling=${room}></dm-session>`);
      const alone = container.querySelector('dm-session') as DMSessionElement;
      await waitUntil(() => alone.session !== null);
      expect(alone.session?.self).to.equal('alice');
      alone.remove();
      await waitUntil(() => alone.session === null);
    });

    it('tells the page of requests and of the server where it stands alone, and leaves it to a provider otherwise', async () => {
      const room = `local:${crypto.randomUUID()}`;
      const alone = place(html`<dm-session self="alice" peer="bob" linger="0" signaling=${room}></dm-session>`)
        .firstElementChild as DMSessionElement;
      const server: string[] = [];
      alone.addEventListener('dm-status', ({ signaling }) => server.push(signaling));
      await waitUntil(() => server.at(-1) === 'online');

      const other = new DMClient({ self: 'bob', signaling: room });
      const asked = oneEvent<DMRequestEvent>(alone, 'dm-request');
      void other.startSession('alice').catch(() => {});
      const request = await asked;
      expect(request.peer).to.equal('bob');
      expect(request.cancelable).to.equal(true);
      await request.decline();
      await other.destroy();

      const twice: Event[] = [];
      element.addEventListener('dm-status', (event) => twice.push(event));
      client.ring();
      expect(twice).to.have.lengthOf(0);
    });

    it('says by its code that the server refused, where it stands alone', async () => {
      const container = place(html`<dm-session self="alice" peer="bob" linger="0"></dm-session>`);
      const alone = container.firstElementChild as DMSessionElement;
      const told = oneEvent<DMErrorEvent>(alone, 'dm-error');
      alone.signaling = 'ws://127.0.0.1:1/';
      expect((await told).code).to.equal('signaling-lost');
    });
  });

  it('says before anybody asks whether the other person will see the network address', async () => {
    expect(wordsOf(element)).to.include('Bob will be able to see your network address');
    element.setAttribute('relay-only', '');
    await settled(element);
    expect(wordsOf(element)).to.include('Your network address stays hidden behind a relay');
  });

  it('prefers the name that the page gives, and makes any name harmless', async () => {
    element.peerName = 'Robert\u202E <b>';
    await settled(element);
    expect(element.renderRoot.querySelector('.name')?.textContent).to.equal('Robert <b>');
  });
});
