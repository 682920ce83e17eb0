import { expect, html, oneEvent } from '@open-wc/testing';
import '../../components/index.js';
import type { DMRequestButton } from '../../components/index.js';
import { expectAccessible, place, settled, wordsOf } from '../helpers/elements.js';
import { FakeClient, FakeSession } from '../helpers/fake-session.js';

describe('<dm-request-button>', () => {
  let session: FakeSession;
  let client: FakeClient;
  let element: DMRequestButton;
  const native = (): HTMLButtonElement => element.renderRoot.querySelector('button') as HTMLButtonElement;
  const presence = async (online: boolean): Promise<void> => {
    client.watchers.get('bob')?.(online);
    await settled(element);
  };

  beforeEach(async () => {
    session = new FakeSession();
    client = new FakeClient(session);
    const container = place(html`
      <dm-provider .client=${client}><dm-request-button peer="bob" peer-name="Bob"></dm-request-button></dm-provider>
    `);
    element = container.querySelector('dm-request-button') as DMRequestButton;
    await settled(element);
  });

  it('asks, and has no accessibility finding in any state', async () => {
    expect(wordsOf(element)).to.equal('Message privately');
    await expectAccessible(element);
    await presence(true);
    expect(element.matches(':state(online)')).to.equal(true);
    await expectAccessible(element);
    native().click();
    expect(client.calls).to.deep.equal(['start bob']);
  });

  it('says why nothing can be asked while the other person is away, and asks nothing', async () => {
    await presence(false);
    expect(element.matches(':state(offline)')).to.equal(true);
    expect(wordsOf(element)).to.include('Bob is not here right now');
    expect(native().getAttribute('aria-disabled')).to.equal('true');
    await expectAccessible(element);
    native().click();
    expect(client.calls).to.deep.equal([]);
    await presence(true);
    native().click();
    expect(client.calls).to.deep.equal(['start bob']);
  });

  it('waits while a request is on its way, and leads to the chat while one runs', async () => {
    session.show({ state: 'requesting', deadline: 0 });
    await settled(element);
    expect(native().disabled).to.equal(true);
    session.show({ state: 'active', since: 0 });
    await settled(element);
    expect(wordsOf(element)).to.equal('Open chat');
    expect(element.matches(':state(talking)')).to.equal(true);
    let started = 0;
    element.addEventListener('dm-request-start', () => started++);
    native().click();
    expect(started).to.equal(1);
  });

  it('leaves the asking to a page that prevents its event', async () => {
    element.addEventListener('dm-request-start', (event) => event.preventDefault());
    const asked = oneEvent(document, 'dm-request-start');
    native().click();
    expect(await asked).to.have.property('peer', 'bob');
    expect(client.calls).to.deep.equal([]);
  });

  it('watches while it is in the page, and only then', async () => {
    expect([...client.watchers.keys()]).to.deep.equal(['bob']);
    const parent = element.parentElement as HTMLElement;
    element.remove();
    expect(client.watchers.size).to.equal(0);
    parent.append(element);
    await settled(element);
    expect([...client.watchers.keys()]).to.deep.equal(['bob']);
    element.peer = 'carol';
    await settled(element);
    expect([...client.watchers.keys()]).to.deep.equal(['carol']);
  });

  it('cannot be pressed without a client, and takes a label of the page', async () => {
    const alone = place(html`<dm-request-button>Write to us</dm-request-button>`).querySelector(
      'dm-request-button',
    ) as DMRequestButton;
    await settled(alone);
    expect(alone.renderRoot.querySelector('button')?.disabled).to.equal(true);
    expect(alone.renderRoot.querySelector('slot')?.assignedNodes()[0]?.textContent).to.equal('Write to us');
  });

  it('says in the words of the page, where it has any, that the other person is not there', async () => {
    element.innerHTML = '<span slot="offline">Bob is here from nine to five</span>';
    const note = element.querySelector('span')!;
    client.watchers.get('bob')?.(true);
    await settled(element);
    expect(note.checkVisibility()).to.equal(false);
    client.watchers.get('bob')?.(false);
    await settled(element);
    expect(note.checkVisibility()).to.equal(true);
    expect(note.assignedSlot?.closest('[id="hint"]')).to.not.equal(null);
    await expectAccessible(element);
  });

  it('finds the provider that `for` names', async () => {
    const container = place(html`
      <dm-provider id="here" .client=${client}></dm-provider>
      <dm-provider id="there" .client=${new FakeClient()}></dm-provider>
      <dm-request-button for="here" peer="bob"></dm-request-button>
    `);
    const outside = container.querySelector('dm-request-button') as DMRequestButton;
    await settled(outside);
    expect(outside.session).to.equal(session);
  });
});
