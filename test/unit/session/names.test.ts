import { expect } from 'chai';
import { clippedName, safeName } from '../../../src/session/names.js';

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
    ['\u3164', null],
    ['\u115F\u1160\uFFA0\u2800\u034F', null],
    ['\uFE0F\u200D\u180B', null],
    ['B\u3164o\u2800b', 'Bob'],
    ['❤️', '❤️'],
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

  it('are cut to what a message carries, never in the middle of a character', () => {
    expect(clippedName('Ann')).to.equal('Ann');
    expect(clippedName('x'.repeat(100))).to.equal('x'.repeat(64));
    expect(clippedName(NaN)).to.equal('');
    expect(clippedName(`x${'👋'.repeat(100)}`)).to.equal(`x${'👋'.repeat(31)}`);
  });
});
