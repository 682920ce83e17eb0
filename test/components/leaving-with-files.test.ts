/** A file that is on its way would be lost: whoever leaves or ends is asked once, and at no other time. */
import { expect, oneEvent, waitUntil } from '@open-wc/testing';
import '../../components/index.js';
import type { DMSessionElement } from '../../components/index.js';
import type { FileStatus } from '../../src/session/types.js';
import { button, deep, expectAccessible, settled, withClient, wordsOf } from '../helpers/elements.js';
import { FakeFile } from '../helpers/fake-file.js';
import { FakeClient, FakeSession } from '../helpers/fake-session.js';

const onItsWay: FileStatus = { state: 'transferring', bytes: 10, rate: 10, remaining: 9 };

describe('a file on its way', () => {
  let session: FakeSession;
  let element: DMSessionElement;
  let file: FakeFile;

  beforeEach(async () => {
    session = new FakeSession('bob', 'Bob').show({ state: 'active', since: 0 });
    ({ element } = await withClient(new FakeClient(session)));
    file = new FakeFile({ status: onItsWay });
    session.addFiles(file);
    await waitUntil(() => [...deep(element.renderRoot)].some((each) => each.matches('dm-file:state(transferring)')));
  });
  afterEach(() => element.remove());

  const become = async (status: FileStatus): Promise<void> => {
    file.status = status;
    session.update();
    await settled(element);
  };
  /** Whether the browser would ask. */
  const asks = (): boolean => {
    const event = new Event('beforeunload', { cancelable: true });
    dispatchEvent(event);
    return event.defaultPrevented;
  };

  it('makes the browser ask before the page goes, until it is over or its element has left', async () => {
    expect(asks()).to.equal(true);
    await become({ state: 'paused', by: 'peer', bytes: 10 });
    expect(asks()).to.equal(true);
    await become({ state: 'done' });
    expect(asks()).to.equal(false);
    await become(onItsWay);
    expect(asks()).to.equal(true);
    element.remove();
    expect(asks()).to.equal(false);
  });

  it('makes "End and erase" ask first; "Cancel" goes on where the person was', async () => {
    button(element, 'End and erase').click();
    await settled(element);
    expect(session.calls).to.not.include('end');
    expect(wordsOf(element)).to.include('A file is still on its way. End anyway?');
    expect(element.shadowRoot?.activeElement?.id).to.equal('end-question');
    await expectAccessible(element);
    button(element, 'Cancel').click();
    await settled(element);
    expect(wordsOf(element)).to.not.include('End anyway?');
    expect(element.shadowRoot?.activeElement?.localName).to.equal('dm-composer');
    expect(session.calls).to.not.include('end');
  });

  it('ends when the person says so twice, and at once when the page says so', async () => {
    button(element, 'End and erase').click();
    await settled(element);
    button(element.renderRoot.querySelector('[role="alertdialog"]')!, 'End and erase').click();
    expect(session.calls.filter((call) => call === 'end')).to.have.lengthOf(1);
    await element.end();
    expect(session.calls.filter((call) => call === 'end')).to.have.lengthOf(2);
  });

  it('asks no more once it has arrived', async () => {
    button(element, 'End and erase').click();
    await settled(element);
    await become({ state: 'done' });
    expect(wordsOf(element)).to.not.include('End anyway?');
    button(element, 'End and erase').click();
    expect(session.calls).to.include('end');
  });
});

describe('a private conversation', () => {
  it('tells tools that record pages to leave it out', async () => {
    const session = new FakeSession('bob', 'Bob').show({ state: 'active', since: 0 });
    const { element } = await withClient(new FakeClient(session));
    await waitUntil(() => element.renderRoot.querySelector('dm-composer')?.shadowRoot?.querySelector('form'));
    const list = element.renderRoot.querySelector('dm-message-list');
    const composer = element.renderRoot.querySelector('dm-composer');
    for (const root of [list, composer]) {
      const top = root?.shadowRoot?.querySelector('[data-sentry-block][data-dd-privacy="hidden"]');
      expect(top?.parentNode, root?.localName).to.equal(root?.shadowRoot);
    }
    element.remove();
  });

  it('says once each time that the other person types, and nothing of it in the place of a message', async () => {
    const session = new FakeSession('bob', 'Bob').show({ state: 'active', since: 0 });
    const { element } = await withClient(new FakeClient(session));
    await waitUntil(() => element.renderRoot.querySelector('dm-composer'));
    const region = element.renderRoot.querySelector('[role="status"]')!;
    const said: string[] = [];
    const observer = new MutationObserver(() => region.textContent && said.push(region.textContent.trim()));
    observer.observe(region, { subtree: true, childList: true, characterData: true });
    session.update({ peerTyping: true });
    session.update();
    await waitUntil(() => said.length > 0, 'nothing said', { timeout: 5_000 });
    expect(said).to.deep.equal(['Bob is typing']);
    session.update({ peerTyping: false });
    session.messages = [];
    const came = oneEvent(element, 'dm-message');
    const { message } = await import('../helpers/fake-session.js');
    session.add(message('here it is'));
    await came;
    session.update({ peerTyping: true });
    await waitUntil(() => said.length > 1, 'nothing said', { timeout: 5_000 });
    expect(said).to.deep.equal(['Bob is typing', 'New message from Bob']);
    observer.disconnect();
    element.remove();
  });
});
