import { expect, html, waitUntil } from '@open-wc/testing';
import type { TemplateResult } from 'lit';
import '../../components/index.js';
import type { DMManual, DMSessionElement } from '../../components/index.js';
import { DMClient } from '../../src/client.js';
import { button, expectAccessible, place, settled, wordsOf } from '../helpers/elements.js';

/** Real connections take their time on a busy machine. Milliseconds. */
const PATIENCE = { timeout: 30_000 };

describe('<dm-manual>', () => {
  const clients: DMClient[] = [];
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.destroy()));
  });

  interface Shown {
    readonly manual: DMManual;
    readonly session: DMSessionElement;
  }

  function provider(self: string, peer: string, signaling: string): TemplateResult {
    const client = new DMClient({ self, signaling });
    clients.push(client);
    return html`<dm-provider .client=${client}>
      <dm-manual peer=${peer}></dm-manual><dm-session peer=${peer}></dm-session>
    </dm-provider>`;
  }

  async function shown(root: Element): Promise<Shown> {
    const manual = root.querySelector('dm-manual') as DMManual;
    await settled(manual);
    await waitUntil(() => !button(manual, 'Make an invite').disabled);
    return { manual, session: root.querySelector('dm-session') as DMSessionElement };
  }

  const show = (self: string, peer: string, signaling = 'manual'): Promise<Shown> =>
    shown(place(provider(self, peer, signaling)));

  async function showBoth(): Promise<[Shown, Shown]> {
    const root = place(html`<main>${provider('alice', 'bob', 'manual')} ${provider('bob', 'alice', 'manual')}</main>`);
    const [first, second] = root.querySelectorAll('dm-provider');
    return [await shown(first as Element), await shown(second as Element)];
  }

  const textOf = (manual: DMManual): string =>
    manual.renderRoot.querySelector<HTMLTextAreaElement>('[part="text"]')?.value ?? '';

  async function give(manual: DMManual, text: string): Promise<void> {
    const field = manual.renderRoot.querySelector<HTMLTextAreaElement>('[part="paste"]');
    if (!field) throw new Error('there is no field');
    field.value = text;
    button(manual, 'Continue').click();
    await settled(manual);
  }

  it('says what it does, and has no accessibility finding', async () => {
    const { manual } = await show('alice', 'bob');
    expect(wordsOf(manual)).to.include('They send an answer back, and you are connected.');
    await expectAccessible(manual);
  });

  it('connects two people who carry one text each way, and lets them chat', async () => {
    const [alice, bob] = await showBoth();
    button(alice.manual, 'Make an invite').click();
    await waitUntil(() => alice.manual.matches(':state(waiting)'), 'an invite', PATIENCE);
    await settled(alice.manual);
    expect(alice.manual.renderRoot.querySelector('svg.qr')).to.exist;
    await expectAccessible(alice.manual);

    await give(bob.manual, `Hello!\n${textOf(alice.manual)}`);
    await waitUntil(() => bob.manual.matches(':state(waiting)'), 'an answer', PATIENCE);
    await settled(bob.manual);
    expect(wordsOf(bob.manual)).to.include('Send this back to alice');
    await expectAccessible(bob.manual);

    await give(alice.manual, textOf(bob.manual));
    await waitUntil(
      () => [alice, bob].every(({ manual }) => manual.matches(':state(connected)')),
      'both to be here',
      PATIENCE,
    );
    await settled(alice.manual);
    expect(wordsOf(alice.manual)).to.include('bob is here now.');

    await alice.session.request();
    await waitUntil(() => bob.session.session?.state === 'incoming_request', 'a request', PATIENCE);
    await bob.session.accept();
    await waitUntil(() => alice.session.session?.state === 'active', 'a chat', PATIENCE);
  }).timeout(90_000);

  it('says in words that a text cannot be used, and keeps it in the field', async () => {
    const { manual } = await show('alice', 'bob');
    const codes: string[] = [];
    manual.addEventListener('dm-error', ({ code }) => codes.push(code));
    await give(manual, 'dm1i.nonsense');
    await waitUntil(() => codes.length > 0, 'an error', PATIENCE);
    await settled(manual);
    expect(wordsOf(manual)).to.include('This text cannot be used');
    expect(codes).to.deep.equal(['bad-message']);
    expect(manual.renderRoot.querySelector<HTMLTextAreaElement>('[part="paste"]')?.value).to.equal('dm1i.nonsense');
    await expectAccessible(manual);
  });

  it('tells a host whose client has a server that it is not for this', async () => {
    const { manual } = await show('alice', 'bob', 'local:manual-test');
    const codes: string[] = [];
    manual.addEventListener('dm-error', ({ code }) => codes.push(code));
    button(manual, 'Make an invite').click();
    await waitUntil(() => codes.length > 0, 'an error', PATIENCE);
    expect(codes).to.deep.equal(['bad-config']);
  });

  it('tells the page nothing of what is pasted or typed', async () => {
    const { manual } = await show('alice', 'bob');
    const heard: string[] = [];
    const types = ['input', 'paste', 'keydown', 'copy'] as const;
    const hear = ({ type }: Event): void => void heard.push(type);
    for (const type of types) document.addEventListener(type, hear);
    const field = manual.renderRoot.querySelector('[part="paste"]');
    for (const type of types.slice(0, 3)) field?.dispatchEvent(new Event(type, { bubbles: true, composed: true }));
    for (const type of types) document.removeEventListener(type, hear);
    expect(heard).to.deep.equal([]);
  });
});
