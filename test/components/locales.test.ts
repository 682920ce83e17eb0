import { expect, html, waitUntil } from '@open-wc/testing';
import { registerTranslation } from '@shoelace-style/localize';
import '../../components/index.js';
import type { DMSessionElement } from '../../components/index.js';
import '../../components/locales/en-chat.js';
import '../../components/locales/en-files.js';
import '../../components/locales/en-manual.js';
import { en } from '../../components/locales/en.js';
import { LOCALES, loadLocale, type Locale } from '../../components/locales/load.js';
import { plurals, type Translation } from '../../components/locales/localize.js';
import { SESSION_STATES } from '../../src/session/machine.js';
import { place, settled, withClient, wordsOf } from '../helpers/elements.js';
import { FakeClient, FakeSession } from '../helpers/fake-session.js';

const MODULES: Record<Locale, () => Promise<object>> = {
  ar: () => import('../../components/locales/ar.js'),
  de: () => import('../../components/locales/de.js'),
  es: () => import('../../components/locales/es.js'),
  fr: () => import('../../components/locales/fr.js'),
  he: () => import('../../components/locales/he.js'),
  hi: () => import('../../components/locales/hi.js'),
  it: () => import('../../components/locales/it.js'),
  ja: () => import('../../components/locales/ja.js'),
  ko: () => import('../../components/locales/ko.js'),
  pl: () => import('../../components/locales/pl.js'),
  pt: () => import('../../components/locales/pt.js'),
  ru: () => import('../../components/locales/ru.js'),
  tr: () => import('../../components/locales/tr.js'),
  uk: () => import('../../components/locales/uk.js'),
  zh: () => import('../../components/locales/zh.js'),
};
/** Arguments that can be found again in a sentence. */
const MARK = 'Zanzibar';
const words = (translation: Translation, key: string): string => {
  const entry: unknown = translation[key as keyof Translation];
  return typeof entry === 'function' ? (entry as (...args: unknown[]) => string)(MARK, 7) : String(entry);
};

describe('languages', () => {
  for (const locale of LOCALES) {
    it(`${locale}: has every word, and names people and times where English does`, async () => {
      const module = (await MODULES[locale]()) as Record<string, Translation>;
      const translation = module[locale] as Translation;
      expect(Object.keys(translation).sort()).to.deep.equal(Object.keys(en).sort());
      expect(translation.$dir).to.equal(['ar', 'he'].includes(locale) ? 'rtl' : 'ltr');
      for (const key of Object.keys(en)) {
        const [theirs, ours] = [words(translation, key), words(en, key)];
        expect(theirs.trim(), key).not.to.equal('');
        expect(theirs, key).not.to.include('undefined');
        if (!ours.includes(MARK) || MORE_THAN_ONE.includes(key)) continue;
        expect(theirs, key).to.include(MARK);
      }
    });
  }

  it('have the plurals of their own rules', () => {
    const forms = { one: 'сообщение', few: 'сообщения', other: 'сообщений' };
    const russian = plurals('ru');
    expect([1, 2, 5, 11, 21, 22].map((count) => russian(count, forms))).to.deep.equal([
      'сообщение',
      'сообщения',
      'сообщений',
      'сообщений',
      'сообщение',
      'сообщения',
    ]);
  });

  describe('in the page', () => {
    let session: FakeSession;
    let element: DMSessionElement;
    beforeEach(async () => {
      session = new FakeSession();
      ({ element } = await withClient(new FakeClient(session)));
    });
    afterEach(() => (document.documentElement.lang = 'en'));

    it('follow the page, also when it changes', async () => {
      expect(wordsOf(element)).to.include('Chat privately with Bob');
      document.documentElement.lang = 'de-AT';
      await waitUntil(() => wordsOf(element).includes('Privat mit Bob chatten'));
      document.documentElement.lang = 'en';
      await waitUntil(() => wordsOf(element).includes('Chat privately with Bob'));
    });

    it('follow a lang of the element itself, into the parts that it is made of', async () => {
      session.show({ state: 'active', since: 0 });
      element.lang = 'fr';
      await waitUntil(() => wordsOf(element).includes('Chiffré'));
      element.lang = '';
      element.removeAttribute('lang');
      await waitUntil(() => wordsOf(element).includes('Encrypted'));
    });

    it('follow a lang above the element', async () => {
      await loadLocale('es');
      const container = place(html`
        <div lang="es">
          <dm-provider .client=${new FakeClient(session)}><dm-session peer="bob"></dm-session></dm-provider>
        </div>
      `);
      const spanish = container.querySelector('dm-session') as DMSessionElement;
      await settled(spanish);
      expect(wordsOf(spanish)).to.include('Chatear en privado con Bob');
    });

    it('fall back to English where there are no words, and where the tag is none', async () => {
      for (const lang of ['tlh', 'nonsense!', 'x']) {
        document.documentElement.lang = lang;
        await settled(element);
        expect(wordsOf(element)).to.include('Chat privately with Bob');
      }
    });

    it('leave nothing in English: a language of brackets brackets every screen', async () => {
      const pseudo = Object.fromEntries(
        Object.entries(en).map(([key, value]) => [key, key.startsWith('$') ? value : bracketed(value)]),
      ) as unknown as Translation;
      registerTranslation({ ...pseudo, $code: 'eo' });
      document.documentElement.lang = 'eo';
      for (const state of SESSION_STATES) {
        session.show(statusOf(state));
        await settled(element);
        const outside = wordsOf(element)
          .replace(/⟦[^⟧]*⟧/g, '')
          .replace(/Bob|B\b/g, '')
          .replace(/[\s\u200b·.,]/g, '');
        expect(outside, state).to.equal('');
      }
    });
  });
});

// A language that lacks a word, or has another one in its place, does not compile.
const { accept, ...withoutOne } = {} as Translation;
// @ts-expect-error A word is missing.
withoutOne satisfies Translation;
// @ts-expect-error A sentence that names a person is no plain word.
({ ...withoutOne, accept, idleTitle: 'Chat' }) satisfies Translation;
({ ...withoutOne, accept }) satisfies Translation;

/** Sentences whose first argument is a number: some languages have a word for "one". */
const MORE_THAN_ONE = ['moreRequests', 'newMessages', 'sayTimeLeft'];

function bracketed(value: unknown): unknown {
  if (typeof value !== 'function') return `⟦${String(value)}⟧`;
  return (...args: unknown[]) => `⟦${(value as (...all: unknown[]) => string)(...args).replace(/[⟦⟧]/g, '')}⟧`;
}

function statusOf(state: (typeof SESSION_STATES)[number]): Parameters<FakeSession['show']>[0] {
  const deadline = Date.now() + 20_000;
  switch (state) {
    case 'idle':
    case 'disconnecting':
      return { state };
    case 'requesting':
    case 'incoming_request':
      return { state, deadline };
    case 'connecting':
    case 'key_exchanging':
    case 'reconnecting':
      return { state, since: 0, deadline };
    case 'active':
      return { state, since: 0 };
    case 'ended':
      return { state, reason: 'ended', by: 'peer', at: 0 };
    case 'failed':
      return { state, reason: 'no-route', at: 0 };
  }
}
