import { expect, html, nextFrame, waitUntil } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../../components/dm-message-list/dm-message-list.js';
import type { DMMessageList } from '../../components/dm-message-list/dm-message-list.js';
import { button, expectAccessible, place, settled, wordsOf } from '../helpers/elements.js';
import { FakeSession, message } from '../helpers/fake-session.js';

const DAY = 86_400_000;

describe('<dm-message-list>', () => {
  let session: FakeSession;
  let list: DMMessageList;
  const scroller = (): HTMLElement => list.renderRoot.querySelector('.scroller') as HTMLElement;
  const rows = (): HTMLElement[] => [...list.renderRoot.querySelectorAll<HTMLElement>('li[data-id]')];
  // The scroller is reversed: 0 is the end, and above it is negative.
  const atEnd = (): boolean => scroller().scrollTop > -25;
  const goUp = (): void => scroller().scrollTo(0, -scroller().scrollHeight);
  const fill = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) session.add(message(`message ${i}`, { status: 'read' }));
    await settled(list);
  };
  /** Where a row stands in the scroller's view. */
  const topOf = (row: Element): number => row.getBoundingClientRect().top - scroller().getBoundingClientRect().top;

  beforeEach(async () => {
    session = new FakeSession().show({ state: 'active', since: 0 });
    const container = place(html`<div class="frame"><dm-message-list .session=${session}></dm-message-list></div>`);
    list = container.querySelector('dm-message-list') as DMMessageList;
    list.style.height = '300px';
    await settled(list);
  });

  it('has no accessibility finding, empty and full', async () => {
    await expectAccessible(list);
    session.add(message('hello'), message('hi', { direction: 'out', status: 'read' }));
    session.update({ peerTyping: true });
    await settled(list);
    await expectAccessible(list);
  });

  it('is a log that does not speak by itself', () => {
    expect(scroller().getAttribute('role')).to.equal('log');
    expect(scroller().getAttribute('aria-live')).to.equal('off');
    expect(scroller().getAttribute('aria-label')).to.equal('Conversation with Bob');
  });

  it('groups what one person says within five minutes, and names each row', async () => {
    const now = Date.now();
    session.add(
      message('1', { timestamp: now - 400_000 }),
      message('2', { timestamp: now - 60_000 }),
      message('3', { timestamp: now - 50_000 }),
      message('4', { timestamp: now - 40_000 }),
      message('5', { timestamp: now, direction: 'out' }),
    );
    await settled(list);
    const places = [...list.renderRoot.querySelectorAll<HTMLElement>('dm-message')].map(
      ({ dataset }) => dataset['group'],
    );
    expect(places).to.deep.equal(['single', 'first', 'middle', 'last', 'single']);
    expect(rows()[0]?.getAttribute('aria-label')).to.match(/^Bob, /);
    expect(rows()[4]?.getAttribute('aria-label')).to.match(/^You, /);
  });

  it('puts a heading above each day', async () => {
    session.add(message('old', { timestamp: Date.now() - 10 * DAY }), message('new'), message('newer'));
    await settled(list);
    expect(list.renderRoot.querySelectorAll('.day')).to.have.lengthOf(2);
  });

  it('stays at the end while messages come, and when it gets smaller', async () => {
    for (let i = 0; i < 30; i++) session.add(message(`message ${i}`));
    await settled(list);
    await waitUntil(atEnd);
    list.style.height = '200px';
    await waitUntil(atEnd);
    expect(list.renderRoot.querySelector('.pill')).to.equal(null);
  });

  it('leaves somebody who reads older messages alone, and says what is new', async () => {
    for (let i = 0; i < 30; i++) session.add(message(`message ${i}`, { status: 'read' }));
    await settled(list);
    await waitUntil(atEnd);
    goUp();
    await waitUntil(() => list.renderRoot.querySelector('.pill') !== null);
    const first = rows()[0]!;
    const before = topOf(first);
    session.add(message('news'), message('more news'));
    await settled(list);
    await nextFrame();
    expect(topOf(first)).to.be.closeTo(before, 1);
    expect(list.renderRoot.querySelector('.pill')?.textContent).to.include('2 new messages');
    list.scrollToLatest();
    await waitUntil(() => atEnd() && list.renderRoot.querySelector('.pill') === null);
  });

  it('goes to the end with an own message', async () => {
    for (let i = 0; i < 30; i++) session.add(message(`message ${i}`, { status: 'read' }));
    await settled(list);
    goUp();
    await waitUntil(() => list.renderRoot.querySelector('.pill') !== null);
    session.add(message('mine', { direction: 'out' }));
    await waitUntil(atEnd);
  });

  it('keeps a bounded number of rows in the page, and gets older ones on request', async () => {
    list.maxRendered = 50;
    session.update({ messages: Array.from({ length: 120 }, (_, i) => message(`message ${i}`)) });
    await settled(list);
    expect(rows()).to.have.lengthOf(50);
    list.renderRoot.querySelector<HTMLButtonElement>('.earlier')?.click();
    await settled(list);
    expect(rows()).to.have.lengthOf(100);
    expect(wordsOf(list)).to.include('message 119');
  });

  it('takes nothing away above who reads further up, and is small again at the end', async () => {
    list.maxRendered = 50;
    await fill(50);
    goUp();
    await waitUntil(() => list.renderRoot.querySelector('.pill') !== null);
    const first = rows()[0]!;
    const before = topOf(first);
    await fill(20);
    await nextFrame();
    expect(rows()).to.have.lengthOf(70);
    expect(topOf(first)).to.be.closeTo(before, 1);
    list.scrollToLatest();
    await waitUntil(() => rows().length === 50);
    expect(wordsOf(list)).to.include('message 19');
    expect(atEnd()).to.equal(true);
  });

  it('leaves the eye where it is when older messages are shown', async () => {
    list.maxRendered = 30;
    await fill(60);
    goUp();
    await waitUntil(() => list.renderRoot.querySelector('.pill') !== null);
    const first = rows()[0]!;
    const before = topOf(first);
    button(list, 'Show earlier messages').click();
    await settled(list);
    await nextFrame();
    expect(rows()).to.have.lengthOf(60);
    // The button above was there, and is gone.
    expect(topOf(first)).to.be.closeTo(before, 60);
  });

  describe('keeps the focus when the button that was pressed goes away', () => {
    const focused = (): Element | null | undefined => list.shadowRoot?.activeElement;

    it('leads it from the pill to the conversation', async () => {
      await fill(30);
      goUp();
      await waitUntil(() => list.renderRoot.querySelector('.pill') !== null);
      const pill = list.renderRoot.querySelector<HTMLElement>('.pill')!;
      pill.focus();
      pill.click();
      await waitUntil(() => atEnd() && !list.renderRoot.querySelector('.pill'));
      expect(focused()).to.equal(scroller());
    });

    it('leads it from the last "Show earlier" to the message that it stood above', async () => {
      list.maxRendered = 30;
      await fill(90);
      goUp();
      await waitUntil(() => list.renderRoot.querySelector('.pill') !== null);
      const earlier = (): HTMLElement => button(list, 'Show earlier messages');
      earlier().focus();
      earlier().click();
      await settled(list);
      expect(focused()).to.equal(earlier());
      const first = rows()[0];
      earlier().click();
      await settled(list);
      expect(rows()).to.have.lengthOf(90);
      expect(focused()).to.equal(first);
    });
  });

  it('scrolls to new messages at once for those who want no motion', async () => {
    const ways: (ScrollBehavior | undefined)[] = [];
    const real = globalThis.matchMedia;
    await fill(30);
    const { scrollTo } = scroller();
    for (const reduced of [true, false]) {
      goUp();
      await waitUntil(() => list.renderRoot.querySelector('.pill') !== null);
      globalThis.matchMedia = (media) => ({
        ...real.call(globalThis, media),
        matches: reduced && media === '(prefers-reduced-motion: reduce)',
      });
      scroller().scrollTo = (options?: ScrollToOptions | number) => {
        if (typeof options === 'object') ways.push(options.behavior);
      };
      try {
        list.renderRoot.querySelector<HTMLElement>('.pill')?.click();
      } finally {
        globalThis.matchMedia = real;
        scroller().scrollTo = scrollTo;
      }
      list.scrollToLatest();
      await waitUntil(() => atEnd() && !list.renderRoot.querySelector('.pill'));
    }
    expect(ways.filter((way, index) => way !== ways[index - 1])).to.deep.equal(['auto', 'smooth']);
  });

  describe('a message that is not drawn', () => {
    beforeEach(async () => {
      list.maxRendered = 10;
      await fill(40);
    });

    it('is drawn and focused when the quote of it is chosen', async () => {
      const quoted = session.messages[3]!;
      session.add(message('an answer', { replyTo: quoted.id, status: 'read' }));
      await settled(list);
      expect(rows()).to.have.lengthOf(10);
      const answer = [...list.renderRoot.querySelectorAll('dm-message')].at(-1);
      answer?.renderRoot.querySelector<HTMLElement>('[part="quote"]')?.click();
      await waitUntil(() => list.shadowRoot?.activeElement?.classList.contains('row'));
      expect(list.shadowRoot?.activeElement).to.have.nested.property('dataset.id', quoted.id);
      const { top, bottom } = list.shadowRoot!.activeElement!.getBoundingClientRect();
      const view = scroller().getBoundingClientRect();
      expect(top >= view.top - 1 && bottom <= view.bottom + 1).to.equal(true);
    });

    it('comes into view when the page wants it; of one that is gone nothing happens', async () => {
      await list.scrollToMessage('gone');
      expect(rows()).to.have.lengthOf(10);
      await list.scrollToMessage(session.messages[0]!.id);
      expect(rows()).to.have.lengthOf(40);
      await waitUntil(() => !atEnd());
    });
  });

  it('shows what the page puts into it while there is no message', async () => {
    list.innerHTML = '<p slot="empty">Say hello</p>';
    await settled(list);
    const note = list.querySelector('p')!;
    expect(note.checkVisibility()).to.equal(true);
    session.add(message('hello'));
    await settled(list);
    expect(note.checkVisibility()).to.equal(false);
    expect(note.assignedSlot?.name).to.equal('empty');
  });

  it('is gone through with arrows, by tens, to its beginning and to its end', async () => {
    await fill(30);
    scroller().focus();
    const at = async (key: string): Promise<number> => {
      await sendKeys({ press: key });
      await settled(list);
      return rows().indexOf(list.shadowRoot?.activeElement as HTMLElement);
    };
    const way: number[] = [];
    const keys = ['ArrowUp', 'ArrowUp', 'PageUp', 'ArrowDown', 'Home', 'ArrowUp', 'PageDown', 'End', 'ArrowDown'];
    for (const key of keys) way.push(await at(key));
    expect(way).to.deep.equal([29, 28, 18, 19, 0, 0, 10, 29, 29]);
  });

  it('moves in one message at most, and none that was there before', async () => {
    const moving = (each: DMMessageList): Element[] => [...each.renderRoot.querySelectorAll('[data-arriving]')];
    await fill(5);
    expect(moving(list).map((each) => each.closest('li'))).to.deep.equal([rows().at(-1)]);
    const other = place(html`<dm-message-list .session=${session}></dm-message-list>`).querySelector('dm-message-list');
    await settled(other as DMMessageList);
    expect(moving(other as DMMessageList)).to.deep.equal([]);
  });

  it('shows that the other person is typing, in words too', async () => {
    session.update({ peerTyping: true });
    await settled(list);
    expect(wordsOf(list)).to.include('Bob is typing');
  });

  it('leaves the keys of a link in a message to the link', async () => {
    session.add(message('first'), message('see https://example.org/'));
    await settled(list);
    const link = [...list.renderRoot.querySelectorAll('dm-message')].at(-1)?.renderRoot.querySelector('a');
    link?.focus();
    await settled(list);
    for (const key of ['Enter', 'ArrowUp', 'Home']) {
      const event = new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true });
      expect(link?.dispatchEvent(event), key).to.equal(true);
      await settled(list);
      expect(list.shadowRoot?.activeElement?.localName, key).to.equal('dm-message');
    }
  });

  describe('reactions', () => {
    const key = (name: string): boolean | undefined =>
      list.shadowRoot?.activeElement?.dispatchEvent(
        new KeyboardEvent('keydown', { key: name, bubbles: true, composed: true, cancelable: true }),
      );
    const focused = (): string | undefined => list.shadowRoot?.activeElement?.textContent?.trim();

    it('are given with the keyboard alone, shown with who gave them, and taken back', async () => {
      session.add(message('good news'));
      await settled(list);
      list.focusLatest();
      await settled(list);
      key('Enter');
      await settled(list);
      (list.shadowRoot?.activeElement as HTMLButtonElement).click();
      await settled(list);
      expect(focused()).to.equal('👍');
      await expectAccessible(list);
      key('ArrowRight');
      expect(focused()).to.equal('❤️');
      (list.shadowRoot?.activeElement as HTMLButtonElement).click();
      const { id } = session.messages[0]!;
      expect(session.calls).to.include(`react ${id} ❤️`);
      await settled(list);
      expect(list.shadowRoot?.activeElement?.classList.contains('row')).to.equal(true);
      const chip = list.renderRoot.querySelector('dm-message')?.renderRoot.querySelector('[part="reactions"]');
      expect(chip?.getAttribute('aria-label')).to.equal('❤️ You');
      button(list, 'React').click();
      await settled(list);
      expect(button(list, '❤️').getAttribute('aria-pressed')).to.equal('true');
      button(list, '❤️').click();
      expect(session.calls.at(-1)).to.equal(`react ${id} null`);
    });

    it('of both people stand together, and the picker closes with Escape', async () => {
      session.add(message('ha', { reactions: { self: '😂', peer: '😂' } }));
      await settled(list);
      const chip = list.renderRoot.querySelector('dm-message')?.renderRoot.querySelector('[part="reactions"]');
      expect(chip?.getAttribute('aria-label')).to.equal('😂 Bob, 😂 You');
      expect(chip?.textContent?.replace(/\s/g, '')).to.equal('😂2');
      list.focusLatest();
      await settled(list);
      button(list, 'React').click();
      await settled(list);
      key('Escape');
      await settled(list);
      expect(() => button(list, '👍')).to.throw();
      expect(button(list, 'Reply')).to.be.instanceOf(HTMLButtonElement);
    });

    it('are not given where the page prevents it', async () => {
      session.add(message('good news'));
      list.addEventListener('dm-message-action', (event) => event.preventDefault());
      await settled(list);
      list.focusLatest();
      await settled(list);
      button(list, 'React').click();
      await settled(list);
      button(list, '👍').click();
      expect(session.calls.filter((call) => call.startsWith('react'))).to.deep.equal([]);
    });
  });

  it('marks as read what was really seen', async () => {
    session.add(message('hello'));
    if (!document.hasFocus()) window.focus();
    await waitUntil(() => session.calls.some((call) => call.startsWith('read ')), 'read', { timeout: 4_000 });
    expect(session.unread).to.equal(0);
  });
});
