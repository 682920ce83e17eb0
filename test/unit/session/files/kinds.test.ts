import { expect } from 'chai';
import fc from 'fast-check';
import { isRasterName, kindOf } from '../../../../src/session/files/kinds.js';

const text = (value: string): Uint8Array => Uint8Array.from(value, (letter) => letter.charCodeAt(0));

describe('what a file really is', () => {
  it('is read from its first bytes', () => {
    for (const [head, name, type] of [
      ['\x89PNG\r\n\x1a\n', 'a.png', 'image/png'],
      ['\xff\xd8\xff\xe0', 'a.jpeg', 'image/jpeg'],
      ['GIF89a', 'a.gif', 'image/gif'],
      ['RIFF\x00\x00\x00\x00WEBP', 'a.webp', 'image/webp'],
      ['RIFF\x00\x00\x00\x00WAVE', 'a.wav', 'audio/wav'],
      ['\x00\x00\x00\x20ftypavif', 'a.avif', 'image/avif'],
      ['\x00\x00\x00\x20ftypisom', 'a.mp4', 'video/mp4'],
      ['%PDF-1.7', 'a.pdf', 'application/pdf'],
      ['PK\x03\x04', 'a.docx', 'application/zip'],
    ] as const) {
      expect(kindOf(text(head), name), name).to.deep.equal({ type, contradicts: false, risky: false });
    }
  });

  it('contradicts a name that promises something else', () => {
    expect(kindOf(text('MZ\x90\x00'), 'photo.jpg')).to.deep.equal({
      type: 'application/vnd.microsoft.portable-executable',
      contradicts: true,
      risky: true,
    });
    expect(kindOf(text('<!DOCTYPE html><script>'), 'photo.png')).to.include({ contradicts: true, risky: true });
    expect(kindOf(text('just words'), 'photo.png')).to.deep.equal({ type: null, contradicts: true, risky: false });
    expect(kindOf(text('\x89PNG\r\n\x1a\n'), 'notes.txt')).to.include({ type: 'image/png', contradicts: true });
  });

  it('is no picture where the name promises something else', () => {
    for (const name of ['a.png', 'A.JPEG', 'a.webp', 'photo']) expect(isRasterName(name), name).to.equal(true);
    for (const name of ['a.exe', 'a.svg', 'a.png.html', 'a.pdf']) expect(isRasterName(name), name).to.equal(false);
  });

  it('is nothing in particular for plain text, and never throws', () => {
    expect(kindOf(text('hello'), 'a.txt')).to.deep.equal({ type: null, contradicts: false, risky: false });
    expect(kindOf(new Uint8Array(), 'a.png')).to.deep.equal({ type: null, contradicts: false, risky: false });
    fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), fc.string(), (head, name) => void kindOf(head, name)));
  });
});
