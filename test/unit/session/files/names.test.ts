import { expect } from 'chai';
import fc from 'fast-check';
import { isRiskyName, safeFileName, safeFolder } from '../../../../src/session/files/names.js';

const byteLength = (text: string): number => new TextEncoder().encode(text).length;

describe('names of files', () => {
  it('lose paths, control characters and tricks, and keep the rest', () => {
    for (const [given, safe] of [
      ['report.pdf', 'report.pdf'],
      ['Übersicht – Q3 (final).xlsx', 'Übersicht – Q3 (final).xlsx'],
      ['照片.jpg', '照片.jpg'],
      ['../../etc/passwd', 'passwd'],
      ['C:\\Windows\\System32\\cmd.exe', 'cmd.exe'],
      ['photo\u202Egpj.exe', 'photogpj.exe'],
      ['a\u0000b\nc.txt', 'abc.txt'],
      ['zero\u200Bwidth.txt', 'zerowidth.txt'],
      ['a<b>c:d"e|f?g*.txt', 'a_b_c_d_e_f_g_.txt'],
      ['CON', '_CON'],
      ['aux.txt', '_aux.txt'],
      ['.htaccess', 'htaccess'],
      ['...', 'file'],
      ['trailing. . ', 'trailing'],
      ['', 'file'],
      ['/', 'file'],
    ] as const) {
      expect(safeFileName(given), given).to.equal(safe);
    }
  });

  it('are never empty, too long for a disk, or a way out, and are stable', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
        const safe = safeFileName(name);
        expect(safe).to.not.equal('');
        expect(byteLength(safe)).to.be.at.most(200);
        expect(safe).to.not.match(/[/\\:*?"<>|\p{Cc}\p{Cf}]/u);
        expect(safe).to.not.match(/^\.|[. ]$/);
        expect(safeFileName(safe)).to.equal(safe);
      }),
    );
  });

  it('keep their extension when they are shortened', () => {
    const safe = safeFileName(`${'ж'.repeat(300)}.pdf`);
    expect(safe).to.match(/^ж+\.pdf$/);
    expect(byteLength(safe)).to.be.within(190, 200);
  });

  it('of folders climb nowhere', () => {
    expect(safeFolder('a/b/c')).to.equal('a/b/c');
    expect(safeFolder('../../a/./../b')).to.equal('a/b');
    expect(safeFolder('/abs/olute')).to.equal('abs/olute');
    expect(safeFolder('')).to.equal('');
  });

  it('of folders are no deeper than an offer has room for', () => {
    const deep = Array.from({ length: 100 }, (_, index) => `${index}`.padStart(11, 'x')).join('/');
    const safe = safeFolder(deep);
    expect(safe.length).to.be.within(1_000, 1_024);
    expect(deep.startsWith(`${safe}/`)).to.equal(true);
  });

  it('say when opening them may run something', () => {
    for (const name of [
      'a.exe',
      'a.JS',
      'invoice.pdf.scr',
      'a.svg',
      'a.html',
      'a.docm',
      'a.lnk',
      'a.command',
      'a.MSIX',
    ]) {
      expect(isRiskyName(name), name).to.equal(true);
    }
    for (const end of 'pptm xltm dotm jnlp msix appx inf vhdx webloc xlsm docm htm svgz vbe wsh ppam ppsm'.split(' ')) {
      expect(isRiskyName(`a.${end}`), end).to.equal(true);
    }
    for (const name of ['a.docx', 'a.xlsx', 'a.pptx', 'a.pdf', 'a.txt', 'a.png', 'exe', 'a.jpeg'])
      expect(isRiskyName(name), name).to.equal(false);
  });
});
