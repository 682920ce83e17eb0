import { expect, html, waitUntil } from '@open-wc/testing';
import '../../components/index.js';
import type { DMProvider } from '../../components/index.js';
import { DMRequestEvent, DMUnreadChangeEvent } from '../../src/events.js';
import { place, settled } from '../helpers/elements.js';
import { FakeClient, FakeSession } from '../helpers/fake-session.js';

/** What the page is told, without ringing for real. */
class FakeNotification {
  static permission: NotificationPermission = 'granted';
  static readonly shown: string[] = [];
  onclick: (() => void) | null = null;
  constructor(title: string) {
    FakeNotification.shown.push(title);
  }
  close(): void {}
}

describe('notify', () => {
  const titleBefore = document.title;
  const title = 'The page';
  let client: FakeClient;
  let provider: DMProvider;
  let undo: (() => void)[] = [];

  const stub = (object: object, name: string, value: unknown): void => {
    const before = Object.getOwnPropertyDescriptor(object, name);
    Object.defineProperty(object, name, { value, configurable: true, writable: true });
    undo.push(() => {
      if (before) Object.defineProperty(object, name, before);
      else Reflect.deleteProperty(object, name);
    });
  };
  const show = async (notify: string): Promise<void> => {
    provider = place(html`<dm-provider notify=${notify} .client=${client}></dm-provider>`).querySelector(
      'dm-provider',
    )!;
    await settled(provider);
  };
  const unread = (count: number): void => {
    client.unread = count;
    client.dispatchEvent(new DMUnreadChangeEvent(count));
  };

  beforeEach(() => {
    client = new FakeClient();
    document.title = title;
    FakeNotification.permission = 'granted';
    FakeNotification.shown.length = 0;
    stub(globalThis, 'Notification', FakeNotification);
    stub(document, 'hasFocus', () => false);
  });
  afterEach(() => {
    provider.remove();
    for (const each of undo.reverse()) each();
    undo = [];
    document.title = titleBefore;
  });

  it('does nothing unless it is asked to', async () => {
    await show('');
    unread(3);
    client.dispatchEvent(new DMRequestEvent(new FakeSession()));
    expect(document.title).to.equal(title);
    expect(FakeNotification.shown).to.deep.equal([]);
  });

  it('counts before the title of the page, also when the page changes it, and takes the number away again', async () => {
    client.unread = 2;
    await show('title nonsense');
    await waitUntil(() => document.title === `(2) ${title}`);
    document.title = 'Another page';
    unread(3);
    expect(document.title).to.equal('(3) Another page');
    unread(0);
    expect(document.title).to.equal('Another page');
    document.title = '';
    unread(1);
    unread(0);
    expect(document.title).to.equal('');
    document.title = 'Another page';
    unread(1);
    provider.remove();
    expect(document.title).to.equal('Another page');
  });

  it('puts the number on the icon', async () => {
    const badges: (number | null)[] = [];
    stub(navigator, 'setAppBadge', async (count: number) => badges.push(count));
    stub(navigator, 'clearAppBadge', async () => badges.push(null));
    await show('badge');
    await waitUntil(() => badges.length === 1);
    unread(4);
    unread(0);
    expect(badges).to.deep.equal([null, 4, null]);
  });

  it('shows a notification without a name or a word of the message, where the page has the permission', async () => {
    client.unread = 1;
    await show('title system');
    await waitUntil(() => document.title !== title);
    unread(2);
    unread(1);
    client.dispatchEvent(new DMRequestEvent(new FakeSession()));
    await waitUntil(() => FakeNotification.shown.length === 2);
    expect(FakeNotification.shown).to.deep.equal(['New private message', 'Private messages']);
    FakeNotification.permission = 'default';
    unread(5);
    expect(FakeNotification.shown).to.have.lengthOf(2);
  });

  it('rings in one tab of a person for one request', async () => {
    client.unread = 1;
    await show('title system');
    await waitUntil(() => document.title !== title);
    const [rung, ours] = [new FakeSession(), new FakeSession()];
    [rung.id, ours.id] = ['rings-in-another-tab', 'rings-here'];
    await navigator.locks.request(`dm-elements ring ${rung.id}`, async () => {
      client.dispatchEvent(new DMRequestEvent(rung));
      client.dispatchEvent(new DMRequestEvent(ours));
      await waitUntil(() => FakeNotification.shown.length > 0);
    });
    expect(FakeNotification.shown).to.deep.equal(['Private messages']);
  });

  it('calls nobody who is looking', async () => {
    client.unread = 1;
    stub(document, 'hasFocus', () => true);
    stub(document, 'visibilityState', 'visible');
    await show('title system sound');
    await waitUntil(() => document.title !== title);
    unread(2);
    expect(FakeNotification.shown).to.deep.equal([]);
  });

  it('rings by itself, with tones that nobody has to fetch', async () => {
    let contexts = 0;
    class Silent extends AudioContext {
      constructor() {
        super();
        contexts++;
      }
    }
    stub(globalThis, 'AudioContext', Silent);
    client.unread = 1;
    await show('title sound');
    await waitUntil(() => document.title !== title);
    unread(2);
    expect(contexts).to.equal(1);
  });
});
