import { expect, oneEvent, waitUntil } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../../components/index.js';
import type { DMRequestDialog } from '../../components/index.js';
import { DMRequestEvent } from '../../src/events.js';
import { button, expectAccessible, settled, withDialog, wordsOf } from '../helpers/elements.js';
import { FakeClient, FakeSession } from '../helpers/fake-session.js';

describe('<dm-request-dialog>', () => {
  let client: FakeClient;
  let dialog: DMRequestDialog;
  const native = (): HTMLDialogElement => dialog.renderRoot.querySelector('dialog') as HTMLDialogElement;
  const asking = (peer = 'bob', name = 'Bob'): FakeSession =>
    new FakeSession(peer, name).show({ state: 'incoming_request', deadline: Date.now() + 52_000 });
  const ready = async (): Promise<void> => {
    await settled(dialog);
    await waitUntil(() => !button(dialog, 'Accept').disabled);
  };

  beforeEach(async () => {
    client = new FakeClient();
    dialog = await withDialog(client);
  });

  afterEach(() => native().close());

  it('is not there while nobody asks', () => {
    expect(native().open).to.equal(false);
    expect(dialog.matches(':state(open)')).to.equal(false);
  });

  it('asks, says who, and has no accessibility finding', async () => {
    client.ring(asking('u_42', 'Bob'));
    await settled(dialog);
    expect(native().open).to.equal(true);
    expect(wordsOf(dialog)).to.match(/Bob wants to chat privately u_42.*0:\d\d left to answer/);
    await ready();
    await expectAccessible(dialog);
  });

  it('puts the focus on the question, never on Accept, and cannot be answered by accident', async () => {
    const focused = oneEvent(dialog.renderRoot, 'focusin');
    client.ring(asking());
    // At once: half a second later it can be answered, and a busy machine takes that long to look.
    await focused;
    expect(dialog.shadowRoot?.activeElement?.localName).to.equal('h2');
    expect(button(dialog, 'Accept').disabled).to.equal(true);
    await ready();
  });

  it('accepts, declines and blocks', async () => {
    const [first, second, third] = [asking(), asking(), asking()];
    client.ring(first);
    await ready();
    button(dialog, 'Accept').click();
    client.ring(second);
    await settled(dialog);
    await ready();
    button(dialog, 'Decline').click();
    client.ring(third);
    await settled(dialog);
    await ready();
    button(dialog, 'Block').click();
    expect([first.calls, second.calls, client.calls]).to.deep.equal([['accept'], ['decline'], ['block bob']]);
  });

  it('takes Escape as "not now": no answer is sent', async () => {
    const request = asking();
    client.ring(request);
    await ready();
    await sendKeys({ press: 'Escape' });
    await settled(dialog);
    expect(request.calls).to.deep.equal(['ignore']);
    expect(native().open).to.equal(false);
  });

  it('shows one after the other and says how many wait', async () => {
    const [first, second] = [asking('bob', 'Bob'), asking('carol', 'Carol')];
    client.ring(first, second);
    await settled(dialog);
    expect(wordsOf(dialog)).to.include('1 more request');
    client.ring(second);
    await settled(dialog);
    expect(wordsOf(dialog)).to.include('Carol wants to chat privately');
    expect(dialog.queue).to.equal(0);
  });

  it('goes away when the request is taken back', async () => {
    client.ring(asking());
    await settled(dialog);
    client.ring();
    await settled(dialog);
    expect(native().open).to.equal(false);
  });

  for (const [name, words] of [
    ['dm-accept', 'Accept'],
    ['dm-decline', 'Decline'],
    ['dm-block', 'Block'],
  ] as const) {
    it(`leaves the answer "${words}" to a page that prevents ${name}`, async () => {
      const request = asking();
      const heard: [string, boolean][] = [];
      dialog.addEventListener(name, (event) => {
        heard.push([event.peer, event.cancelable]);
        if (heard.length === 1) event.preventDefault();
      });
      client.ring(request);
      await ready();
      button(dialog, words).click();
      // A session is blocked by its client.
      const calls = (): string[] => [...request.calls, ...client.calls];
      expect(calls()).to.deep.equal([]);
      button(dialog, words).click();
      expect(heard).to.deep.equal([
        [request.peer, true],
        [request.peer, true],
      ]);
      expect(calls()).to.have.lengthOf(1);
    });
  }

  it('leaves the whole question to a page that prevents dm-request', async () => {
    const request = asking();
    client.requests = [request];
    const event = new DMRequestEvent(request);
    event.preventDefault();
    client.dispatchEvent(event);
    await settled(dialog);
    expect(native().open).to.equal(false);
  });

  it('shows a hostile name as text', async () => {
    client.ring(asking('x', '<img src=x onerror=alert(1)>'));
    await settled(dialog);
    expect(dialog.renderRoot.querySelector('img')).to.equal(null);
  });
});
