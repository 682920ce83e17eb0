import { expect, html, oneEvent, waitUntil } from '@open-wc/testing';
import '../../components/index.js';
import type { DMSessionElement, DMVerify } from '../../components/index.js';
import { EMOJI, ENGLISH } from '../../components/dm-verify/emoji.js';
import { LOCALES, loadLocale } from '../../components/locales/load.js';
import { emojiWordsIn } from '../../components/locales/localize.js';
import { toBase64url } from '../../src/wire/bytes.js';
import { placeCamera, type FakeCamera } from '../helpers/camera.js';
import { button, expectAccessible, place, settled, withClient, wordsOf } from '../helpers/elements.js';
import { FakeClient, FakeSession } from '../helpers/fake-session.js';

describe('<dm-verify>', () => {
  let session: FakeSession;
  let verify: DMVerify;
  const dialog = (): HTMLDialogElement => verify.renderRoot.querySelector('dialog') as HTMLDialogElement;

  beforeEach(async () => {
    session = new FakeSession().show({ state: 'active', since: 0 });
    verify = place(html`<dm-verify .session=${session}></dm-verify>`).querySelector('dm-verify') as DMVerify;
    await settled(verify);
  });

  afterEach(() => dialog().close());

  const start = async (): Promise<void> => {
    verify.start();
    await settled(verify);
  };

  it('is closed until it is started, and stays closed while there is nothing to compare', async () => {
    expect(dialog().open).to.equal(false);
    session.show({ state: 'idle' });
    await start();
    expect(dialog().open).to.equal(false);
    verify.session = null;
    await settled(verify);
    expect(dialog().open).to.equal(false);
  });

  it('shows seven emoji with their words, and has no accessibility finding', async () => {
    await start();
    expect(verify.matches(':state(open)')).to.equal(true);
    const items = [...verify.renderRoot.querySelectorAll('[part="item"]')];
    expect(items.map((item) => item.querySelector('[part="word"]')?.textContent)).to.deep.equal([
      'Dog',
      'Rabbit',
      'Cloud',
      'Cake',
      'Santa',
      'Book',
      'Pin',
    ]);
    expect(items.map((item) => item.querySelector('.emoji')?.textContent)).to.deep.equal(
      session.safety?.emoji.map((index) => EMOJI[index]),
    );
    await expectAccessible(verify);
  });

  it('shows the same as numbers, and has no accessibility finding', async () => {
    await start();
    button(verify, 'Numbers').click();
    await settled(verify);
    expect(wordsOf(verify)).to.include('1234 5678 9012 12345 06789 01234 56789 01234 56789');
    expect(verify.renderRoot.querySelector('[part="digits"]')?.getAttribute('dir')).to.equal('ltr');
    await expectAccessible(verify);
  });

  it('puts the focus on the question: neither answer is one Enter away', async () => {
    await start();
    expect(verify.shadowRoot?.activeElement?.localName).to.equal('h2');
    expect(verify.renderRoot.querySelectorAll('.primary')).to.have.lengthOf(0);
  });

  it('tells the session that they match, and waits for the other person', async () => {
    await start();
    button(verify, 'They match').click();
    expect(session.calls).to.deep.equal(['verify true']);
    session.update({ verification: { level: 'none', confirmedBySelf: true, confirmedByPeer: false } });
    await settled(verify);
    expect(wordsOf(verify)).to.include('Waiting for Bob');
    await expectAccessible(verify);
  });

  it('tells the session that they do not match, and goes away with the conversation', async () => {
    await start();
    button(verify, 'They don’t match').click();
    expect(session.calls).to.deep.equal(['verify false']);
    session.show({ state: 'failed', reason: 'mismatch', at: 0 });
    await settled(verify);
    expect(dialog().open).to.equal(false);
    expect(wordsOf(verify)).not.to.include('Dog');
  });

  it('says when both have confirmed, for this chat only', async () => {
    await start();
    session.update({
      verification: { level: 'verified', method: 'sas', confirmedBySelf: true, confirmedByPeer: true },
    });
    await settled(verify);
    expect(wordsOf(verify)).to.match(/You and Bob are alone here.*this chat only/);
    await expectAccessible(verify);
    button(verify, 'Done').click();
    await settled(verify);
    expect(dialog().open).to.equal(false);
  });

  it('leaves the answer to a page that prevents its event', async () => {
    verify.addEventListener('dm-verify-answer', (event) => event.preventDefault());
    await start();
    const answered = oneEvent(verify, 'dm-verify-answer');
    button(verify, 'They match').click();
    expect(await answered).to.have.property('match', true);
    expect(session.calls).to.deep.equal([]);
  });

  it('shows the words in the language of the other person, too', async () => {
    await start();
    const select = verify.renderRoot.querySelector('select') as HTMLSelectElement;
    expect([...select.options].map(({ value }) => value)).to.deep.equal(['en', ...LOCALES]);
    select.value = 'de';
    select.dispatchEvent(new Event('change'));
    await waitUntil(() => wordsOf(verify).includes('Hund'), 'German', { timeout: 10_000 });
    expect(wordsOf(verify)).to.include('Is it really Bob?');
  });

  describe('by QR code', () => {
    let camera: FakeCamera;
    const scan = async (text: string | null): Promise<void> => {
      camera = await placeCamera(text);
      await start();
      button(verify, 'QR code').click();
      await waitUntil(() => verify.renderRoot.querySelector('[part="scan"]'));
      button(verify, 'Scan Bob’s code').click();
    };
    const code = toBase64url(new Uint8Array(40).fill(9));
    afterEach(() => camera.remove());

    it('shows ours, and has no accessibility finding', async () => {
      camera = await placeCamera(code);
      await start();
      button(verify, 'QR code').click();
      await waitUntil(() => verify.renderRoot.querySelector('svg.qr'));
      await expectAccessible(verify);
    });

    it('hands what the camera reads to the session, and is done when it matches', async () => {
      await scan(code);
      await waitUntil(() => session.calls.includes('compare 40'), 'compared', { timeout: 9_000 });
      session.update({
        verification: { level: 'verified', method: 'qr', confirmedBySelf: true, confirmedByPeer: true },
      });
      await settled(verify);
      expect(wordsOf(verify)).to.include('You and Bob are alone here');
      expect(camera.streams.every((stream) => !stream.active)).to.equal(true);
    });

    it('reads with the browser’s own detector, where it has one for such codes', async () => {
      const made: unknown[] = [];
      class BarcodeDetector {
        static formats = ['qr_code', 'ean_13'];
        static getSupportedFormats = async (): Promise<readonly string[]> => BarcodeDetector.formats;
        constructor(options: unknown) {
          made.push(options);
        }
        #looks = 0;
        async detect(): Promise<readonly { rawValue: string }[]> {
          // A browser may fail on a frame, and see nothing on the next one.
          if (this.#looks++ === 0) throw new DOMException('no frame yet', 'InvalidStateError');
          return this.#looks < 3 ? [] : [{ rawValue: code }];
        }
      }
      const real = Object.getOwnPropertyDescriptor(globalThis, 'BarcodeDetector');
      Object.defineProperty(globalThis, 'BarcodeDetector', { value: BarcodeDetector, configurable: true });
      try {
        // Its picture is none of ours: only the detector can have read it.
        await scan('https://site.example/poster');
        await waitUntil(() => session.calls.includes('compare 40'), 'compared', { timeout: 9_000 });
        expect(made).to.deep.equal([{ formats: ['qr_code'] }]);
        verify.open = false;
        await settled(verify);
        camera.remove();
        // One that reads only shelves.
        BarcodeDetector.formats = ['ean_13'];
        await scan('https://site.example/poster');
        await waitUntil(() => wordsOf(verify).includes('some other code'), 'a hint', { timeout: 9_000 });
        expect(made).to.have.lengthOf(1);
      } finally {
        verify.open = false;
        Reflect.deleteProperty(globalThis, 'BarcodeDetector');
        if (real) Object.defineProperty(globalThis, 'BarcodeDetector', real);
      }
    });

    it('warns of another code, stops the camera, and leaves the decision to the person', async () => {
      session.qrVerdict = 'different';
      await scan(code);
      await waitUntil(() => wordsOf(verify).includes('someone is in the middle'), 'a warning', { timeout: 9_000 });
      expect(camera.streams.every((stream) => !stream.active)).to.equal(true);
      await expectAccessible(verify);
      button(verify, 'They don’t match').click();
      expect(session.calls).to.include('verify false');
    });

    it('goes on looking after a code that is none of ours', async () => {
      await scan('https://site.example/poster');
      await waitUntil(() => wordsOf(verify).includes('some other code'), 'a hint', { timeout: 9_000 });
      expect(session.calls).to.deep.equal([]);
      expect(camera.streams.some((stream) => stream.active)).to.equal(true);
      button(verify, 'Cancel').click();
      expect(camera.streams.every((stream) => !stream.active)).to.equal(true);
    });
  });

  it('finds its session by the id of the person, where a provider is near', async () => {
    const client = new FakeClient(session);
    const container = place(html`<dm-provider .client=${client}><dm-verify peer="bob"></dm-verify></dm-provider>`);
    const alone = container.querySelector('dm-verify') as DMVerify;
    await settled(alone);
    expect(alone.session).to.equal(session);
  });

  describe('in a <dm-session>', () => {
    let element: DMSessionElement;
    beforeEach(async () => {
      ({ element } = await withClient(new FakeClient(session)));
    });

    it('opens from the header, and the button is gone once verified', async () => {
      button(element, 'Verify').click();
      await waitUntil(() => element.renderRoot.querySelector('dm-verify')?.matches(':state(open)'));
      const inner = element.renderRoot.querySelector('dm-verify') as DMVerify;
      button(inner, 'They match').click();
      expect(session.calls).to.include('verify true');
      inner.open = false;
      session.update({
        verification: { level: 'verified', method: 'sas', confirmedBySelf: true, confirmedByPeer: true },
      });
      await settled(element);
      expect(element.renderRoot.querySelector('[part="verify"]')).to.equal(null);
    });

    it('can be left out', async () => {
      element.withoutVerify = true;
      await settled(element);
      expect(element.renderRoot.querySelector('[part="verify"]')).to.equal(null);
    });
  });

  it('says that the person has closed it, and not that the page has', async () => {
    let closed = 0;
    verify.addEventListener('close', () => closed++);
    const whenClosed = async (close: () => void): Promise<void> => {
      await start();
      const native = oneEvent(dialog(), 'close');
      close();
      await native;
      await settled(verify);
    };
    await whenClosed(() => (verify.open = false));
    expect(closed).to.equal(0);
    await whenClosed(() => button(verify, 'Close').click());
    expect(closed).to.equal(1);
    // As Escape does.
    await whenClosed(() => dialog().close());
    expect([closed, verify.open]).to.deep.equal([2, false]);
  });
});

describe('the words of a verification', () => {
  it('are 64 different ones in every language, or two people could not tell two emoji apart', async () => {
    expect(new Set(EMOJI).size).to.equal(64);
    expect(new Set(ENGLISH).size).to.equal(64);
    for (const locale of LOCALES) {
      await loadLocale(locale);
      const words = emojiWordsIn(locale) ?? [];
      expect(words, locale).to.have.lengthOf(64);
      expect(new Set(words.map((word) => word.toLocaleLowerCase(locale))).size, locale).to.equal(64);
      expect(
        words.every((word) => word !== '' && word === word.trim()),
        locale,
      ).to.equal(true);
    }
  });
});
