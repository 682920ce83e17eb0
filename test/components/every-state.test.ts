/**
 * Every state of the gallery, drawn once in a language of no country: what all elements promise is looked up in what is
 * there to be seen.
 */
import { expect, waitUntil } from '@open-wc/testing';
import type { DMProvider } from '../../components/index.js';
import { voiceFormat } from '../../components/dm-voice/voice-type.js';
import { voiceType } from '../../components/dm-voice/voice-type.js';
import { registerPseudo, PSEUDO } from '../../demo/gallery/pseudo.js';
import { PARTS, type Part } from '../../demo/gallery/parts.js';
import { SCENES, type Scene } from '../../demo/gallery/scenes.js';
import type { SignalingState } from '../../src/signaling/adapter.js';
import { placeCamera } from '../helpers/camera.js';
import { deep, settled } from '../helpers/elements.js';
import { FakeClient } from '../helpers/fake-session.js';
import { ELEMENTS } from '../helpers/manifest.js';
import { placeMicrophone } from '../helpers/microphone.js';

const made = <T extends keyof HTMLElementTagNameMap & `dm-${string}`>(
  tag: T,
  properties: Partial<HTMLElementTagNameMap[T]>,
): HTMLElementTagNameMap[T] => Object.assign(document.createElement(tag), properties);

const provider = (signalingState: SignalingState): DMProvider =>
  made('dm-provider', { client: Object.assign(new FakeClient(), { signalingState }) });

/** Debian's WebKit has no encoder. That the other browsers have one is a test of `dm-voice`. */
const CAN_RECORD = voiceFormat((type) => MediaRecorder.isTypeSupported(type)) !== null;

/** What a gallery does not show: it is there for a moment, needs a machine that has it, or is nothing to be seen. */
const PASSING: readonly Part[] = [
  {
    name: 'manual-scanning',
    make: () => {
      const client = new FakeClient();
      const element = made('dm-manual', {});
      const around = made('dm-provider', { client });
      around.append(element);
      return around;
    },
    then: async (around) => {
      const camera = await placeCamera('something else');
      const element = around.firstElementChild!;
      await settled(element);
      element.shadowRoot!.querySelector<HTMLElement>('button:not([part])')?.click();
      await waitUntil(() => element.matches(':state(scanning)'));
      camera.remove();
    },
  },
  {
    name: 'recording',
    make: () => {
      placeMicrophone();
      return made('dm-recorder', {});
    },
    then: async (recorder) => {
      await waitUntil(() => recorder.matches(':state(recording)'), 'recording', { timeout: 8_000 });
    },
  },
  {
    name: 'playing',
    make: () => {
      const type = voiceType('audio/webm;codecs=opus', 7, [0.1, 0.5, 0.2]);
      return made('dm-voice', { recording: new Blob(['x'], { type }), type });
    },
    then: async (voice) => {
      await settled(voice);
      voice.shadowRoot?.querySelector('audio')?.dispatchEvent(new Event('play'));
    },
  },
  { name: 'connecting', make: () => provider('connecting') },
  { name: 'offline', make: () => provider('offline') },
  { name: 'without-a-client', make: () => made('dm-provider', {}) },
];

const painted = (tag: string, part: string): string => `--painted-${tag}-${part}`;

/** Paints every part that is documented, in whatever tree the element stands. */
function paint(): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  for (const { tagName, cssParts } of ELEMENTS) {
    for (const { name } of cssParts ?? []) {
      const property = painted(tagName, name);
      CSS.registerProperty({ name: property, syntax: '*', inherits: false });
      sheet.insertRule(`${tagName}::part(${name}) { ${property}: yes; }`);
    }
  }
  return sheet;
}

/** Words of people, and what is no word at all. */
const isTheirs = (element: Element): boolean =>
  element.closest('[dir="auto"], bdi, [lang]:not(html), [part~="text"], .avatar, .emoji, textarea, input, option') !==
    null || element.matches('[part~="reactions"] *, [part~="reactions"]');

const PLAIN = /\p{L}{2}/u;
/** What the platform writes in the language of the page, and what people and files are called. */
const DATA =
  /\d+([:.]\d+)?\s*(AM|PM|MB|kB|bytes?)|^\s*(today|yesterday)\s*$|Bob Marin|Bob|Carol Okafor|[\w ]+\.(pdf|zip|png)/gu;

describe('in every state of the gallery', () => {
  const seen = { parts: new Set<string>(), states: new Set<string>() };
  const words: string[] = [];
  const unknown: string[] = [];
  const said: string[] = [];
  const added: string[] = [];

  before(async function () {
    this.timeout(200_000);
    registerPseudo();
    document.documentElement.lang = PSEUDO;
    const sheet = paint();
    const real = { ...console };
    for (const name of ['debug', 'info', 'log', 'warn', 'error'] as const) {
      console[name] = (...args: unknown[]) => void said.push(`${name}: ${args.join(' ')}`);
    }
    const complain = (event: ErrorEvent | PromiseRejectionEvent): void =>
      void said.push('reason' in event ? String(event.reason) : event.message);
    addEventListener('error', complain);
    addEventListener('unhandledrejection', complain);
    const head = new MutationObserver((records) => {
      for (const { addedNodes } of records) for (const node of addedNodes) added.push(node.nodeName);
    });
    head.observe(document.head, { childList: true, subtree: true });
    document.adoptedStyleSheets.push(sheet);
    try {
      // Not every browser of a desktop has it.
      Object.defineProperty(navigator, 'share', { value: async () => {}, configurable: true });
      for (const scene of [...SCENES, ...PARTS, ...PASSING]) {
        if (scene.name !== 'recording' || CAN_RECORD) await look(scene, sheet);
      }
    } finally {
      Reflect.deleteProperty(navigator, 'share');
      Reflect.deleteProperty(navigator, 'mediaDevices');
      head.disconnect();
      removeEventListener('error', complain);
      removeEventListener('unhandledrejection', complain);
      Object.assign(console, real);
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
      document.documentElement.lang = 'en';
    }
  });

  async function look(scene: Scene | Part, sheet: CSSStyleSheet): Promise<void> {
    const stage = document.createElement('div');
    document.body.append(stage);
    const content = scene.make();
    if (content instanceof HTMLElement) {
      stage.append(content);
      await (scene as Part).then?.(content);
    } else {
      const element = made('dm-session', { peer: content.peer });
      const around = made('dm-provider', { client: new FakeClient(content) });
      around.append(element);
      stage.append(around);
      await settled(element);
      if (['active', 'reconnecting'].includes(content.state)) {
        await waitUntil(() => element.renderRoot.querySelector('dm-composer')?.shadowRoot?.querySelector('textarea'));
        await settled(element);
      }
      await (scene as Scene).then?.(element);
    }
    await waitUntil(() => [...deep(stage)].every((each) => !each.localName.startsWith('dm-') || isDrawn(each)));
    await settled(stage);
    note(scene.name, stage, sheet);
    stage.remove();
  }

  function note(scene: string, stage: HTMLElement, sheet: CSSStyleSheet): void {
    for (const { shadowRoot } of deep(stage)) if (shadowRoot) shadowRoot.adoptedStyleSheets.push(sheet);
    for (const element of deep(stage)) {
      if (element.localName.includes('-') && !element.matches(':defined'))
        unknown.push(`${scene}: ${element.localName}`);
      read(scene, element);
      const documented = ELEMENTS.find(({ tagName }) => tagName === element.localName);
      for (const { name } of documented?.cssStates ?? []) {
        if (element.matches(`:state(${name})`)) seen.states.add(`${element.localName} ${name}`);
      }
      for (const inner of element.shadowRoot?.querySelectorAll('[part]') ?? []) {
        for (const { name } of documented?.cssParts ?? []) {
          if (getComputedStyle(inner).getPropertyValue(painted(element.localName, name)).trim() === 'yes') {
            seen.parts.add(`${element.localName} ${name}`);
          }
        }
      }
    }
  }

  /** What an element of a shadow tree says, if it is no word of the language. */
  function read(scene: string, element: Element): void {
    if (!(element.getRootNode() instanceof ShadowRoot) || element.closest('style, svg:not([aria-label])')) return;
    if (isTheirs(element)) return;
    const texts = [...element.childNodes].flatMap((node) =>
      node.nodeType === Node.TEXT_NODE ? [node.nodeValue ?? ''] : [],
    );
    for (const name of ['aria-label', 'title', 'placeholder', 'alt']) texts.push(element.getAttribute(name) ?? '');
    for (const text of texts) {
      if (PLAIN.test(text.replaceAll(DATA, '')) && !text.includes('~'))
        words.push(`${scene}: <${element.localName}> ${text.trim()}`);
    }
  }

  const missing = (kind: 'parts' | 'states', tag: string, names: readonly { readonly name: string }[]): string[] =>
    names.map(({ name }) => `${tag} ${name}`).filter((name) => !seen[kind].has(name));

  for (const { tagName, cssParts = [], cssStates = [] } of ELEMENTS) {
    if (tagName === 'dm-recorder' && !CAN_RECORD) continue;
    if (cssParts.length > 0) {
      it(`a page paints every part of <${tagName}> that is documented`, () => {
        // Those of elements inside: `slots-and-parts.test.ts`, and that none is left out `custom-elements.json`'s test.
        const own = cssParts.filter(({ name }) => !name.includes('__'));
        expect(missing('parts', tagName, own)).to.deep.equal([]);
      });
    }
    if (cssStates.length > 0) {
      it(`a style sheet sees every state of <${tagName}> that is documented`, () => {
        expect(missing('states', tagName, cssStates)).to.deep.equal([]);
      });
    }
  }

  it('every word that one can see or hear comes from the strings', () => {
    expect([...new Set(words)]).to.deep.equal([]);
  });

  it('everything that an element is made of is defined', () => {
    expect(unknown).to.deep.equal([]);
  });

  it('the console is silent, but for one hint to who has not set it up', () => {
    expect(said).to.have.lengthOf(1);
    expect(said[0]).to.match(/^warn: dm-session: .*dm-provider/);
  });

  it('nothing is added to the head of the page', () => {
    expect(added).to.deep.equal([]);
  });
});

const isDrawn = (element: Element): boolean =>
  element.matches(':defined') && !(element as Partial<{ isUpdatePending: boolean }>).isUpdatePending;
