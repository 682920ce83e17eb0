import { expect, html } from '@open-wc/testing';
import '../../components/index.js';
import { deep, place, settled } from '../helpers/elements.js';
import { FakeClient, FakeSession, message } from '../helpers/fake-session.js';

/** Where words begin and end, and the box that they stand in. CSS pixels from the left edge of the page. */
function edges(element: Element): { readonly words: DOMRect; readonly box: DOMRect } {
  const range = document.createRange();
  range.selectNodeContents(element);
  return { words: range.getBoundingClientRect(), box: element.getBoundingClientRect() };
}

describe('a page from right to left', () => {
  /** What people with a Latin name have said of themselves, in the whole tree of an element. */
  async function names(content: ReturnType<typeof html>, name = 'Bob Marin'): Promise<readonly HTMLElement[]> {
    const container = place(html`<div dir="rtl" lang="en">${content}</div>`);
    const [root] = container.querySelectorAll<HTMLElement>('dm-session, dm-launcher, dm-composer, dm-message');
    if (!root) throw new Error('nothing to look at');
    await settled(root);
    const all = [...deep(root.shadowRoot ?? root)].filter((each) => each instanceof HTMLElement);
    return all.filter((each) => each.matches('[dir="auto"]') && each.textContent.includes(name));
  }
  const talking = (name: string): FakeClient => {
    const session = new FakeSession('bob', name).show({ state: 'active', since: 0 });
    const other = new FakeSession('carol', 'Carol').show({ state: 'active', since: 0 });
    return new FakeClient(session, other);
  };

  for (const [what, content] of [
    ['header', () => html`<dm-session peer="bob"></dm-session>`],
    ['list of chats', () => html`<dm-launcher open></dm-launcher>`],
    [
      'message that is answered',
      () => html`<dm-composer .quote=${{ author: 'Eve', text: 'Bob Marin' }}></dm-composer>`,
    ],
    [
      'message that answers',
      () =>
        html`<dm-message
          .message=${message('A long answer to a short one', { replyTo: 'm1' })}
          .quote=${{ author: 'Bob Marin', text: 'Yes' }}
        ></dm-message>`,
    ],
  ] as const) {
    it(`has a Latin name at the right, where names stand there: ${what}`, async () => {
      const client = talking('Bob Marin');
      const found = await names(html`<dm-provider .client=${client}>${content()}</dm-provider>`);
      expect(found).to.have.length(1);
      for (const name of found) {
        const { words, box } = edges(name);
        expect(words.right).to.be.closeTo(box.right, 1);
        expect(words.left).to.be.above(box.left + 1);
      }
    });
  }

  it('cuts a long Latin name at its end, not at its beginning', async () => {
    const client = talking('Wolfeschlegelsteinhausenbergerdorff the Younger of Somewhere Far');
    const [name] = await names(
      html`<dm-provider .client=${client}
        ><dm-session peer="bob" style="inline-size: 320px"></dm-session
      ></dm-provider>`,
      'Wolfeschlegel',
    );
    if (!name) throw new Error('no name');
    const { words, box } = edges(name);
    expect(words.width).to.be.above(box.width);
    expect(words.left).to.be.closeTo(box.left, 1);
  });
});
