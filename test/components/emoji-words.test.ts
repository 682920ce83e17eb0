import { expect } from '@open-wc/testing';
import { loadLocale } from '../../components/locales/load.js';
import { emojiWordsIn } from '../../components/locales/localize.js';
import table from '../vectors/matrix/sas-emoji.json' with { type: 'json' };

/** Where its table has a slip: German writes no capital there, and in Russian the spanner and the key would read alike. */
const CORRECTED: Readonly<Record<string, string>> = { 'de 36': 'Daumen hoch', 'ru 34': 'Гаечный ключ' };

describe('the words of the emoji that people compare', () => {
  for (const language of ['ar', 'de', 'es', 'fr', 'it', 'ja', 'pt', 'ru', 'uk', 'zh'] as const) {
    it(`are those of the Matrix specification in ${language}`, async () => {
      await loadLocale(language);
      expect(emojiWordsIn(language)).to.deep.equal(
        table.map(({ number, translated }) => CORRECTED[`${language} ${number}`] ?? translated[language]),
      );
      expect(new Set(emojiWordsIn(language)).size).to.equal(64);
    });
  }

  for (const language of ['he', 'hi', 'ko', 'pl', 'tr'] as const) {
    it(`are 64 different ones in ${language}, which the specification does not have`, async () => {
      await loadLocale(language);
      expect(new Set(emojiWordsIn(language)).size).to.equal(64);
    });
  }
});
