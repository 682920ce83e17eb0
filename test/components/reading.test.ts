/** What a person finds who comes back to a conversation: where the new begins, on which day it was, how far back it goes. */
import { expect, html, waitUntil } from '@open-wc/testing';
import '../../components/dm-message-list/dm-message-list.js';
import type { DMMessageList } from '../../components/dm-message-list/dm-message-list.js';
import { loadLocale } from '../../components/locales/load.js';
import { button, expectAccessible, place, settled } from '../helpers/elements.js';
import { FakeSession, message } from '../helpers/fake-session.js';

const daysAgo = (days: number): number => {
  const noon = new Date();
  noon.setHours(12, 0, 0, 0);
  noon.setDate(noon.getDate() - days);
  return noon.getTime();
};

describe('who reads a conversation', () => {
  let session: FakeSession;
  let list: DMMessageList;
  const rows = (): HTMLElement[] => [...list.renderRoot.querySelectorAll<HTMLElement>('li[data-id]')];
  const separators = (): HTMLElement[] => [...list.renderRoot.querySelectorAll<HTMLElement>('[part="separator"]')];
  const days = (): string[] => [...list.renderRoot.querySelectorAll('.day')].map((day) => day.textContent ?? '');
  const goUp = async (): Promise<void> => {
    list.renderRoot.querySelector('.scroller')?.scrollTo(0, -10_000);
    await waitUntil(() => list.renderRoot.querySelector('.pill') !== null);
  };

  beforeEach(async () => {
    session = new FakeSession().show({ state: 'active', since: 0 });
    list = place(html`<dm-message-list .session=${session}></dm-message-list>`).querySelector(
      'dm-message-list',
    ) as DMMessageList;
    list.style.height = '300px';
    await settled(list);
  });
  afterEach(() => (document.documentElement.lang = 'en'));

  const fill = async (count: number): Promise<void> => {
    session.update({ messages: Array.from({ length: count }, (_, i) => message(`message ${i}`, { status: 'read' })) });
    await settled(list);
  };

  it('finds one line "New" above the first message that came meanwhile, until they answer', async () => {
    await fill(30);
    expect(separators()).to.deep.equal([]);
    await goUp();
    session.add(message('first new', { id: 'n1' }), message('second new', { id: 'n2' }));
    await settled(list);
    expect(separators().map((each) => each.textContent?.trim())).to.deep.equal(['New']);
    expect(separators()[0]?.nextElementSibling).to.equal(rows().at(-2));
    expect(list.matches(':state(has-unread)')).to.equal(true);
    await expectAccessible(list);

    // Having read them does not take the line away: one would lose the place.
    session.markRead('n2');
    await settled(list);
    expect(separators()).to.have.lengthOf(1);
    expect(list.matches(':state(has-unread)')).to.equal(false);

    session.add(message('an answer', { direction: 'out' }));
    await settled(list);
    expect(separators()).to.deep.equal([]);
  });

  it('finds no line for what came while they were watching', async () => {
    await fill(30);
    if (!document.hasFocus()) window.focus();
    session.add(message('watched'));
    await settled(list);
    expect(separators()).to.deep.equal([]);
  });

  it('finds today, yesterday, and other days by their name, in the language of the page', async () => {
    session.update({
      messages: [5, 1, 0].map((ago) => message(`${ago}`, { timestamp: daysAgo(ago) })),
    });
    await settled(list);
    const named = (lang: string): string =>
      new Intl.DateTimeFormat(lang, { weekday: 'long', day: 'numeric', month: 'long' }).format(daysAgo(5));
    expect(days()).to.deep.equal([named('en'), 'yesterday', 'today']);
    // Each language writes it small; a heading begins with a capital letter.
    expect(getComputedStyle(list.renderRoot.querySelector('.day')!, '::first-letter').textTransform).to.equal(
      'uppercase',
    );

    await loadLocale('de');
    document.documentElement.lang = 'de';
    await waitUntil(() => days().at(-1) === 'heute');
    await settled(list);
    expect(days()).to.deep.equal([named('de'), 'gestern', 'heute']);
  });

  it('finds times as people of their language write them', async () => {
    const timestamp = new Date().setHours(15, 5, 0, 0);
    session.update({ messages: [message('at five past three', { timestamp })] });
    await settled(list);
    const time = (): string =>
      list.renderRoot.querySelector('dm-message')?.renderRoot.querySelector('time')?.textContent?.trim() ?? '';
    expect(time()).to.match(/^3:05\sPM$/);
    await loadLocale('de');
    document.documentElement.lang = 'de';
    await waitUntil(() => time() === '15:05');
  });

  it('has the last 300 messages in the page, and the others by a button', async () => {
    await fill(350);
    expect(rows()).to.have.lengthOf(300);
    expect(rows()[0]?.querySelector('dm-message')?.message?.content).to.equal('message 50');
    await goUp();
    button(list, 'Show earlier messages').click();
    await settled(list);
    expect(rows()).to.have.lengthOf(350);
    expect(() => button(list, 'Show earlier messages')).to.throw();
  });
});
