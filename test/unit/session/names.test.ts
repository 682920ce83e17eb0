import { expect } from 'chai';
import { safeName } from '../../../src/session/names.js';

describe('safe names', () => {
  const cases: [string, string | null][] = [
    ['Alice', 'Alice'],
    ['  Ada   Lovelace ', 'Ada Lovelace'],
    ['مريم', 'مريم'],
    ['Zoë 👩‍🚀'.replace('\u200d', '\u200d'), 'Zoë 👩🚀'],
    ['bob\u202Eecila', 'bobecila'],
    ['a\u2066b\u2069c', 'abc'],
    ['line\nbreak\u2028x', 'linebreakx'],
    ['\u200b\u200b\u2060', null],
    ['\u{E0041}\u{E0042}', null],
    ['', null],
  ];
  for (const [name, shown] of cases) {
    it(`shows ${JSON.stringify(name)} as ${JSON.stringify(shown)}`, () => {
      expect(safeName(name)).to.equal(shown);
    });
  }

  it('cuts a long name at a whole character', () => {
    expect([...(safeName('👋'.repeat(200)) ?? '')]).to.have.lengthOf(64);
  });
});
