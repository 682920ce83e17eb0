/** What a page may do to an element: move it whole, load two versions of it, define it in a registry of its own. */
import { expect, html, waitUntil } from '@open-wc/testing';
import '../../components/index.js';
import { DMSessionElement } from '../../components/index.js';
import { define, VERSION } from '../../components/shared/define.js';
import { place, settled, withClient, wordsOf } from '../helpers/elements.js';
import { FakeClient, FakeSession } from '../helpers/fake-session.js';

const soon = (): number => Date.now() + 52_000;

/** A registry of its own: Chromium and Safari have it, Firefox does not yet. */
function scopedRegistry(): CustomElementRegistry | null {
  try {
    return new CustomElementRegistry();
  } catch {
    return null;
  }
}

const canMoveBefore = 'moveBefore' in Element.prototype;

describe('a page', () => {
  let session: FakeSession;
  let client: FakeClient;
  beforeEach(() => {
    session = new FakeSession('bob', 'Bob').show({ state: 'active', since: 0 });
    client = new FakeClient(session);
  });

  it('moves an element without leaving it, where the browser can', async () => {
    const { element, provider } = await withClient(client);
    await waitUntil(() => element.renderRoot.querySelector('dm-composer'));
    const other = document.createElement('section');
    provider.append(other);
    if (canMoveBefore) (other as unknown as { moveBefore(node: Node, before: null): void }).moveBefore(element, null);
    else other.append(element);
    await settled(element);
    expect(element.parentElement).to.equal(other);
    expect(element.session).to.equal(session);
    expect(session.claims).to.equal(1);
    expect(client.calls).to.deep.equal([]);
  });

  it('is told once, with both versions, that another version was there first', () => {
    class Older extends HTMLElement {
      static readonly dmVersion = '0.0.1';
    }
    customElements.define('dm-older', Older);
    const warnings: string[] = [];
    const { warn } = console;
    console.warn = (text: string) => void warnings.push(text);
    try {
      define('dm-older', class extends HTMLElement {});
      define('dm-older', class extends HTMLElement {});
    } finally {
      console.warn = warn;
    }
    expect(warnings).to.have.lengthOf(1);
    expect(warnings[0]).to.include('0.0.1').and.include(VERSION);
    expect(customElements.get('dm-older')).to.equal(Older);
  });

  const scoped = scopedRegistry();
  if (scoped) {
    it('defines a class of ours in a registry of its own, and its parts are there', async () => {
      scoped.define('private-chat', class extends DMSessionElement {});
      const host = document.createElement('div');
      const root = host.attachShadow({ mode: 'open', customElementRegistry: scoped });
      root.innerHTML = '<private-chat peer="bob"></private-chat>';
      place(html`<dm-provider .client=${client}></dm-provider>`)
        .querySelector('dm-provider')
        ?.append(host);
      const element = root.querySelector<DMSessionElement>('private-chat');
      if (!element) throw new Error('not there');
      expect(element).to.be.instanceOf(DMSessionElement);
      await settled(element);
      await waitUntil(() => element.renderRoot.querySelector('dm-composer')?.shadowRoot?.querySelector('textarea'));
      expect(customElements.get('private-chat')).to.equal(undefined);
      expect(wordsOf(element)).to.include('Bob');
    });
  }

  it('leads whoever said yes to the composer, when the dialog has taken the focus along', async () => {
    session.show({ state: 'incoming_request', deadline: soon() });
    const { element } = await withClient(client);
    (document.activeElement as HTMLElement | null)?.blur();
    session.show({ state: 'connecting', since: Date.now(), deadline: soon() });
    session.show({ state: 'active', since: 0 });
    await waitUntil(() => element.shadowRoot?.activeElement?.localName === 'dm-composer');
  });

  it('keeps its focus when somebody else’s yes, or nobody’s, begins the chat', async () => {
    session.show({ state: 'requesting', deadline: soon() });
    const { element } = await withClient(client);
    (document.activeElement as HTMLElement | null)?.blur();
    session.show({ state: 'connecting', since: Date.now(), deadline: soon() });
    session.show({ state: 'active', since: 0 });
    await waitUntil(() => element.renderRoot.querySelector('dm-composer')?.shadowRoot?.querySelector('textarea'));
    await settled(element);
    expect(document.activeElement).to.equal(document.body);
  });
});
