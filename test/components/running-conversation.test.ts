/** A conversation in the room that it is given, under the keys that lead through it, and beside a copy of itself. */
import { expect, waitUntil } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../../components/index.js';
import type { DMSessionElement } from '../../components/index.js';
import { settled, textOf, withClient } from '../helpers/elements.js';
import { FakeClient, FakeSession, message } from '../helpers/fake-session.js';

describe('a running conversation', () => {
  let session: FakeSession;
  let element: DMSessionElement;
  const one = (selector: string): HTMLElement => element.renderRoot.querySelector<HTMLElement>(selector)!;

  beforeEach(async () => {
    session = new FakeSession('bob', 'Bob').show({ state: 'active', since: 0 });
    session.messages = [message('a secret of theirs', { status: 'read' })];
    ({ element } = await withClient(new FakeClient(session)));
    await waitUntil(() => element.renderRoot.querySelector('dm-composer')?.shadowRoot?.querySelector('textarea'));
    await settled(element);
  });

  describe('in an element', () => {
    const isShown = (selector: string): boolean => getComputedStyle(one(selector)).display !== 'none';
    /** The element's own width counts, whatever the page's is; the border is no room. */
    const at = async (width: number): Promise<void> => {
      element.style.boxSizing = 'content-box';
      element.style.inlineSize = `${width}px`;
      await settled(element);
    };

    it('shows the initial from 360 pixels on', async () => {
      await at(359);
      expect(isShown('header .avatar')).to.equal(false);
      await at(360);
      expect(isShown('header .avatar')).to.equal(true);
    });

    it('names what its buttons do from 560 pixels on, and has the words in a label below that', async () => {
      const end = one('[part="end"]');
      await at(559);
      expect(isShown('.danger .button-label')).to.equal(false);
      expect(end.getBoundingClientRect().width).to.equal(end.getBoundingClientRect().height);
      expect(end.ariaLabel).to.equal('End and erase');
      await at(560);
      expect(isShown('.danger .button-label')).to.equal(true);
      expect(end.getBoundingClientRect().width).to.be.above(100);
    });

    it('keeps lines readable on a wide page: the conversation stands in the middle of it', async () => {
      const body = one('.body');
      await at(719);
      expect(getComputedStyle(body).maxInlineSize).to.equal('none');
      await at(1_200);
      const [inner, outer] = [body.getBoundingClientRect(), element.getBoundingClientRect()];
      expect(inner.width).to.equal(860);
      expect(inner.left - outer.left).to.be.closeTo(outer.right - inner.right, 1);
    });
  });

  it('is gone through with Tab in the order in which it is read, and each stop has a ring', async () => {
    const before = document.createElement('button');
    const after = document.createElement('button');
    element.parentElement?.before(before);
    element.parentElement?.after(after);
    before.focus();
    const stops: string[] = [];
    for (let tab = 0; tab < 12; tab++) {
      await sendKeys({ press: 'Tab' });
      let active = document.activeElement;
      while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
      if (!active || active === after || active === document.body) break;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(active);
      // A field may carry its ring on the box around it.
      const box = getComputedStyle(active.parentElement ?? active);
      const hasRing =
        (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) ||
        boxShadow !== 'none' ||
        box.outlineStyle !== 'none' ||
        box.boxShadow !== 'none';
      const name = active.ariaLabel ?? active.textContent?.trim() ?? '';
      expect(active.matches(':focus-visible') && hasRing, name).to.equal(true);
      stops.push(name);
    }
    before.remove();
    after.remove();
    expect(stops.filter((name) => name !== 'Record a voice message')).to.deep.equal([
      'Verify',
      'End and erase',
      'Conversation with Bob',
      'Attach files',
      'Message Bob',
    ]);
  });

  it('has nothing of itself in a copy: that is another view of the same conversation', async () => {
    const composer = element.renderRoot.querySelector('dm-composer')!;
    composer.value = 'half a thought';
    await settled(element);
    const copy = element.cloneNode(true) as DMSessionElement;
    expect(copy.outerHTML).to.not.include('secret');
    expect(copy.shadowRoot?.textContent ?? '').to.equal('');
    document.body.append(copy);
    await settled(copy);
    // The page’s only provider has the session.
    await waitUntil(() => copy.renderRoot.querySelector('dm-composer')?.shadowRoot?.querySelector('textarea'));
    expect(copy.session).to.equal(session);
    expect(session.claims).to.equal(2);
    expect(copy.renderRoot.querySelector('dm-composer')?.value).to.equal('');
    copy.remove();
    expect(session.claims).to.equal(1);
    expect(textOf(element)).to.equal('');
    expect(composer.value).to.equal('half a thought');
    expect(session.calls.filter((call) => call === 'end' || call === 'request')).to.deep.equal([]);
  });

  it('tells the page nothing of what is being written, whatever the browser makes of it', async () => {
    const field = element.renderRoot.querySelector('dm-composer')!.renderRoot.querySelector('textarea')!;
    const events = [
      new InputEvent('beforeinput', { data: 'x', bubbles: true, composed: true }),
      new InputEvent('input', { data: 'x', bubbles: true, composed: true }),
      ...['compositionstart', 'compositionupdate', 'compositionend'].map(
        (type) => new CompositionEvent(type, { data: 'x', bubbles: true, composed: true }),
      ),
      ...['keydown', 'keypress', 'keyup'].map(
        (type) => new KeyboardEvent(type, { key: 'x', bubbles: true, composed: true }),
      ),
      ...['paste', 'copy', 'cut'].map((type) => new ClipboardEvent(type, { bubbles: true, composed: true })),
      ...['dragstart', 'drop'].map((type) => new DragEvent(type, { bubbles: true, composed: true })),
      // Blink's own: it comes with every key, and carries it.
      new CustomEvent('textInput', { bubbles: true, composed: true }),
      new Event('change', { bubbles: true, composed: true }),
    ];
    const heard: string[] = [];
    const hear = ({ type }: Event): void => void heard.push(type);
    for (const { type } of events) for (const target of [document, window]) target.addEventListener(type, hear);
    for (const event of events) field.dispatchEvent(event);
    field.focus();
    await sendKeys({ type: 'abc' });
    document.execCommand('insertText', false, 'abc');
    for (const { type } of events) for (const target of [document, window]) target.removeEventListener(type, hear);
    expect(field.value).to.include('abc');
    expect(heard).to.deep.equal([]);
  });
});

describe('a page that has its markup first', () => {
  const MODULES = {
    session: '/components/dm-session/dm-session.ts',
    provider: '/components/dm-provider/dm-provider.ts',
  };

  for (const order of [
    ['session', 'provider'],
    ['provider', 'session'],
  ] as const) {
    it(`has a chat whichever module comes first: ${order.join(', ')}; a session brings along what it is made of`, async function () {
      this.timeout(60_000);
      const frame = document.createElement('iframe');
      frame.srcdoc = '<dm-provider><dm-session peer="bob"></dm-session></dm-provider>';
      document.body.append(frame);
      await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
      const inner = frame.contentDocument!;
      for (const name of order) {
        const script = inner.createElement('script');
        script.type = 'module';
        script.src = MODULES[name];
        inner.head.append(script);
        await new Promise((resolve) => script.addEventListener('load', resolve));
      }
      const provider = inner.querySelector('dm-provider')!;
      const element = inner.querySelector('dm-session')!;
      const session = new FakeSession('bob', 'Bob').show({ state: 'active', since: 0 });
      provider.client = new FakeClient(session);
      await waitUntil(() => element.session === session, 'found', { timeout: 20_000 });
      await waitUntil(
        () => element.renderRoot.querySelector('dm-composer')?.shadowRoot?.querySelector('textarea'),
        'a composer',
        { timeout: 40_000 },
      );
      session.add(message('hello'));
      await waitUntil(() => {
        const list = element.renderRoot.querySelector('dm-message-list');
        return list?.shadowRoot?.querySelector('dm-message')?.shadowRoot?.textContent?.includes('hello');
      });
      // Loaded when it is wanted.
      await element.verify();
      expect([...element.renderRoot.querySelectorAll(':not(:defined)')].map((each) => each.localName)).to.deep.equal(
        [],
      );
      frame.remove();
    });
  }
});
