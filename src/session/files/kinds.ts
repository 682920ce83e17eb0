/**
 * What a file really is, by its first bytes. A table of our own rather than a library of hundreds of formats: it only
 * has to tell a harmless claim from a dangerous or wrong one. Signatures: Wikipedia, "List of file signatures".
 */
import { extensionOf } from './names.js';

interface Kind {
  readonly type: string;
  readonly extensions: readonly string[];
  /** Opening it may run something. */
  readonly risky?: true;
  readonly matches: (head: Uint8Array) => boolean;
}

/** How many bytes are looked at. */
export const HEAD_LENGTH = 512;

const starts = (hex: string, at = 0): ((head: Uint8Array) => boolean) => {
  const bytes = (hex.match(/../g) ?? []).map((pair) => parseInt(pair, 16));
  return (head) => bytes.every((byte, index) => head[at + index] === byte);
};
const says = (pattern: RegExp) => (head: Uint8Array) => pattern.test(String.fromCharCode(...head));
const both = (one: (head: Uint8Array) => boolean, other: (head: Uint8Array) => boolean) => (head: Uint8Array) =>
  one(head) && other(head);

const ZIPS = 'zip docx docm xlsx xlsm pptx pptm odt ods odp epub jar apk xpi crx cbz kmz whl usdz'.split(' ');

const KINDS: readonly Kind[] = [
  { type: 'image/png', extensions: ['png', 'apng'], matches: starts('89504e470d0a1a0a') },
  { type: 'image/jpeg', extensions: ['jpg', 'jpeg', 'jpe', 'jfif'], matches: starts('ffd8ff') },
  { type: 'image/gif', extensions: ['gif'], matches: says(/^GIF8[79]a/) },
  { type: 'image/webp', extensions: ['webp'], matches: says(/^RIFF[^]{4}WEBP/) },
  { type: 'image/avif', extensions: ['avif'], matches: says(/^[^]{4}ftypavi[fs]/) },
  { type: 'image/heic', extensions: ['heic', 'heif'], matches: says(/^[^]{4}ftyp(heic|heix|mif1|msf1)/) },
  { type: 'image/bmp', extensions: ['bmp', 'dib'], matches: both(says(/^BM/), starts('00000000', 6)) },
  { type: 'application/pdf', extensions: ['pdf', 'ai'], matches: says(/^%PDF-/) },
  { type: 'application/zip', extensions: ZIPS, matches: starts('504b0304') },
  { type: 'application/gzip', extensions: ['gz', 'tgz', 'svgz'], matches: starts('1f8b08') },
  { type: 'application/x-7z-compressed', extensions: ['7z'], matches: starts('377abcaf271c') },
  { type: 'application/vnd.rar', extensions: ['rar'], matches: says(/^Rar!\x1a\x07/) },
  { type: 'audio/mpeg', extensions: ['mp3'], matches: says(/^(ID3|\xff[\xfb\xf3\xf2])/) },
  { type: 'audio/wav', extensions: ['wav'], matches: says(/^RIFF[^]{4}WAVE/) },
  { type: 'audio/ogg', extensions: ['ogg', 'oga', 'opus', 'ogv', 'ogx'], matches: says(/^OggS/) },
  { type: 'audio/flac', extensions: ['flac'], matches: says(/^fLaC/) },
  { type: 'video/webm', extensions: ['webm', 'mkv', 'weba', 'mka'], matches: starts('1a45dfa3') },
  { type: 'video/mp4', extensions: ['mp4', 'm4a', 'm4v', 'mov', 'm4b', '3gp', 'qt'], matches: says(/^[^]{4}ftyp/) },
  {
    type: 'application/vnd.microsoft.portable-executable',
    extensions: ['exe', 'dll', 'scr', 'cpl', 'sys', 'com'],
    risky: true,
    matches: says(/^MZ/),
  },
  {
    type: 'application/x-elf',
    extensions: ['so', 'o', 'bin', 'elf', 'appimage'],
    risky: true,
    matches: says(/^\x7fELF/),
  },
  {
    type: 'application/x-mach-binary',
    extensions: ['dylib', 'bundle', 'macho'],
    risky: true,
    matches: says(/^(\xcf\xfa\xed\xfe|\xce\xfa\xed\xfe|\xca\xfe\xba\xbe)/),
  },
  {
    type: 'text/x-shellscript',
    extensions: ['sh', 'py', 'pl', 'rb', 'bash', 'zsh'],
    risky: true,
    matches: says(/^#!/),
  },
  { type: 'application/x-ms-shortcut', extensions: ['lnk'], risky: true, matches: starts('4c0000000114020000') },
  {
    type: 'text/html',
    extensions: ['html', 'htm', 'xhtml', 'svg', 'xml', 'mht'],
    risky: true,
    matches: says(/^(\xef\xbb\xbf)?\s*<(!doctype html|html|head|script|body|iframe|svg|\?xml[^>]*>\s*<(svg|html))/i),
  },
];

/** Types that browsers decode without running anything: the only ones that are ever shown inline. */
export const RASTER_TYPES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/bmp'] as const;

export const isRasterType = (type: string | null): boolean =>
  (RASTER_TYPES as readonly (string | null)[]).includes(type);

/** The name promises nothing else: `x.exe` is no picture, whatever type is said. */
export const isRasterName = (name: string): boolean => {
  const extension = extensionOf(name);
  return extension === '' || KINDS.some(({ type, extensions }) => isRasterType(type) && extensions.includes(extension));
};

export interface Verdict {
  /** What the bytes say; `null` for what this table does not know (plain text, for one). */
  readonly type: string | null;
  /** It contradicts the extension of the name. */
  readonly contradicts: boolean;
  readonly risky: boolean;
}

/** `head`: the first bytes, up to `HEAD_LENGTH`. */
export function kindOf(head: Uint8Array, name: string): Verdict {
  const bytes = head.subarray(0, HEAD_LENGTH);
  const kind = KINDS.find(({ matches }) => matches(bytes));
  if (!kind) {
    // A name that promises a known binary format, and bytes that are none of it.
    const promised = KINDS.find(({ extensions }) => extensions.includes(extensionOf(name)));
    return {
      type: null,
      contradicts: promised !== undefined && promised.risky !== true && head.length > 0,
      risky: false,
    };
  }
  return {
    type: kind.type,
    contradicts: !kind.extensions.includes(extensionOf(name)),
    risky: kind.risky === true,
  };
}
