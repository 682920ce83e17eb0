/** Whose client an element uses: nobody else's, whenever provider, id or module come, and none once it has left. */
import { expect, html, waitUntil } from '@open-wc/testing';
import '../../components/index.js';
import type { DMProvider, DMSessionElement } from '../../components/index.js';
import { place, settled, withDialog } from '../helpers/elements.js';
import { FakeClient, FakeSession } from '../helpers/fake-session.js';

const PROVIDER = '/components/dm-provider/dm-provider.ts';
const SESSION = '/components/dm-session/dm-session.ts';
const canMoveBefore = 'moveBefore' in Element.prototype;

/** A page of its own, in which nothing of ours is defined yet. */
class FreshPage {
  readonly frame = document.createElement('iframe');
  async open(markup: string): Promise<Document> {
    this.frame.srcdoc = markup;
    const loaded = new Promise((resolve) => this.frame.addEventListener('load', resolve, { once: true }));
    document.body.append(this.frame);
    await loaded;
    if (!this.frame.contentDocument) throw new Error('no page');
    return this.frame.contentDocument;
  }
  /** Runs a module of ours there. */
  async load(module: string): Promise<void> {
    const { contentWindow } = this.frame as unknown as { contentWindow: { eval(code: string): Promise<unknown> } };
    await contentWindow.eval(`import('${location.origin}${module}')`);
  }
}

const clientFor = (name: string): FakeClient => new FakeClient(new FakeSession('bob', name));
const nameIn = (element: Element | null): string | undefined => (element as DMSessionElement).session?.peerName;

describe('an element', () => {
  let page: FreshPage;
  let element: DMSessionElement;
  beforeEach(() => (page = new FreshPage()));
  afterEach(() => page.frame.remove());

  for (const [first, second] of [
    [SESSION, PROVIDER],
    [PROVIDER, SESSION],
  ] as const) {
    it(`waits for the provider above it, also among several (${first.split('/')[2]} first)`, async () => {
      const document = await page.open(
        '<dm-provider id="a"><dm-session peer="bob"></dm-session></dm-provider><dm-provider id="b"></dm-provider>',
      );
      // Set before anything is defined, as a script before ours does.
      Object.assign(document.querySelector('#a')!, { client: clientFor('Bob of a') });
      Object.assign(document.querySelector('#b')!, { client: clientFor('Bob of b') });
      await page.load(first);
      const session = document.querySelector('dm-session')!;
      await Promise.resolve();
      await page.load(second);
      await waitUntil(() => nameIn(session) === 'Bob of a');
      expect((document.querySelector('#b') as DMProvider).client?.session('bob').peerName).to.equal('Bob of b');
    });
  }

  it('finds a provider that is not defined yet out of a shadow root', async () => {
    const document = await page.open('<dm-provider id="a"><div></div></dm-provider><dm-provider id="b"></dm-provider>');
    Object.assign(document.querySelector('#a')!, { client: clientFor('Bob of a') });
    const root = document.querySelector('div')!.attachShadow({ mode: 'open' });
    root.innerHTML = '<dm-session peer="bob"></dm-session>';
    await page.load(SESSION);
    await page.load(PROVIDER);
    await waitUntil(() => nameIn(root.querySelector('dm-session')) === 'Bob of a');
  });

  it('keeps a session that a page gave it before it was defined, whatever `peer` says', async () => {
    const document = await page.open('<dm-session peer="carol"></dm-session>');
    const session = new FakeSession('bob', 'Bob');
    const element = document.querySelector('dm-session') as DMSessionElement;
    Object.assign(element, { session });
    await page.load(SESSION);
    await element.updateComplete;
    expect(element.session).to.equal(session);
    expect(session.claims).to.equal(1);
    element.session = null;
    expect(element.session).to.equal(null);
    expect(session.claims).to.equal(0);
  });

  it('waits for the id that `for` names and follows it, and asks nobody else meanwhile', async () => {
    const [one, other] = [clientFor('Bob of one'), clientFor('Bob of other')];
    const container = place(
      html`<dm-provider .client=${one}><dm-session peer="bob" for="late"></dm-session></dm-provider>`,
    );
    element = container.querySelector('dm-session')!;
    await settled(element);
    expect(element.session).to.equal(null);
    expect(element.matches(':state(unconfigured)')).to.equal(true);
    const late = document.createElement('dm-provider');
    late.client = other;
    container.append(late);
    late.id = 'late';
    await waitUntil(() => nameIn(element) === 'Bob of other');
    late.id = '';
    await waitUntil(() => element.session === null);
    container.querySelector('dm-provider')!.id = 'late';
    await waitUntil(() => nameIn(element) === 'Bob of one');
    element.htmlFor = '';
    late.append(element);
    await waitUntil(() => nameIn(element) === 'Bob of other');
  });

  it('leaves the client of a provider together with its place below it', async () => {
    const container = place(
      html`<dm-provider .client=${clientFor('Bob')}><dm-session peer="bob"></dm-session></dm-provider>
        <dm-provider></dm-provider>`,
    );
    element = container.querySelector('dm-session')!;
    await waitUntil(() => nameIn(element) === 'Bob');
    container.append(element);
    await waitUntil(() => element.session === null);
  });

  if (canMoveBefore) {
    const move = (to: Element): void =>
      (to as unknown as { moveBefore(node: Node, before: null): void }).moveBefore(element, null);

    it('notices nothing of a move below the same provider, and everything of one below another', async () => {
      const container = place(
        html`<dm-provider .client=${clientFor('Bob of one')}
            ><dm-session peer="bob"></dm-session>
            <div></div
          ></dm-provider>
          <dm-provider .client=${clientFor('Bob of other')}></dm-provider>`,
      );
      element = container.querySelector('dm-session')!;
      await waitUntil(() => nameIn(element) === 'Bob of one');
      let left = 0;
      element.addController({ hostDisconnected: () => left++ });
      move(container.querySelector('div')!);
      expect(left).to.equal(0);
      move(container.querySelectorAll('dm-provider')[1]!);
      expect(left).to.equal(1);
      await waitUntil(() => nameIn(element) === 'Bob of other');
    });
  }
});

describe('an element that has left the page', () => {
  /** Counts who listens. */
  class CountingClient extends FakeClient {
    listeners = 0;
    override addEventListener(...parameters: Parameters<FakeClient['addEventListener']>): void {
      this.listeners++;
      super.addEventListener(...parameters);
    }
    override removeEventListener(...parameters: Parameters<FakeClient['removeEventListener']>): void {
      this.listeners--;
      super.removeEventListener(...parameters);
    }
  }

  const TAGS = [
    'dm-session',
    'dm-request-dialog',
    'dm-request-button',
    'dm-launcher',
    'dm-message-list',
    'dm-verify',
    'dm-status',
    'dm-invite',
    'dm-manual',
  ] as const;

  for (const tag of TAGS) {
    it(`hears nothing of its client any more, and again when it is back: <${tag}>`, async () => {
      const client = new CountingClient(new FakeSession('bob', 'Bob'));
      const provider = place(html`<dm-provider .client=${client}></dm-provider>`).querySelector('dm-provider')!;
      await settled(provider);
      const alone = client.listeners;
      expect(alone).to.be.greaterThan(0);
      const element = document.createElement(tag);
      element.setAttribute('peer', 'bob');
      for (let round = 0; round < 3; round++) {
        provider.append(element);
        await settled(element);
        if (round === 0 && tag !== 'dm-invite' && tag !== 'dm-manual')
          expect(client.listeners).to.be.greaterThan(alone);
        element.remove();
        expect(client.listeners).to.equal(alone);
      }
      provider.remove();
      expect(client.listeners).to.equal(0);
    });
  }

  it('shows no request, and shows it as a modal dialog when it is back', async () => {
    const client = new FakeClient();
    const dialog = await withDialog(client);
    const provider = dialog.closest('dm-provider')!;
    const shown = (): HTMLDialogElement | null => dialog.renderRoot.querySelector('dialog');
    dialog.remove();
    client.ring(new FakeSession('bob', 'Bob').show({ state: 'incoming_request', deadline: Date.now() + 52_000 }));
    dialog.requestUpdate();
    await settled(dialog);
    expect(shown()?.open).to.equal(false);
    for (let round = 0; round < 2; round++) {
      provider.append(dialog);
      await waitUntil(() => shown()?.matches(':modal'));
      dialog.remove();
      expect(shown()?.open).to.equal(false);
    }
  });
});
