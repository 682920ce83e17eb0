import { expect, html } from '@open-wc/testing';
import '../../components/dm-message/dm-message.js';
import type { DMMessage } from '../../components/dm-message/dm-message.js';
import type { DMMessage as Message } from '../../src/session/types.js';
import { expectAccessible, place, settled, wordsOf } from '../helpers/elements.js';
import { message } from '../helpers/fake-session.js';

describe('<dm-message>', () => {
  async function show(value: Message): Promise<DMMessage> {
    const element = place(html`<dm-message with-meta .message=${value}></dm-message>`).querySelector(
      'dm-message',
    ) as DMMessage;
    await settled(element);
    return element;
  }
  const text = (element: DMMessage): HTMLElement => element.renderRoot.querySelector('[part~="text"]') as HTMLElement;

  it('has no accessibility finding, in either direction and with every status', async () => {
    await expectAccessible(await show(message('hello')));
    for (const status of ['queued', 'sent', 'delivered', 'read', 'failed'] as const) {
      const element = await show(message('hello', { direction: 'out', status }));
      await expectAccessible(element);
    }
  });

  it('says in words how far an own message got', async () => {
    for (const [status, word] of [
      ['queued', 'Waiting for the connection'],
      ['sent', 'Sent'],
      ['delivered', 'Delivered'],
      ['read', 'Read'],
      ['failed', 'Not sent'],
    ] as const) {
      expect(wordsOf(await show(message('x', { direction: 'out', status })))).to.include(word);
    }
  });

  it('shows hostile text as text', async () => {
    const hostile = '<img src=x onerror=alert(1)> <script>alert(1)</script> ${7*7} {{x}}';
    const element = await show(message(hostile));
    expect(text(element).textContent).to.equal(hostile);
    expect(text(element).children).to.have.lengthOf(0);
  });

  it('takes out what could turn the page around', async () => {
    const element = await show(message('safe\u202Egnp.exe\u202C and\u2066 \u0007bell\u2069'));
    expect(text(element).textContent).to.equal('safegnp.exe and bell');
  });

  it('takes out what nobody can see, and leaves what emoji and other scripts are made of', async () => {
    const hidden = '\u061C\u115F\u1160\u200B\u200E\u200F\u2060\u2064\u3164\uFEFF\uFFA0\u{E0001}\u{E0041}\u{E007F}';
    expect(text(await show(message(`a${hidden}b`))).textContent).to.equal('ab');
    const scotland = '\u{1F3F4}\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}';
    const kept = `👩‍🚀 ❤️ می‌خواهم ${scotland}`;
    expect(text(await show(message(kept))).textContent).to.equal(kept);
    // No flag of any region: hidden words behind one.
    const smuggled = [...'secret words']
      .map((letter) => String.fromCodePoint(0xe0000 + letter.codePointAt(0)!))
      .join('');
    expect(text(await show(message(`🏴${smuggled}\u{E007F}`))).textContent).to.equal('🏴');
  });

  it('makes links of http and https only, and sends no referrer along', async () => {
    const element = await show(message('see https://example.org/a?b=1, javascript:alert(1) or (http://x.example).'));
    const links = [...text(element).querySelectorAll('a')];
    expect(links.map((link) => link.getAttribute('href'))).to.deep.equal([
      'https://example.org/a?b=1',
      'http://x.example',
    ]);
    for (const link of links) {
      expect(link.rel).to.equal('noopener noreferrer nofollow');
      expect(link.target).to.equal('_blank');
    }
  });

  it('keeps the white space of the text and adds none', async () => {
    const element = await show(message('  two\n  lines'));
    expect(text(element).textContent).to.equal('  two\n  lines');
    expect(getComputedStyle(text(element)).whiteSpace).to.equal('pre-wrap');
  });

  it('shows nothing of a message that was taken back', async () => {
    expect(wordsOf(await show(message('', { deleted: true })))).to.include('Message deleted');
  });

  it('gives machines the time in a form of their own', async () => {
    const element = await show(message('x', { timestamp: Date.UTC(2026, 0, 2, 3, 4) }));
    expect(element.renderRoot.querySelector('time')?.getAttribute('datetime')).to.equal('2026-01-02T03:04:00.000Z');
  });
});
