import { expect, html, waitUntil } from '@open-wc/testing';
import '../../components/index.js';
import type { DMProvider, DMSessionElement } from '../../components/index.js';
import type { SignalKind } from '../../src/signaling/adapter.js';
import { MemoryHub } from '../../src/testing.js';
import { button, expectAccessible, place, settled, wordsOf } from '../helpers/elements.js';

const TITLE = 'Private chat needs a newer browser';
const WHY = 'This page or browser lacks what private chat is built on: https, WebRTC and web cryptography.';

/** WebKitGTK as Debian builds it: all that the elements need but WebRTC. */
describe('a browser without WebRTC', () => {
  let hub: MemoryHub;
  let heard: SignalKind[];
  let chat: DMSessionElement;

  beforeEach(async () => {
    hub = new MemoryHub();
    heard = [];
    const bob = hub.adapter();
    bob.onMessage((_from, { kind }) => heard.push(kind));
    await bob.connect('bob');
    const container = place(html`<dm-provider><dm-session peer="bob" peer-name="Bob"></dm-session></dm-provider>`);
    const provider = container.querySelector('dm-provider') as DMProvider;
    chat = container.querySelector('dm-session') as DMSessionElement;
    provider.self = 'alice';
    provider.adapter = hub.adapter();
    await waitUntil(() => provider.matches(':state(online)'), 'online', { timeout: 5_000 });
    await settled(chat);
  });

  const says = (words: string): Promise<void> =>
    waitUntil(() => wordsOf(chat).includes(words), `"${words}" is said`, { timeout: 5_000 });

  it('is what this is', () => {
    expect(typeof RTCPeerConnection).to.equal('undefined');
    expect(typeof crypto.subtle).to.equal('object');
  });

  it('is told so in words when it asks, instead of waiting for somebody', async () => {
    button(chat, 'Ask Bob').click();
    await says(TITLE);
    expect(wordsOf(chat)).to.include(WHY);
    expect(chat.session?.status).to.include({ state: 'failed', reason: 'unsupported' });
    // Another try would end in the same way, and the other person was not bothered.
    expect(() => button(chat, 'Try again')).to.throw();
    expect(heard).to.deep.equal([]);
    await expectAccessible(chat);
  });

  it('is told so when it accepts, and who asked does not wait in vain', async () => {
    hub.inject('bob', 'alice', { kind: 'request', session: 'AAAAAAAAAAAAAAAAAAAAAA', payload: 'AQID', name: 'Bob' });
    await waitUntil(() => chat.session?.state === 'incoming_request', 'asked', { timeout: 5_000 });
    await settled(chat);
    button(chat, 'Accept').click();
    await says(TITLE);
    await waitUntil(() => heard.length > 0, 'the other side is told', { timeout: 5_000 });
    expect(heard).to.deep.equal(['end']);
  });
});
