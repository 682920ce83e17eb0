import { expect, html, oneEvent, waitUntil } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import '../../components/index.js';
import type { DMLauncher, DMSessionElement } from '../../components/index.js';
import { DMStatusEvent } from '../../src/events.js';
import { button, expectAccessible, place, settled, wordsOf } from '../helpers/elements.js';
import { FakeClient, FakeSession, message } from '../helpers/fake-session.js';

describe('<dm-launcher>', () => {
  let bob: FakeSession;
  let carol: FakeSession;
  let client: FakeClient;
  let launcher: DMLauncher;
  const panel = (): HTMLElement => launcher.renderRoot.querySelector('.panel') as HTMLElement;
  const toggle = (): HTMLButtonElement => launcher.renderRoot.querySelector('.button') as HTMLButtonElement;
  const chat = (): string | undefined => launcher.renderRoot.querySelector('dm-session')?.peer;

  beforeEach(async () => {
    bob = new FakeSession('bob', 'Bob');
    carol = new FakeSession('carol', 'Carol');
    client = new FakeClient(bob, carol);
    const container = place(html`<dm-provider .client=${client}><dm-launcher></dm-launcher></dm-provider>`);
    launcher = container.querySelector('dm-launcher') as DMLauncher;
    await settled(launcher);
  });

  const talk = async (...sessions: FakeSession[]): Promise<void> => {
    for (const session of sessions) session.show({ state: 'active', since: 0 });
    await settled(launcher);
  };

  it('is a button that opens a panel, without an accessibility finding', async () => {
    await expectAccessible(launcher);
    toggle().click();
    await settled(launcher);
    expect(toggle().getAttribute('aria-expanded')).to.equal('true');
    expect(wordsOf(launcher)).to.include('No private chats at the moment');
    await expectAccessible(launcher);
  });

  it('shows the only chat at once, and several as a list with a way back', async () => {
    await talk(bob);
    toggle().click();
    await settled(launcher);
    expect(chat()).to.equal('bob');
    launcher.open = false;
    await talk(carol);
    toggle().click();
    await settled(launcher);
    button(launcher, 'Back').click();
    await settled(launcher);
    const entries = [...launcher.renderRoot.querySelectorAll<HTMLElement>('.entry')];
    expect(entries.map((entry) => entry.querySelector('b')?.textContent)).to.deep.equal(['Bob', 'Carol']);
    await expectAccessible(launcher);
    entries[1]?.click();
    await settled(launcher);
    expect(chat()).to.equal('carol');
  });

  it('opens by itself when the person asks somebody, and takes no focus', async () => {
    const elsewhere = document.createElement('input');
    document.body.append(elsewhere);
    elsewhere.focus();
    carol.show({ state: 'requesting', deadline: Date.now() + 50_000 });
    await settled(launcher);
    expect(launcher.open).to.equal(true);
    expect(chat()).to.equal('carol');
    expect(document.activeElement).to.equal(elsewhere);
    elsewhere.remove();
  });

  it('says how many messages have not been read, on the badge, to screen readers and to the page', async () => {
    await talk(bob, carol);
    const told = oneEvent(launcher, 'dm-unread-change');
    bob.add(message('one'), message('two'));
    carol.add(message('three'));
    await settled(launcher);
    expect(await told).to.have.property('count', 3);
    expect(toggle().querySelector('.badge')?.textContent).to.equal('3');
    expect(toggle().getAttribute('aria-label')).to.equal('Private messages, 3 unread');
    expect(launcher.matches(':state(has-unread)')).to.equal(true);
    expect(launcher.unread).to.equal(3);
    await expectAccessible(launcher);
  });

  it('keeps chats alive while the panel is closed, and lets go of them with the page', async () => {
    await talk(bob);
    expect(bob.claims).to.equal(1);
    const parent = launcher.parentElement as HTMLElement;
    launcher.remove();
    expect(bob.claims).to.equal(0);
    parent.append(launcher);
    await settled(launcher);
    expect(bob.claims).to.equal(1);
    client.sessions = new Map();
    client.dispatchEvent(new DMStatusEvent('online'));
    expect(bob.claims).to.equal(0);
  });

  it('closes with Escape and gives the focus back', async () => {
    toggle().focus();
    toggle().click();
    await settled(launcher);
    expect(launcher.shadowRoot?.activeElement).to.equal(panel());
    await sendKeys({ press: 'Escape' });
    await settled(launcher);
    expect(launcher.open).to.equal(false);
    expect(launcher.shadowRoot?.activeElement).to.equal(toggle());
  });

  describe('Escape that belongs to something inside', () => {
    const inside = (...path: string[]): HTMLElement => {
      let root: ParentNode = launcher.renderRoot;
      for (const selector of path.slice(0, -1)) root = root.querySelector(selector)!.shadowRoot!;
      return root.querySelector<HTMLElement>(path.at(-1)!)!;
    };
    const escape = async (): Promise<void> => {
      await sendKeys({ press: 'Escape' });
      await settled(launcher);
    };
    beforeEach(async () => {
      await talk(bob);
      bob.add(message('hello', { status: 'read' }));
      toggle().focus();
      toggle().click();
      await settled(launcher);
      await waitUntil(() => inside('dm-session', 'dm-composer')?.shadowRoot?.querySelector('textarea'));
    });

    it('goes from a message to the field, and from the empty field out of the panel', async () => {
      inside('dm-session', 'dm-message-list', 'li[data-id]').focus();
      await escape();
      const field = inside('dm-session', 'dm-composer', 'textarea');
      expect(launcher.open).to.equal(true);
      expect(field.matches(':focus')).to.equal(true);
      await escape();
      expect(launcher.open).to.equal(false);
      expect(launcher.shadowRoot?.activeElement).to.equal(toggle());
    });

    it('loses nothing that is written', async () => {
      inside('dm-session', 'dm-composer', 'textarea').focus();
      await sendKeys({ type: 'half a thought' });
      await escape();
      expect(launcher.open).to.equal(true);
    });

    it('closes the dialog in which two people compare, and not the panel behind it', async () => {
      await (inside('dm-session') as DMSessionElement).verify();
      const dialog = (): HTMLDialogElement => inside('dm-session', 'dm-verify', 'dialog') as HTMLDialogElement;
      await waitUntil(() => dialog()?.open);
      await escape();
      await waitUntil(() => !dialog().open);
      expect(launcher.open).to.equal(true);
    });

    it('closes a picture, and not the panel behind it', async () => {
      const picture = document.createElement('dialog');
      inside('dm-session', 'dm-message-list', 'li[data-id]').append(picture);
      picture.showModal();
      await escape();
      await waitUntil(() => !picture.open);
      expect(launcher.open).to.equal(true);
    });
  });

  describe('leads the focus on when the button that was pressed goes away', () => {
    const press = async (name: string): Promise<void> => {
      button(launcher, name).focus();
      button(launcher, name).click();
      await settled(launcher);
    };
    const focused = (): Element | null | undefined => launcher.shadowRoot?.activeElement;

    it('from Close to the button that opens', async () => {
      await talk(bob);
      launcher.open = true;
      await settled(launcher);
      await press('Close');
      expect(focused()).to.equal(toggle());
      launcher.open = true;
      await talk(carol);
      launcher.show('carol');
      await settled(launcher);
      await press('Back');
      await press('Close');
      expect(focused()).to.equal(toggle());
    });

    it('from an entry of the list to its chat, and from there back to the entry', async () => {
      await talk(bob, carol);
      launcher.open = true;
      await settled(launcher);
      const entry = (): HTMLElement => launcher.renderRoot.querySelectorAll<HTMLElement>('.entry')[1]!;
      entry().focus();
      entry().click();
      await settled(launcher);
      expect(chat()).to.equal('carol');
      expect(focused()).to.equal(panel());
      await press('Back');
      expect(focused()).to.equal(entry());
    });

    it('but takes none when it closes by itself', async () => {
      launcher.open = true;
      await settled(launcher);
      launcher.open = false;
      await settled(launcher);
      expect(focused()).to.equal(null);
    });
  });

  describe('speaks of chats that nobody shows', () => {
    const region = (role: string): string =>
      [...launcher.renderRoot.children].find((each) => each.role === role)?.textContent ?? '';
    const polite = (): string => region('status');
    const urgent = (): string => region('alert');
    const heard = (text: string): Promise<void> => waitUntil(() => polite().includes(text), text, { timeout: 5_000 });
    beforeEach(() => talk(bob, carol));

    it('that a message has come, and from whom', async () => {
      bob.add(message('a secret'), message('another'));
      await heard('2 new messages from Bob');
      expect(polite()).to.not.include('secret');
      launcher.show('bob');
      await settled(launcher);
      carol.add(message('hello'));
      await heard('New message from Carol');
    });

    it('that a connection is lost, and that a chat has ended', async () => {
      bob.show({ state: 'reconnecting', since: 0, deadline: Date.now() + 20_000 });
      await settled(launcher);
      expect(urgent()).to.equal('Bob: Connection lost');
      bob.show({ state: 'ended', reason: 'ended', by: 'peer', at: 0 });
      await settled(launcher);
      expect(urgent()).to.equal('Bob: Chat ended and erased');
    });

    it('and leaves to a chat what it says itself', async () => {
      launcher.show('bob');
      await settled(launcher);
      bob.add(message('hello'));
      carol.add(message('hello'));
      await heard('New message from Carol');
      expect(polite()).to.equal('New message from Carol');
      launcher.open = false;
      const own = document.createElement('dm-session');
      own.session = bob;
      document.body.append(own);
      bob.show({ state: 'reconnecting', since: 0, deadline: Date.now() + 20_000 });
      await settled(launcher);
      own.remove();
      expect(urgent()).to.equal('');
    });
  });

  it('gives its chats the client of the provider that `for` names', async () => {
    await talk(bob);
    const container = place(html`
      <dm-provider id="one" .client=${client}></dm-provider>
      <dm-provider id="two" .client=${new FakeClient()}></dm-provider>
      <dm-launcher for="one" open></dm-launcher>
    `);
    const outside = container.querySelector('dm-launcher') as DMLauncher;
    await settled(outside);
    expect(outside.renderRoot.querySelector('dm-session')?.session).to.equal(bob);
  });

  it('puts an ended chat aside only when a new one takes its place: its tombstone can be read', async () => {
    await talk(bob);
    toggle().click();
    await settled(launcher);
    bob.show({ state: 'ended', reason: 'ended', by: 'peer', at: 0 });
    await settled(launcher);
    expect(wordsOf(launcher)).to.include('Bob ended this chat');
  });

  it('fills a phone, but for what the keyboard takes of it', async () => {
    const { innerWidth: width, innerHeight: height } = window;
    const viewport = visualViewport as VisualViewport;
    try {
      await setViewport({ width: 400, height: 700 });
      launcher.open = true;
      await settled(launcher);
      expect(panel().getBoundingClientRect()).to.include({ top: 0, width: 400, height: viewport.height });
      Object.defineProperties(viewport, {
        height: { value: 380, configurable: true },
        offsetTop: { value: 20, configurable: true },
      });
      viewport.dispatchEvent(new Event('resize'));
      expect(panel().getBoundingClientRect()).to.include({ top: 20, width: 400, height: 380 });
    } finally {
      Reflect.deleteProperty(viewport, 'height');
      Reflect.deleteProperty(viewport, 'offsetTop');
      await setViewport({ width, height });
    }
  });
});
