/** What one person does with one message: answers it, copies it, takes it back. */
import { expect, html, waitUntil } from '@open-wc/testing';
import '../../components/index.js';
import type { DMMessageList, DMSessionElement } from '../../components/index.js';
import type { DMComposer } from '../../components/dm-composer/dm-composer.js';
import type { DMMessage } from '../../components/dm-message/dm-message.js';
import { button, deep, expectAccessible, place, settled, withClient, wordsOf } from '../helpers/elements.js';
import { FakeClient, FakeSession, message } from '../helpers/fake-session.js';

describe('a message of a conversation', () => {
  let session: FakeSession;
  let element: DMSessionElement;
  let list: DMMessageList;
  let composer: DMComposer;

  const rowOf = (id: string): HTMLElement =>
    list.renderRoot.querySelector<HTMLElement>(`[data-id="${id}"]`) ?? document.body;
  const bubbleOf = (id: string): DMMessage => rowOf(id).querySelector('dm-message') as DMMessage;
  const quoteIn = (host: { renderRoot: ParentNode } | null): HTMLElement | null =>
    host?.renderRoot.querySelector<HTMLElement>('[part="quote"]') ?? null;
  const words = (quote: HTMLElement | null): (string | undefined)[] | null =>
    quote && [...quote.querySelectorAll('b, span[dir]')].map((each) => each.textContent?.trim());
  /** By the toolbar of the message's row. */
  const act = async (id: string, name: string): Promise<void> => {
    rowOf(id).focus();
    await settled(element);
    button(list, name).click();
    await settled(element);
  };
  const write = async (text: string): Promise<void> => {
    composer.value = text;
    composer.submit();
    await settled(element);
  };

  beforeEach(async () => {
    session = new FakeSession('bob', 'Bob').show({ state: 'active', since: 0 });
    ({ element } = await withClient(new FakeClient(session)));
    await waitUntil(() => element.renderRoot.querySelector('dm-composer')?.shadowRoot?.querySelector('textarea'));
    list = element.renderRoot.querySelector('dm-message-list') as DMMessageList;
    composer = element.renderRoot.querySelector('dm-composer') as DMComposer;
    session.add(
      message('Who else can read this?', { id: 'question' }),
      message('Mine', { id: 'own', direction: 'out' }),
    );
    await settled(element);
  });

  describe('that is answered', () => {
    it('stands over the field, where the focus goes, and goes along with the answer', async () => {
      await act('question', 'Reply');
      expect(words(quoteIn(composer))).to.deep.equal(['Replying to Bob', 'Who else can read this?']);
      expect(composer.shadowRoot?.activeElement?.localName).to.equal('textarea');
      await expectAccessible(element);

      await write('Nobody');
      const answer = session.messages.at(-1);
      expect(answer).to.include({ content: 'Nobody', replyTo: 'question' });
      expect(quoteIn(composer)).to.equal(null);
      expect(words(quoteIn(bubbleOf(answer?.id ?? '')))).to.deep.equal(['Bob', 'Who else can read this?']);
      await expectAccessible(element);

      await write('And something else');
      expect(session.messages.at(-1)).to.not.have.property('replyTo');
    });

    it('is headed "You" where it is our own', async () => {
      await act('own', 'Reply');
      expect(words(quoteIn(composer))).to.deep.equal(['You', 'Mine']);
      await write('I mean it');
      expect(words(quoteIn(bubbleOf(session.messages.at(-1)?.id ?? '')))).to.deep.equal(['You', 'Mine']);
    });

    it('can be let go of by the button and by Escape: then the text is no answer', async () => {
      await act('question', 'Reply');
      button(composer, 'Cancel reply').click();
      await settled(element);
      expect(quoteIn(composer)).to.equal(null);

      await act('question', 'Reply');
      composer.renderRoot
        .querySelector('textarea')
        ?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true }));
      await settled(element);
      expect(quoteIn(composer)).to.equal(null);
      await write('just so');
      expect(session.messages.at(-1)).to.not.have.property('replyTo');
    });

    it('is still answered when the answer could not be sent', async () => {
      session.sendFails = new Error('no');
      await act('question', 'Reply');
      await write('Nobody');
      await waitUntil(() => quoteIn(composer) !== null);
      expect(composer.value).to.equal('Nobody');
    });

    it('is led to by its quote', async () => {
      session.add(message('Nobody', { id: 'answer', replyTo: 'question' }));
      await settled(element);
      quoteIn(bubbleOf('answer'))?.click();
      await settled(element);
      expect(list.shadowRoot?.activeElement).to.equal(rowOf('question'));
    });

    it('is named as what it is when it was taken back, or is not here any more', async () => {
      session.add(
        message('a', { id: 'to-gone', replyTo: 'never-here' }),
        message('b', { id: 'to-question', replyTo: 'question' }),
      );
      session.update({
        messages: session.messages.map((each) =>
          each.id === 'question' ? { ...each, content: '', deleted: true } : each,
        ),
      });
      await settled(element);
      expect(words(quoteIn(bubbleOf('to-gone')))).to.deep.equal(['Bob', 'Earlier message']);
      expect(words(quoteIn(bubbleOf('to-question')))).to.deep.equal(['Bob', 'Message deleted']);
      expect(wordsOf(bubbleOf('question'))).to.include('Message deleted');
    });

    it('leaves the field when it is taken back while one writes', async () => {
      await act('question', 'Reply');
      session.update({
        messages: session.messages.map((each) =>
          each.id === 'question' ? { ...each, content: '', deleted: true } : each,
        ),
      });
      await settled(element);
      expect(quoteIn(composer)).to.equal(null);
    });

    it('is not answered where the page prevents it', async () => {
      element.addEventListener('dm-message-action', (event) => event.preventDefault());
      await act('question', 'Reply');
      expect(quoteIn(composer)).to.equal(null);
    });
  });

  it('is taken back for both by its row’s toolbar: only our own, and only where the page lets it', async () => {
    rowOf('question').focus();
    await settled(element);
    expect(() => button(list, 'Delete for both')).to.throw();
    list.addEventListener('dm-message-action', (event) => event.preventDefault(), { once: true });
    await act('own', 'Delete for both');
    expect(session.calls.filter((call) => call.startsWith('delete'))).to.deep.equal([]);
    await act('own', 'Delete for both');
    expect(session.calls.filter((call) => call.startsWith('delete'))).to.deep.equal(['delete own']);
    // The toolbar is gone or another one: the focus stays on the message.
    expect(list.shadowRoot?.activeElement).to.equal(rowOf('own'));
  });

  it('is copied as its text and nothing else, and that is said', async () => {
    const copied: string[] = [];
    Object.defineProperty(navigator.clipboard, 'writeText', {
      configurable: true,
      value: (text: string) => Promise.resolve(void copied.push(text)),
    });
    try {
      await act('question', 'Copy');
      expect(copied).to.deep.equal(['Who else can read this?']);
      const spoken = (): string =>
        [...deep(element.shadowRoot as ShadowRoot)].find((each) => each.role === 'status')?.textContent ?? '';
      // After what came before it.
      await waitUntil(() => spoken().includes('Copied'), 'spoken', { timeout: 5_000 });
      element.addEventListener('dm-message-action', (event) => event.preventDefault(), { once: true });
      await act('own', 'Copy');
      expect(copied).to.have.lengthOf(1);
    } finally {
      Reflect.deleteProperty(navigator.clipboard, 'writeText');
    }
  });

  it('is said not to be copied where the page has no clipboard, or may not use it', async () => {
    const said = (): string =>
      [...deep(element.shadowRoot as ShadowRoot)].find((each) => each.role === 'alert')?.textContent ?? '';
    for (const [id, property] of [
      ['question', { value: undefined }],
      ['own', { value: { writeText: () => Promise.reject(new DOMException('no', 'NotAllowedError')) } }],
    ] as const) {
      const before = said();
      Object.defineProperty(navigator, 'clipboard', { configurable: true, ...property });
      try {
        await act(id, 'Copy');
        await waitUntil(() => said() !== before && said().includes('Could not copy'), id);
      } finally {
        Reflect.deleteProperty(navigator, 'clipboard');
      }
    }
  });

  it('offers nothing once it was taken back, and nothing when the chat is over', async () => {
    session.update({ messages: [message('', { id: 'gone', direction: 'out', deleted: true })] });
    await settled(element);
    rowOf('gone').focus();
    await settled(element);
    expect(list.renderRoot.querySelector('.toolbar')).to.equal(null);
    const alone = place(html`<dm-message-list .session=${session}></dm-message-list>`).querySelector('dm-message-list');
    session.update({ messages: [message('there', { id: 'there' })] });
    session.status = { state: 'disconnecting' };
    session.update();
    await settled(alone as DMMessageList);
    alone?.renderRoot.querySelector<HTMLElement>('[data-id="there"]')?.focus();
    await settled(alone as DMMessageList);
    expect(alone?.renderRoot.querySelector('.toolbar')).to.equal(null);
  });
});
