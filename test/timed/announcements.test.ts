/** What is said to people who cannot see: by one voice that waits its turn, and what of a conversation it says. */
import { expect, waitUntil } from '@open-wc/testing';
import { render } from 'lit';
import '../../components/index.js';
import type { DMRequestDialog, DMSessionElement } from '../../components/index.js';
import type { DMComposer } from '../../components/dm-composer/dm-composer.js';
import { Announcer } from '../../components/shared/announcer.js';
import { DMVerifyChangeEvent } from '../../src/events.js';
import { button, settled, withClient, withDialog, wordsOf } from '../helpers/elements.js';
import { FakeClock } from '../helpers/fake-clock.js';
import { FakeFile } from '../helpers/fake-file.js';
import { FakeClient, FakeSession, message } from '../helpers/fake-session.js';

const soon = (): number => Date.now() + 52_000;

describe('the voice for screen readers', () => {
  const real = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout, now: Date.now };
  let clock: FakeClock;
  let announcer: Announcer;
  let stage: HTMLElement;
  const polite = (): string => stage.querySelector('[role="status"]')?.textContent ?? '';
  const urgent = (): string => stage.querySelector('[role="alert"]')?.textContent ?? '';
  /** Milliseconds go by, with nothing but what the voice waits for. */
  const after = (ms: number): string => {
    clock.advance(ms);
    return polite();
  };

  beforeEach(() => {
    clock = new FakeClock();
    stage = document.createElement('div');
    globalThis.setTimeout = ((handler: () => void, ms: number) => clock.setTimeout(handler, ms)) as never;
    globalThis.clearTimeout = (timer: unknown) => clock.clearTimeout(timer);
    Date.now = () => clock.now();
    const draw = (): void => void render(announcer.render(), stage);
    const host = {
      addController() {},
      removeController() {},
      requestUpdate: () => draw(),
      updateComplete: Promise.resolve(true),
    };
    announcer = new Announcer(host);
    draw();
  });
  afterEach(() => {
    Object.assign(globalThis, { setTimeout: real.setTimeout, clearTimeout: real.clearTimeout });
    Date.now = real.now;
  });

  it('has one polite and one urgent region, both there before anything is said', () => {
    expect(stage.querySelector('[role="status"]')?.ariaLive).to.equal('polite');
    expect(stage.querySelector('[role="alert"]')?.ariaLive).to.equal('assertive');
    expect(polite() + urgent()).to.equal('');
  });

  it('waits 250 ms, because what is said while the focus moves is lost', () => {
    announcer.announce(() => 'first');
    expect(after(249)).to.equal('');
    expect(after(1)).to.equal('first');
  });

  it('says at most one thing a second: the last one, in its words of that moment', () => {
    announcer.announce(() => 'first');
    after(250);
    let count = 0;
    for (let each = 0; each < 5; each++) {
      announcer.announce(() => `${count} new messages`);
      count++;
      after(100);
    }
    expect(polite()).to.equal('first');
    expect(after(499)).to.equal('first');
    expect(after(1)).to.equal('5 new messages');
    expect(after(10_000)).to.equal('5 new messages');
  });

  it('says what is of another topic after what waits, in place of nothing', () => {
    announcer.announce(() => 'New message from Bob', 'messages');
    announcer.announce(() => 'File: 0%');
    announcer.announce(() => 'Verified', 'verified');
    announcer.announce(() => 'File: 50%');
    announcer.announce(() => '', 'outdated');
    announcer.announce(() => 'last', 'last');
    expect([250, 1_000, 1_000, 1_000].map(after)).to.deep.equal([
      'New message from Bob',
      'File: 50%',
      'Verified',
      'last',
    ]);
    expect(announcer.isWaiting).to.equal(false);
    expect(clock.pending).to.equal(0);
  });

  it('says the same words again so that they are heard again', () => {
    const said: string[] = [];
    for (let times = 0; times < 3; times++) {
      announcer.announce(() => 'New message from Bob');
      said.push(after(1_000));
    }
    expect(new Set(said.slice(0, 2)).size).to.equal(2);
    expect(said[2]).to.not.equal(said[1]);
    for (const text of said) expect(text.replace('\u200b', '')).to.equal('New message from Bob');
    announcer.alert('Message not sent');
    const before = urgent();
    announcer.alert('Message not sent');
    expect(urgent()).to.not.equal(before);
    expect(urgent().replace('\u200b', '')).to.equal('Message not sent');
  });

  it('interrupts at once with what is urgent', () => {
    announcer.announce(() => 'polite');
    announcer.alert('urgent');
    expect(urgent()).to.equal('urgent');
    expect(polite()).to.equal('');
    expect(after(250)).to.equal('polite');
  });

  it('takes back what it has said and what it was about to say', () => {
    announcer.announce(() => 'secret');
    after(250);
    announcer.alert('urgent secret');
    announcer.announce(() => 'next secret');
    announcer.clear();
    render(announcer.render(), stage);
    expect(polite() + urgent()).to.equal('');
    expect(after(5_000)).to.equal('');
    announcer.announce(() => 'later');
    expect(after(1_000)).to.equal('later');
  });

  it('is silent once its element has gone, and leaves no timer', () => {
    announcer.announce(() => 'too late');
    announcer.hostDisconnected();
    expect(clock.pending).to.equal(0);
    expect(after(5_000)).to.equal('');
  });
});

describe('of a conversation', () => {
  let session: FakeSession;
  let element: DMSessionElement;
  /** Everything that was said, in order, without what makes a repetition heard. */
  let said: { polite: string[]; urgent: string[] };
  let watcher: MutationObserver;

  const heard = (kind: 'polite' | 'urgent', text: string): Promise<void> =>
    waitUntil(() => said[kind].includes(text), `"${text}" after ${JSON.stringify(said)}`, { timeout: 5_000 });
  const show = async (status: Parameters<FakeSession['show']>[0]): Promise<void> => {
    session.show(status);
    await settled(element);
  };
  const composer = async (): Promise<DMComposer> => {
    await waitUntil(() => element.renderRoot.querySelector('dm-composer')?.shadowRoot?.querySelector('textarea'));
    return element.renderRoot.querySelector('dm-composer') as DMComposer;
  };
  /** Something else is said, later: whatever came before it would have been heard by then. */
  const nothingBut = async (...expected: string[]): Promise<void> => {
    await waitUntil(() => said.polite.length >= expected.length, 'said', { timeout: 5_000 });
    session.dispatchEvent(new DMVerifyChangeEvent('verified'));
    await heard('polite', 'Verified');
    expect(said.polite).to.deep.equal([...expected, 'Verified']);
  };

  beforeEach(async () => {
    session = new FakeSession('bob', 'Bob').show({ state: 'key_exchanging', since: Date.now(), deadline: soon() });
    session.messages = [message('said before this page was there')];
    ({ element } = await withClient(new FakeClient(session)));
    said = { polite: [], urgent: [] };
    const regions = [...element.renderRoot.querySelectorAll('[role="status"], [role="alert"]')];
    watcher = new MutationObserver(() => {
      for (const region of regions) {
        const list = region.ariaLive === 'polite' ? said.polite : said.urgent;
        const text = (region.textContent ?? '').replace('\u200b', '');
        if (text) list.push(text);
      }
      for (const key of ['polite', 'urgent'] as const) {
        said[key] = said[key].filter((text, index) => text !== said[key][index - 1]);
      }
    });
    for (const region of regions) watcher.observe(region, { childList: true, characterData: true, subtree: true });
  });
  afterEach(() => watcher.disconnect());

  it('one hears that it has begun, and nothing of what was there before', async () => {
    await show({ state: 'active', since: 0 });
    await nothingBut('Connected, encrypted, not verified');
  });

  it('one hears how many have come, in one sentence', async () => {
    await show({ state: 'active', since: 0 });
    await heard('polite', 'Connected, encrypted, not verified');
    session.add(message('one'), message('two'), message('three'), message('four'));
    await nothingBut('Connected, encrypted, not verified', '4 new messages from Bob');
  });

  it('one hears nothing of what one has written oneself', async () => {
    await show({ state: 'active', since: 0 });
    await heard('polite', 'Connected, encrypted, not verified');
    session.add(message('mine', { direction: 'out' }));
    await nothingBut('Connected, encrypted, not verified');
  });

  it('one hears the words themselves only where the page has asked for it', async () => {
    element.announce = 'content';
    await show({ state: 'active', since: 0 });
    await heard('polite', 'Connected, encrypted, not verified');
    session.add(message('the very words'));
    await heard('polite', 'New message from Bob: the very words');
  });

  it('one hears their words also where one has written since, and of what was taken back only that it came', async () => {
    element.announce = 'content';
    await show({ state: 'active', since: 0 });
    await heard('polite', 'Connected, encrypted, not verified');
    session.add(message('their words'), message('own words', { direction: 'out' }));
    await heard('polite', 'New message from Bob: their words');
    session.add(message('taken back'));
    session.update({ messages: session.messages.map((each) => ({ ...each, content: '', deleted: true })) });
    await heard('polite', 'New message from Bob');
    expect(said.polite.join()).to.not.match(/own words|taken back/);
  });

  it('one hears of a message, also where something else has happened since', async () => {
    await show({ state: 'active', since: 0 });
    await heard('polite', 'Connected, encrypted, not verified');
    session.add(message('hello'));
    await nothingBut('Connected, encrypted, not verified', 'New message from Bob');
  });

  it('one hears that somebody asks, and what has become of a request, where the focus is elsewhere', async () => {
    await show({ state: 'incoming_request', deadline: soon() });
    await heard('polite', 'Bob wants to chat privately');
    await show({ state: 'ended', reason: 'cancelled', by: 'peer', at: 0 });
    await heard('polite', 'Bob took the request back');
    await show({ state: 'requesting', deadline: soon() });
    await show({ state: 'failed', reason: 'timed-out', at: Date.now() });
    await heard('polite', 'No answer from Bob');
    await show({ state: 'connecting', since: 0, deadline: soon() });
    await show({ state: 'failed', reason: 'no-route', at: 0 });
    await heard('polite', 'Could not connect');
    expect(said.urgent).to.deep.equal([]);
  });

  it('one hears nothing more where the focus has gone to the screen, or of what one has done oneself', async () => {
    await show({ state: 'requesting', deadline: soon() });
    button(element, 'Cancel').focus();
    await show({ state: 'failed', reason: 'busy', at: 0 });
    expect(element.shadowRoot?.activeElement?.textContent).to.equal('Bob takes no chats right now');
    await nothingBut();
    said.polite.splice(0);
    (element.shadowRoot?.activeElement as HTMLElement).blur();
    await show({ state: 'requesting', deadline: soon() });
    await show({ state: 'ended', reason: 'cancelled', by: 'self', at: 0 });
    await nothingBut();
  });

  it('one hears of no message where the page wants it so', async () => {
    element.announce = 'off';
    await show({ state: 'active', since: 0 });
    await heard('polite', 'Connected, encrypted, not verified');
    session.add(message('hello'));
    session.addFiles(new FakeFile());
    await nothingBut('Connected, encrypted, not verified');
  });

  it('one hears of a file from whom and how big, and no name', async () => {
    await show({ state: 'active', since: 0 });
    await heard('polite', 'Connected, encrypted, not verified');
    session.addFiles(new FakeFile({ name: 'a secret name.pdf', size: 2_100_000 }));
    await nothingBut('Connected, encrypted, not verified', 'File from Bob, 2.1 megabytes');
  });

  it('one is interrupted when a message could not be sent', async () => {
    await show({ state: 'active', since: 0 });
    const field = await composer();
    session.sendFails = new Error('no');
    field.value = 'hello';
    field.submit();
    await heard('urgent', 'Message not sent');
  });

  it('one is interrupted when the words did not match, and hears of it once', async () => {
    await show({ state: 'active', since: 0 });
    await show({ state: 'failed', reason: 'mismatch', at: 0 });
    await heard('urgent', 'The words did not match. The chat was ended.');
    await settled(element);
    expect(said.urgent).to.deep.equal(['The words did not match. The chat was ended.']);
  });

  it('one hears when the connection is lost, and is not greeted again when it is back', async () => {
    await show({ state: 'active', since: 0 });
    await heard('polite', 'Connected, encrypted, not verified');
    await show({ state: 'reconnecting', since: 0, deadline: soon() });
    await heard('urgent', 'Connection lost');
    await show({ state: 'active', since: 0 });
    await nothingBut('Connected, encrypted, not verified');
    expect(said.urgent).to.deep.equal(['Connection lost']);
  });

  it('one hears of no end where there was no conversation', async () => {
    await show({ state: 'ended', reason: 'cancelled', by: 'peer', at: 0 });
    await nothingBut('Bob took the request back');
    expect(said.urgent).to.deep.equal([]);
  });
});

describe('a question that waits', () => {
  let client: FakeClient;
  let dialog: DMRequestDialog;
  const native = (): HTMLDialogElement => dialog.renderRoot.querySelector('dialog') as HTMLDialogElement;
  const asking = (seconds: number, peer = 'bob', name = 'Bob'): FakeSession =>
    new FakeSession(peer, name).show({ state: 'incoming_request', deadline: Date.now() + seconds * 1_000 });
  const timer = (): HTMLElement => dialog.renderRoot.querySelector('[role="timer"]') as HTMLElement;
  const left = (): string => timer().textContent?.trim() ?? '';
  const spoken = (): string => dialog.renderRoot.querySelector('[role="status"]')?.textContent ?? '';

  beforeEach(async () => {
    client = new FakeClient();
    dialog = await withDialog(client);
  });
  afterEach(() => native().close());

  it('counts down before the eye, and in silence', async () => {
    client.ring(asking(52));
    await settled(dialog);
    expect(timer().ariaLive).to.equal('off');
    const first = left();
    expect(first).to.match(/^0:5[12] left to answer$/);
    await waitUntil(() => left() !== first, 'a second less', { timeout: 4_000 });
    expect(left()).to.match(/^0:(5[01]|4\d) left to answer$/);
    expect(spoken()).to.equal('');
  });

  for (const seconds of [30, 10]) {
    it(`says aloud when ${seconds} seconds are left, within the dialog, where it can be heard`, async () => {
      client.ring(asking(seconds + 1));
      await waitUntil(() => spoken() !== '', 'spoken', { timeout: 6_000 });
      expect(spoken()).to.match(new RegExp(`^(${seconds}|${seconds - 1}) seconds left to answer$`));
      // A modal dialog makes everything outside of it silent.
      expect(native().contains(dialog.renderRoot.querySelector('[role="status"]'))).to.equal(true);
    });
  }

  it('goes away with "Not now": no answer is sent, the next one is asked, and it can be answered later', async () => {
    const [bob, carol] = [asking(52), asking(52, 'carol', 'Carol')];
    client.sessions = new Map([
      ['bob', bob],
      ['carol', carol],
    ]);
    client.ring(bob, carol);
    await settled(dialog);
    expect(wordsOf(dialog)).to.include('Bob wants to chat privately').and.include('1 more request');
    button(dialog, 'Not now').click();
    await settled(dialog);
    expect(bob.calls).to.deep.equal(['ignore']);
    expect(wordsOf(dialog)).to.include('Carol wants to chat privately');
    expect(dialog.queue).to.equal(0);
    expect(dialog.shadowRoot?.activeElement?.localName).to.equal('h2');
    button(dialog, 'Not now').click();
    await settled(dialog);
    expect(native().open).to.equal(false);
    expect(dialog.request).to.equal(null);
    // Nobody is asked again by anything that happens elsewhere.
    client.ring(bob, carol);
    await settled(dialog);
    expect(native().open).to.equal(false);

    const later = document.createElement('dm-session');
    later.peer = 'bob';
    dialog.after(later);
    await settled(later);
    button(later, 'Accept').click();
    expect(bob.calls).to.deep.equal(['ignore', 'accept']);
  });
});
