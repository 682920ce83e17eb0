/** What a page puts into an element and how it paints what is inside, whatever the element shows at the moment. */
import { expect, html, waitUntil } from '@open-wc/testing';
import '../../components/index.js';
import type { DMElement } from '../../components/shared/base.js';
import type { SessionStatus } from '../../src/session/types.js';
import { button, deep, place, settled, withClient } from '../helpers/elements.js';
import { FakeFile } from '../helpers/fake-file.js';
import { FakeClient, FakeSession, message } from '../helpers/fake-session.js';

const soon = (): number => Date.now() + 52_000;
const active: SessionStatus = { state: 'active', since: 0 };
const verified = { level: 'verified', confirmedBySelf: true, confirmedByPeer: true } as const;

const slotsOf = (element: DMElement): string[] =>
  [...element.renderRoot.querySelectorAll('slot')].map(({ name }) => name).sort();
/** Slots whose content a person sees. */
const shownIn = (element: DMElement): string[] =>
  [...element.renderRoot.querySelectorAll('slot')].flatMap((slot) =>
    slot.checkVisibility() || slot.getClientRects().length > 0 || isShown(slot) ? [slot.name] : [],
  );
/** A slot has no box of its own: what is around it says whether it is seen. */
const isShown = (slot: HTMLSlotElement): boolean => !slot.hidden && (slot.parentElement?.checkVisibility() ?? false);

describe('the slots of an element are there whatever it shows', () => {
  const STATES: readonly SessionStatus[] = [
    { state: 'idle' },
    { state: 'requesting', deadline: soon() },
    { state: 'incoming_request', deadline: soon() },
    { state: 'connecting', since: Date.now(), deadline: soon() },
    { state: 'key_exchanging', since: Date.now(), deadline: soon() },
    active,
    { state: 'reconnecting', since: 0, deadline: soon() },
    { state: 'disconnecting' },
    { state: 'ended', reason: 'ended', by: 'self', at: 0 },
    { state: 'failed', reason: 'no-route', at: 0 },
  ];

  it('in <dm-session>, in every state, with and without a header, and without a client', async () => {
    const all = ['avatar', 'header-actions', 'intro'];
    const session = new FakeSession('bob', 'Bob');
    const { element, provider } = await withClient(new FakeClient(session));
    element.innerHTML = '<p slot="intro">Our rules</p>';
    const slotted = element.querySelector('p')!;
    for (const status of STATES) {
      session.show(status);
      for (const withoutHeader of [true, false]) {
        element.withoutHeader = withoutHeader;
        await settled(element);
        expect(slotsOf(element), `${status.state} ${withoutHeader}`).to.deep.equal(all);
        expect(shownIn(element).includes('avatar'), `avatar, ${status.state}`).to.equal(!withoutHeader);
        expect(slotted.assignedSlot?.name).to.equal('intro');
        expect(slotted.checkVisibility(), `intro, ${status.state}`).to.equal(status.state === 'idle');
      }
    }
    provider.client = null;
    await settled(element);
    expect(slotsOf(element)).to.deep.equal(all);
  });

  it('in <dm-composer>, also while a voice message is recorded', async () => {
    const composer = place(html`<dm-composer></dm-composer>`).querySelector('dm-composer')!;
    for (const recording of [false, true]) {
      Object.assign(composer, { recording });
      await settled(composer);
      expect(slotsOf(composer)).to.deep.equal(['end', 'start']);
      expect(shownIn(composer).includes('end')).to.equal(!recording);
    }
  });

  it('in <dm-launcher>: closed, empty, with one chat and with a list', async () => {
    const [bob, carol] = [new FakeSession('bob', 'Bob'), new FakeSession('carol', 'Carol')];
    const container = place(
      html`<dm-provider .client=${new FakeClient(bob, carol)}><dm-launcher></dm-launcher></dm-provider>`,
    );
    const launcher = container.querySelector('dm-launcher')!;
    const expectSlots = async (...shown: string[]): Promise<void> => {
      await settled(launcher);
      expect(slotsOf(launcher)).to.deep.equal(['', 'header', 'icon']);
      expect(shownIn(launcher).sort()).to.deep.equal(shown);
    };
    await expectSlots('icon');
    launcher.open = true;
    await expectSlots('', 'header', 'icon');
    for (const session of [bob, carol]) session.show(active);
    await expectSlots('header', 'icon');
    launcher.show('bob');
    await expectSlots('icon');
    button(launcher, 'Back').click();
    await expectSlots('header', 'icon');
  });

  it('in <dm-verify>: closed, comparing and done', async () => {
    const session = new FakeSession().show(active);
    const verify = place(html`<dm-verify .session=${session}></dm-verify>`).querySelector('dm-verify')!;
    for (const step of [() => {}, () => verify.start(), () => session.update({ verification: verified })]) {
      step();
      await settled(verify);
      expect(slotsOf(verify)).to.deep.equal(['instructions']);
    }
    verify.open = false;
    await settled(verify);
  });

  it('in <dm-request-button>: the page’s words are about asking, and give way to ours while a chat runs', async () => {
    const session = new FakeSession('bob', 'Bob');
    const container = place(
      html`<dm-provider .client=${new FakeClient(session)}
        ><dm-request-button peer="bob">Talk to me</dm-request-button></dm-provider
      >`,
    );
    const element = container.querySelector('dm-request-button')!;
    for (const [status, shown] of [
      [{ state: 'idle' }, ['']],
      [{ state: 'requesting', deadline: soon() }, []],
      [active, []],
    ] as const) {
      session.show(status);
      await settled(element);
      expect(slotsOf(element)).to.deep.equal(['', 'offline']);
      expect(shownIn(element)).to.deep.equal(shown);
    }
  });

  it('in <dm-message-list>, with messages and without', async () => {
    const session = new FakeSession().show(active);
    const list = place(html`<dm-message-list .session=${session}></dm-message-list>`).querySelector('dm-message-list')!;
    for (const shown of [['intro', 'empty'], ['intro']]) {
      await settled(list);
      expect(slotsOf(list)).to.deep.equal(['empty', 'intro']);
      expect(shownIn(list)).to.deep.equal(shown);
      session.add(message('hello'));
    }
  });

  it('in <dm-invite>: before and after a link is made', async () => {
    const container = place(html`<dm-provider .client=${new FakeClient()}><dm-invite></dm-invite></dm-provider>`);
    const invite = container.querySelector('dm-invite')!;
    await settled(invite);
    expect(shownIn(invite)).to.deep.equal(['intro']);
    await invite.create();
    await settled(invite);
    expect(slotsOf(invite)).to.deep.equal(['intro']);
    expect(shownIn(invite)).to.deep.equal([]);
  });
});

describe('the parts of elements inside are parts outside', () => {
  const INK = 'rgb(1, 2, 3)';
  const sheet = document.createElement('style');
  before(() => document.head.append(sheet));
  after(() => sheet.remove());

  /** Paints a part from outside, and says how many elements with this part inside are painted. */
  function painted(host: Element, part: string): number {
    sheet.textContent = `${host.localName}::part(${part}) { outline-color: ${INK}; }`;
    const own = part.split('__').at(-1)!;
    return [...deep(host.shadowRoot!)].filter(
      (each) => each.part.contains(own) && getComputedStyle(each).outlineColor === INK,
    ).length;
  }

  it('from the texts, files and status of a conversation up to <dm-session> and <dm-launcher>', async () => {
    const session = new FakeSession('bob', 'Bob').show(active);
    session.add(message('hello'), message('hi', { direction: 'out' }));
    session.addFiles(new FakeFile());
    const container = place(
      html`<dm-provider .client=${new FakeClient(session)}
        ><dm-session peer="bob"></dm-session><dm-launcher open></dm-launcher
      ></dm-provider>`,
    );
    const element = container.querySelector('dm-session')!;
    const launcher = container.querySelector('dm-launcher')!;
    await waitUntil(() => [...deep(element.renderRoot)].some((each) => each.part.contains('meta')));
    await waitUntil(() => [...deep(launcher.renderRoot)].some((each) => each.part.contains('meta')));
    for (const [part, count] of [
      ['message__bubble', 3],
      ['message__text', 2],
      ['file__name', 1],
      ['list__scroller', 1],
      ['composer__field', 1],
      ['status__label', 1],
      ['verify__dialog', 1],
    ] as const) {
      expect(painted(element, part), part).to.equal(count);
      expect(painted(launcher, part), part).to.equal(count);
    }
    expect(painted(launcher, 'session__title')).to.equal(1);
    expect(painted(element, 'list')).to.equal(1);
    expect(painted(element, 'message__nothing')).to.equal(0);
  });
});
