/** Which languages there are, and where each comes from: English is built in, the others are loaded when a page has them. */

export const LOCALES = [
  'ar',
  'de',
  'es',
  'fr',
  'he',
  'hi',
  'it',
  'ja',
  'ko',
  'pl',
  'pt',
  'ru',
  'tr',
  'uk',
  'zh',
] as const;

export type Locale = (typeof LOCALES)[number];

/** Each module registers itself when it is loaded, so that a page may also import the ones it knows it needs. */
const MODULES: Readonly<Record<Locale, () => Promise<unknown>>> = {
  ar: () => import('./ar.js'),
  de: () => import('./de.js'),
  es: () => import('./es.js'),
  fr: () => import('./fr.js'),
  he: () => import('./he.js'),
  hi: () => import('./hi.js'),
  it: () => import('./it.js'),
  ja: () => import('./ja.js'),
  ko: () => import('./ko.js'),
  pl: () => import('./pl.js'),
  pt: () => import('./pt.js'),
  ru: () => import('./ru.js'),
  tr: () => import('./tr.js'),
  uk: () => import('./uk.js'),
  zh: () => import('./zh.js'),
};

const asked = new Map<string, Promise<unknown>>();

/**
 * Loads the words for a language tag (`de`, `de-AT`, `pt-BR`), once; elements show them when they are there. Resolves
 * also where there are none or they cannot be loaded: English stays.
 */
export async function loadLocale(tag: string): Promise<void> {
  const locale = LOCALES.find((each) => each === tag.toLowerCase().split('-')[0]);
  if (!locale) return;
  const loading = asked.get(locale) ?? MODULES[locale]().catch(() => {});
  asked.set(locale, loading);
  await loading;
}
