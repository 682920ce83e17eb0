import { expect, html, oneEvent, waitUntil } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../../components/dm-composer/dm-composer.js';
import type { DMComposer } from '../../components/dm-composer/dm-composer.js';
import '../../components/dm-provider/dm-provider.js';
import { DMError } from '../../src/errors.js';
import { button, expectAccessible, place, settled } from '../helpers/elements.js';
import { FakeClient, FakeSession } from '../helpers/fake-session.js';

const TYPED = 'a secret that the page must not see';

describe('<dm-composer>', () => {
  let composer: DMComposer;
  let sent: string[];
  const field = (): HTMLTextAreaElement => composer.renderRoot.querySelector('textarea') as HTMLTextAreaElement;
  const type = (text: string): void => {
    field().value = text;
    field().dispatchEvent(new InputEvent('input', { bubbles: true, composed: true, data: text }));
  };
  const press = (init: KeyboardEventInit & { keyCode?: number }): KeyboardEvent => {
    const event = new KeyboardEvent('keydown', {
      key: 'Enter',
      bubbles: true,
      composed: true,
      cancelable: true,
      ...init,
    });
    field().dispatchEvent(event);
    return event;
  };

  beforeEach(async () => {
    sent = [];
    const container = place(
      html`<dm-composer placeholder="Message Bob" @dm-send=${() => sent.push(composer.value)}></dm-composer>`,
    );
    composer = container.querySelector('dm-composer') as DMComposer;
    await settled(composer);
  });

  it('says whom an answer is for, and of a message of our own that it is ours', async () => {
    const title = (): string => composer.renderRoot.querySelector('.quote b')?.textContent ?? '';
    composer.quote = { author: 'Bob', text: 'See you' };
    await settled(composer);
    expect(title()).to.equal('Replying to Bob');
    composer.quote = { author: 'You', text: 'See you', own: true };
    await settled(composer);
    expect(title()).to.equal('You');
  });

  describe('accessibility', () => {
    it('has no finding, empty, written and over the limit', async () => {
      await expectAccessible(composer);
      type('hello');
      await settled(composer);
      await expectAccessible(composer);
      composer.maxLength = 3;
      await settled(composer);
      await expectAccessible(composer);
    });

    it('puts the focus into its field', () => {
      composer.focus();
      expect(composer.shadowRoot?.activeElement).to.equal(field());
    });
  });

  describe('sending', () => {
    it('sends with Enter, and is empty then', async () => {
      composer.focus();
      await sendKeys({ type: 'hello' });
      await sendKeys({ press: 'Enter' });
      expect(sent).to.deep.equal(['hello']);
      expect([composer.value, field().value]).to.deep.equal(['', '']);
    });

    it('makes a new line with Shift+Enter', async () => {
      composer.focus();
      await sendKeys({ type: 'one' });
      await sendKeys({ down: 'Shift' });
      await sendKeys({ press: 'Enter' });
      await sendKeys({ up: 'Shift' });
      await sendKeys({ type: 'two' });
      expect(sent).to.deep.equal([]);
      expect(composer.value).to.equal('one\ntwo');
    });

    it('leaves an Enter that belongs to an input method alone, also the late one of Safari', () => {
      type('にほん');
      expect(press({ isComposing: true }).defaultPrevented).to.equal(false);
      expect(press({ keyCode: 229 }).defaultPrevented).to.equal(false);
      field().dispatchEvent(new CompositionEvent('compositionstart'));
      press({});
      expect(sent).to.deep.equal([]);
      field().dispatchEvent(new CompositionEvent('compositionend'));
      press({});
      expect(sent).to.deep.equal(['にほん']);
    });

    it('with mod-enter sends with Ctrl+Enter or Cmd+Enter only', async () => {
      composer.submitOn = 'mod-enter';
      await settled(composer);
      type('hello');
      press({});
      expect(sent).to.deep.equal([]);
      press({ ctrlKey: true });
      type('again');
      press({ metaKey: true });
      expect(sent).to.deep.equal(['hello', 'again']);
    });

    it('sends with the button, and keeps the focus', async () => {
      type('hello');
      await settled(composer);
      button(composer, 'Send').click();
      expect(sent).to.deep.equal(['hello']);
      expect(composer.shadowRoot?.activeElement).to.equal(field());
    });

    it('sends nothing that is empty or only white space', async () => {
      for (const empty of ['', '   ', '\n\n']) {
        type(empty);
        await settled(composer);
        press({});
        expect(button(composer, 'Send').disabled).to.equal(true);
      }
      expect(sent).to.deep.equal([]);
    });

    it('keeps the text when the page prevents it', () => {
      composer.addEventListener('dm-send', (event) => event.preventDefault());
      type('hello');
      press({});
      expect(composer.value).to.equal('hello');
    });

    it('counts bytes, says how many are too many, and sends nothing then', async () => {
      composer.maxLength = 10;
      type('ééééé');
      await settled(composer);
      expect(composer.submit()).to.equal(true);
      type('éééééé');
      await settled(composer);
      expect(composer.renderRoot.querySelector('.counter')?.textContent).to.equal('2 too many');
      expect(composer.submit()).to.equal(false);
      expect(composer.value).to.equal('éééééé');
    });
  });

  describe('events', () => {
    it('tell the page nothing of what is written', () => {
      const seen: string[] = [];
      const keys = ['input', 'beforeinput', 'textInput', 'keydown', 'keyup', 'keypress'];
      const types = [...keys, 'paste', 'copy', 'cut', 'dragstart', 'drop', 'change'];
      const listen = (event: Event): void => void seen.push(event.type);
      for (const name of types) document.addEventListener(name, listen);
      type(TYPED);
      press({ key: 'x' });
      for (const name of ['paste', 'copy', 'cut']) {
        field().dispatchEvent(new ClipboardEvent(name, { bubbles: true, composed: true }));
      }
      for (const name of ['change', 'textInput', 'dragstart']) {
        field().dispatchEvent(new Event(name, { bubbles: true, composed: true }));
      }
      for (const name of types) document.removeEventListener(name, listen);
      expect(seen).to.deep.equal([]);
    });

    it('say how long the text is, and no more', async () => {
      const told = oneEvent(composer, 'dm-input');
      type(TYPED);
      const event = await told;
      expect(event).to.have.property('length', TYPED.length);
      expect(JSON.stringify(Object.values(event))).not.to.include(TYPED);
    });
  });

  describe('Escape', () => {
    /** Whether whoever is around hears of it. */
    const leaves = (): boolean => {
      let heard = false;
      const hear = (): void => void (heard = true);
      document.addEventListener('keydown', hear);
      field().focus();
      press({ key: 'Escape' });
      document.removeEventListener('keydown', hear);
      return heard;
    };

    it('takes away what is open first, and only then leaves, without what is written', async () => {
      composer.quote = { author: 'Bob', text: 'See you' };
      composer.addEventListener('dm-reply-cancel', () => (composer.quote = null));
      await settled(composer);
      expect(leaves()).to.equal(false);
      await settled(composer);
      expect(leaves()).to.equal(true);
      expect(composer.shadowRoot?.activeElement).to.equal(null);
      type('half a thought');
      expect(leaves()).to.equal(false);
      expect(composer.value).to.equal('half a thought');
    });

    it('closes the tray, and nothing around it', async () => {
      button(composer, 'Attach files').click();
      await waitUntil(() => composer.renderRoot.querySelector('dm-file-tray')?.shadowRoot?.querySelector('.sources'));
      let heard = false;
      const hear = (): void => void (heard = true);
      document.addEventListener('keydown', hear);
      await sendKeys({ press: 'Escape' });
      document.removeEventListener('keydown', hear);
      await settled(composer);
      expect(heard).to.equal(false);
      expect(composer.renderRoot.querySelector('dm-file-tray')?.choosing).to.equal(false);
      expect(composer.shadowRoot?.activeElement).to.equal(field());
    });
  });

  describe('that stands alone under a provider', () => {
    let session: FakeSession;
    beforeEach(async () => {
      session = new FakeSession('bob', 'Bob').show({ state: 'active', since: 0 });
      const client = new FakeClient(session);
      const container = place(
        html`<dm-provider .client=${client}><dm-composer peer="bob"></dm-composer></dm-provider>`,
      );
      composer = container.querySelector('dm-composer') as DMComposer;
      await settled(composer);
    });

    it('writes to the person it names, and says that it does', async () => {
      expect(field().placeholder).to.equal('Message Bob');
      type('hello');
      press({});
      expect(session.calls).to.deep.equal(['typing', 'send hello']);
      composer.files = [{ file: new File(['x'], 'x.txt') }];
      composer.submit();
      expect(session.calls.at(-1)).to.equal('files 1');
      await expectAccessible(composer);
    });

    it('sends nothing that the page prevents', () => {
      composer.addEventListener('dm-send', (event) => event.preventDefault());
      type('hello');
      press({});
      expect(session.calls).to.deep.equal(['typing']);
    });

    it('loses nothing that could not be sent, and tells the page and the ear', async () => {
      session.sendFails = new DMError('queue-full', 'full');
      const failed = oneEvent(composer, 'dm-error');
      type('hello');
      press({});
      expect(await failed).to.have.property('code', 'queue-full');
      await settled(composer);
      expect(composer.value).to.equal('hello');
      expect(composer.renderRoot.querySelector('[role="alert"]')?.textContent).to.equal('Message not sent');
    });

    it('takes nothing while nobody reads it, and keeps no draft of a chat that is over', async () => {
      type('half a thought');
      session.show({ state: 'ended', reason: 'ended', by: 'peer', at: 0 });
      await settled(composer);
      expect([composer.value, field().value]).to.deep.equal(['', '']);
      expect(field().disabled).to.equal(true);
      composer.value = 'too late';
      expect(composer.submit()).to.equal(false);
    });

    it('offers no files where the session takes none', async () => {
      session.files = { ...session.files, policy: 'none' };
      session.update();
      await settled(composer);
      expect(composer.renderRoot.querySelector('[part="attach"]')).to.equal(null);
    });
  });

  describe('what makes a message go', () => {
    const ways = async (submitOn: DMComposer['submitOn']): Promise<string[]> => {
      composer.submitOn = submitOn;
      await settled(composer);
      for (const init of [{}, { shiftKey: true }, { ctrlKey: true }, { metaKey: true }]) {
        type(JSON.stringify(init));
        press(init);
      }
      return sent.splice(0);
    };

    it('is Enter; the modifier does it in any case', async () => {
      const modified = ['{"ctrlKey":true}', '{"metaKey":true}'];
      expect(await ways('enter')).to.deep.equal(['{}', ...modified]);
      expect(await ways('mod-enter')).to.deep.equal(modified);
      expect(await ways('button')).to.deep.equal(modified);
    });

    it('is the button on a touch screen: Enter makes a new line there', async () => {
      const real = globalThis.matchMedia;
      globalThis.matchMedia = (media) => ({ ...real.call(globalThis, media), matches: media === '(pointer: coarse)' });
      try {
        type('hello');
        expect(press({}).defaultPrevented).to.equal(false);
        expect(sent).to.deep.equal([]);
        await settled(composer);
        button(composer, 'Send').click();
        expect(sent).to.deep.equal(['hello']);
      } finally {
        globalThis.matchMedia = real;
      }
    });
  });

  it('asks no browser service about spelling unless it is told to', async () => {
    expect(field().spellcheck).to.equal(false);
    composer.withSpellcheck = true;
    await settled(composer);
    expect(field().spellcheck).to.equal(true);
  });

  it('shows its states to style sheets', async () => {
    expect(composer.matches(':state(empty)')).to.equal(true);
    type('x'.repeat(5));
    composer.maxLength = 4;
    await settled(composer);
    expect(composer.matches(':state(empty)')).to.equal(false);
    expect(composer.matches(':state(over-limit)')).to.equal(true);
  });

  it('tells the page what the person does to the text, and nothing of what the page does itself', async () => {
    const lengths: number[] = [];
    composer.addEventListener('dm-input', ({ length }) => lengths.push(length));
    composer.value = 'from the page';
    composer.clear();
    await settled(composer);
    expect(lengths).to.deep.equal([]);
    composer.value = 'to be sent';
    await settled(composer);
    composer.submit();
    expect(lengths).to.deep.equal([0]);
  });
});
