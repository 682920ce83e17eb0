/** What every element keeps to, whatever it does: each rule is held against each tag of the manifest. */
import { expect, waitUntil } from '@open-wc/testing';
import type { DMSessionElement } from '../../components/index.js';
import { deep, settled } from '../helpers/elements.js';
import { FakeClient, FakeSession, message } from '../helpers/fake-session.js';
import { CLASSES, ELEMENTS, type ManifestAttribute } from '../helpers/manifest.js';

/** Bubble through the page like those of the platform that they are named after. */
const NATIVE = ['change', 'close'];

/** Another value than the one an attribute has by itself. */
const valuesOf = ({ name, type: { text } }: ManifestAttribute): { attribute: string; property: unknown } => {
  if (text === 'number') return { attribute: '7', property: 7 };
  if (text === 'boolean') return { attribute: '', property: true };
  const [, last] = /'([\w-]+)'$/.exec(text) ?? [];
  const word = last ?? `some-${name}`;
  return { attribute: word, property: word };
};

const property = (element: Element, { fieldName }: ManifestAttribute): unknown =>
  (element as unknown as Record<string, unknown>)[fieldName];

/** Runs with the console and the page's own errors watched; what they said. */
async function complaints(run: () => Promise<void>): Promise<string[]> {
  const said: string[] = [];
  const note = (event: ErrorEvent | PromiseRejectionEvent): void => {
    event.preventDefault();
    said.push(String('reason' in event ? event.reason : event.message));
  };
  const { error, warn } = console;
  console.error = console.warn = (...args: unknown[]) => void said.push(args.join(' '));
  addEventListener('error', note);
  addEventListener('unhandledrejection', note);
  try {
    await run();
    // A rejection that nobody catches is told after this task.
    await new Promise((resolve) => setTimeout(resolve));
  } finally {
    Object.assign(console, { error, warn });
    removeEventListener('error', note);
    removeEventListener('unhandledrejection', note);
  }
  return said.filter((text) => !text.startsWith('dm-session: '));
}

const { warn } = console;
before(() => {
  // Elements without a client say so; that is looked at elsewhere.
  console.warn = (...args: unknown[]) => (String(args[0]).includes('dm-session: ') ? undefined : warn(...args));
});
after(() => (console.warn = warn));

describe('every element', () => {
  let stage: HTMLElement;
  const put = async (element: HTMLElement): Promise<void> => {
    stage.append(element);
    await settled(element);
  };
  beforeEach(() => {
    stage = document.createElement('div');
    document.body.append(stage);
  });
  afterEach(() => stage.remove());

  it('of the manifest has its class, and its place in the types of the platform', () => {
    expect(Object.keys(CLASSES).sort()).to.deep.equal(ELEMENTS.map(({ tagName }) => tagName).sort());
    for (const [tag, element] of Object.entries(CLASSES)) expect(customElements.get(tag)).to.equal(element);
  });

  for (const { tagName, attributes = [], events = [], members = [], slots = [], cssParts = [] } of ELEMENTS) {
    describe(`<${tagName}>`, () => {
      const make = (): HTMLElement & Record<string, unknown> =>
        document.createElement(tagName) as unknown as HTMLElement & Record<string, unknown>;
      const fields = members.filter(({ kind, privacy, readonly }) => kind === 'field' && !privacy && !readonly);
      const methods = members.filter(({ kind, privacy }) => kind === 'method' && !privacy);

      it('works from createElement, innerHTML, a clone, a template and its constructor, and takes no arguments', async () => {
        const template = document.createElement('template');
        template.innerHTML = `<${tagName}></${tagName}>`;
        const parsed = document.createElement('div');
        parsed.innerHTML = template.innerHTML;
        const all = [make(), new CLASSES[tagName](), make().cloneNode(true)];
        stage.append(...all, template.content.cloneNode(true), ...parsed.childNodes);
        expect(stage.children).to.have.lengthOf(5);
        for (const each of stage.children) {
          expect(each).to.be.instanceOf(CLASSES[tagName]);
          await settled(each);
        }
        expect(CLASSES[tagName].length).to.equal(0);
        class Sub extends (CLASSES[tagName] as new () => HTMLElement) {}
        customElements.define(`${tagName}-sub`, Sub);
        await put(new Sub());
      });

      it('that is made and filled but not in the page throws nothing, contacts nobody and starts no timer', async () => {
        const touched: string[] = [];
        const restore: (() => void)[] = [];
        const watch = (name: 'fetch' | 'setTimeout' | 'setInterval' | 'requestAnimationFrame'): void => {
          const real = globalThis[name] as (...args: unknown[]) => unknown;
          (globalThis as Record<string, unknown>)[name] = (...args: unknown[]) => {
            touched.push(name);
            return real(...args);
          };
          restore.push(() => ((globalThis as Record<string, unknown>)[name] = real));
        };
        for (const name of ['fetch', 'setTimeout', 'setInterval', 'requestAnimationFrame'] as const) watch(name);
        for (const name of ['RTCPeerConnection', 'WebSocket', 'BroadcastChannel', 'EventSource', 'Worker'] as const) {
          const real: unknown = globalThis[name];
          // WebKitGTK has no WebRTC.
          if (!real) continue;
          const constructor = real as new (...args: unknown[]) => object;
          const counting = new Proxy(constructor, {
            construct: (target, args: unknown[]) => {
              touched.push(name);
              return new target(...args);
            },
          });
          (globalThis as Record<string, unknown>)[name] = counting;
          restore.push(() => ((globalThis as Record<string, unknown>)[name] = real));
        }
        try {
          const element = make();
          for (const attribute of attributes) element.setAttribute(attribute.name, valuesOf(attribute).attribute);
          for (const attribute of attributes) element[attribute.fieldName] = valuesOf(attribute).property;
          for (const { name } of fields)
            if (!attributes.some(({ fieldName }) => fieldName === name)) element[name] = null;
          for (let turn = 0; turn < 10; turn++) await Promise.resolve();
        } finally {
          for (const undo of restore) undo();
        }
        expect(touched).to.deep.equal([]);
      });

      it('has no attribute of its own making, neither made nor in the page', async () => {
        const element = make();
        expect(element.attributes).to.have.lengthOf(0);
        await put(element);
        expect([...element.attributes].map(({ name }) => name)).to.deep.equal([]);
      });

      it('has a display of its own, and none where it is hidden', async () => {
        const element = make();
        await put(element);
        const { display } = getComputedStyle(element);
        if (tagName !== 'dm-provider')
          expect(display).to.be.oneOf(['block', 'flex', 'inline-flex', 'inline-block', 'contents', 'grid']);
        element.hidden = true;
        expect(getComputedStyle(element).display).to.equal('none');
      });

      it('overwrites nothing that the page has said about it', async () => {
        const said = {
          role: 'note',
          tabindex: '-1',
          'aria-label': 'The page’s own words',
          'aria-hidden': 'false',
          title: 'The page’s title',
          lang: 'en',
          dir: 'rtl',
          class: 'of-the-page',
        };
        const element = make();
        for (const [name, value] of Object.entries(said)) element.setAttribute(name, value);
        await put(element);
        const now = Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value]));
        expect(now).to.deep.equal(said);
      });

      for (const attribute of attributes) {
        it(`takes "${attribute.name}" as an attribute and as a property, and is as before without it`, async () => {
          const { attribute: text, property: value } = valuesOf(attribute);
          const initial = property(make(), attribute);
          const element = make();
          element.setAttribute(attribute.name, text);
          expect(property(element, attribute)).to.equal(value);
          element.removeAttribute(attribute.name);
          expect(property(element, attribute)).to.equal(initial);
          element[attribute.fieldName] = value;
          expect(property(element, attribute)).to.equal(value);
          if (attribute.type.text === 'boolean') expect(initial, 'what is not there is false').to.equal(false);
        });
      }

      it('takes nonsense in its attributes without an error', async () => {
        const said = await complaints(async () => {
          for (const nonsense of ['', 'nonsense', '-1', 'null', '<b>', '\u202e']) {
            const element = make();
            for (const { name } of attributes) {
              // Would go to where nobody is; what that says is told with an event.
              if (['signaling', 'token-url', 'ice-url', 'self'].includes(name)) continue;
              element.setAttribute(name, nonsense);
            }
            await put(element);
            element.remove();
          }
        });
        expect(said).to.deep.equal([]);
      });

      it('names events, parts, slots and attributes in lower case with hyphens, and never in the negative', () => {
        for (const { name } of events.filter((event) => !NATIVE.includes(event.name))) {
          expect(name).to.match(/^dm-[a-z]+(-[a-z]+)*$/);
        }
        // Of an element inside: `child__part`.
        for (const { name } of cssParts) expect(name).to.match(/^([a-z]+__)?[a-z]+(-[a-z]+)*$/);
        for (const { name } of [...slots.filter((slot) => slot.name !== ''), ...attributes]) {
          expect(name).to.match(/^[a-z]+(-[a-z]+)*$/);
        }
        for (const { name } of attributes) expect(name).to.not.match(/^(no|not|disable|hide)-/);
      });

      it('answers no property that the page sets with an event', async () => {
        const element = make();
        await put(element);
        const heard: string[] = [];
        for (const { name } of events) element.addEventListener(name, () => heard.push(name));
        for (const attribute of attributes) {
          // Whoever names a server wants to hear of it.
          if (['signaling', 'self'].includes(attribute.name)) continue;
          element[attribute.fieldName] = valuesOf(attribute).property;
        }
        await settled(element);
        expect(heard).to.deep.equal([]);
      });

      if (methods.length > 0) {
        it('has methods that can be called before it is in the page, and twice', async () => {
          const said = await complaints(async () => {
            for (const { name } of methods) {
              const element = make();
              for (let times = 0; times < 2; times++) {
                const call = element[name] as (...args: unknown[]) => unknown;
                const result = call.call(element, []);
                // What cannot be done yet is said with a code, and not by waiting for ever.
                if (result instanceof Promise) {
                  await result.catch((error: unknown) => expect(error, name).to.have.property('code'));
                }
              }
            }
          });
          expect(said).to.deep.equal([]);
        });
      }
    });
  }
});

describe('a session element', () => {
  const orders = [
    ['peer', 'self', 'signaling'],
    ['peer', 'signaling', 'self'],
    ['self', 'peer', 'signaling'],
    ['self', 'signaling', 'peer'],
    ['signaling', 'peer', 'self'],
    ['signaling', 'self', 'peer'],
  ] as const;
  for (const order of orders) {
    it(`finds its session whatever comes first: ${order.join(', ')}`, async () => {
      const values = { peer: 'bob', self: 'alice', signaling: `local:${crypto.randomUUID()}` };
      const element = document.createElement('dm-session');
      element.linger = 0;
      document.body.append(element);
      for (const [index, name] of order.entries()) {
        // Some as attributes, some as properties, each in a drawing of its own.
        if (index % 2) element[name] = values[name];
        else element.setAttribute(name, values[name]);
        await element.updateComplete;
      }
      await waitUntil(() => element.session !== null, 'a session', { timeout: 8_000 });
      expect([element.session?.self, element.session?.peer, element.session?.state]).to.deep.equal([
        'alice',
        'bob',
        'idle',
      ]);
      element.remove();
    });
  }

  describe('with a conversation', () => {
    let session: FakeSession;
    let other: FakeSession;
    let provider: HTMLElement;
    let element: DMSessionElement;
    const rows = (): Map<string, Element> =>
      new Map(
        [
          ...(element.renderRoot.querySelector('dm-message-list')?.renderRoot.querySelectorAll<HTMLElement>('li.row') ??
            []),
        ].map((row) => [row.dataset['id'] ?? '', row]),
      );

    beforeEach(async () => {
      session = new FakeSession('bob', 'Bob').show({ state: 'active', since: 0 });
      other = new FakeSession('carol', 'Carol').show({ state: 'active', since: 0 });
      const made = document.createElement('dm-provider');
      made.client = new FakeClient(session, other);
      made.innerHTML = '<dm-session peer="bob"></dm-session><dm-session peer="carol"></dm-session>';
      document.body.append(made);
      provider = made;
      element = made.querySelector('dm-session') as DMSessionElement;
      await settled(element);
      await waitUntil(() => element.renderRoot.querySelector('dm-composer')?.shadowRoot?.querySelector('textarea'));
    });
    afterEach(() => provider.remove());

    it('keeps it, and what is being written, when a framework puts its elements into another order', async () => {
      const second = provider.lastElementChild as DMSessionElement;
      const composer = element.renderRoot.querySelector('dm-composer');
      if (composer) composer.value = 'half a thought';
      for (let times = 0; times < 3; times++) {
        provider.prepend(provider.lastElementChild!);
        await settled(element);
      }
      expect([element.session, second.session]).to.deep.equal([session, other]);
      expect([session.claims, other.claims]).to.deep.equal([1, 1]);
      expect(element.renderRoot.querySelector('dm-composer')?.value).to.equal('half a thought');
      expect(session.calls).to.deep.equal([]);
    });

    it('keeps the row of each message while others come, go and change', async () => {
      const messages = Array.from({ length: 6 }, (_, index) => message(`${index}`, { id: `row${index}` }));
      session.update({ messages });
      await settled(element);
      const before = rows();
      expect(before.size).to.equal(6);
      const [, , third, ...last] = messages;
      session.update({ messages: [{ ...third!, content: 'changed' }, ...last, message('new', { id: 'row6' })] });
      await settled(element);
      const after = rows();
      expect([...after.keys()]).to.deep.equal(['row2', 'row3', 'row4', 'row5', 'row6']);
      for (const [id, row] of after) if (before.has(id)) expect(row, id).to.equal(before.get(id));
      // A view of another order is the same rows, moved.
      session.update({ messages: [...session.messages].reverse() });
      await settled(element);
      for (const [id, row] of rows()) expect(row, id).to.equal(after.get(id));
    });

    it('has no word of it anywhere once it has ended, not even in what was spoken, or in fields and attributes', async () => {
      const SECRET = 'the secret marker';
      element.announce = 'content';
      session.add(message(SECRET, { id: 'one' }), message(`${SECRET} too`, { replyTo: 'one', direction: 'out' }));
      const composer = element.renderRoot.querySelector('dm-composer')!;
      composer.value = `${SECRET} draft`;
      composer.quote = { author: 'Bob', text: SECRET };
      await composer.attach([new File([SECRET], `${SECRET}.txt`)]);
      const spoken = (): string => element.renderRoot.querySelector('[role="status"]')?.textContent ?? '';
      await waitUntil(() => spoken() !== '', 'spoken', { timeout: 5_000 });
      session.add(message(`${SECRET} spoken`));
      await waitUntil(() => spoken().includes(SECRET), 'spoken with its words', { timeout: 5_000 });
      const parts = [...deep(element.renderRoot as ShadowRoot)].filter(({ localName }) => localName.startsWith('dm-'));
      session.show({ state: 'ended', reason: 'ended', by: 'peer', at: Date.now() });
      await settled(element);
      const found = (root: Node): string[] => {
        const all: string[] = [];
        const walker = document.createTreeWalker(root, NodeFilter.SHOW_ALL);
        for (let node: Node | null = walker.currentNode; node; node = walker.nextNode()) {
          const texts = [node.nodeValue ?? ''];
          if (node instanceof Element) {
            for (const { value } of node.attributes) texts.push(value);
            if ('value' in node) texts.push(String(node.value));
            if (node.shadowRoot) all.push(...found(node.shadowRoot));
          }
          all.push(...texts.filter((text) => text.includes(SECRET)));
        }
        return all;
      };
      expect(found(document)).to.deep.equal([]);
      // What has gone from the page with the conversation is not in the page, but might be held by it.
      for (const part of parts) if (part.isConnected) expect(found(part), part.localName).to.deep.equal([]);
    });
  });
});
