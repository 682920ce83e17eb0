/**
 * Names of files that strangers choose, made fit for any disk and for a person's eyes. Reserved characters and names:
 * Microsoft, "Naming Files, Paths, and Namespaces"; the rest of the world forbids only the slash and the zero byte.
 */
import { safeText } from '../names.js';
import { MAX_FOLDER } from './messages.js';

const MAX_BYTES = 200;
const FALLBACK = 'file';
const RESERVED = /["*/:<>?\\|]/g;
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)/i;
/** Opening one of these may run what is in it. */
const RISKY =
  /\.(apk|app|appimage|(app|msi)x|bat|chm|cmd|com|command|cpl|deb|desktop|do[ct]m|dll|dmg|exe|gadget|hta|html?|img|inf|iso|jar|jnlp|jse?|lnk|mht(ml)?|mjs|msc|msi|msp|pif|pkg|pp[ats]m|potm|ps1|py|reg|rpm|scf|scr|sh|svgz?|swf|url|vb[es]?|vhdx?|webloc|ws[fh]|xhtml|xht|xl[ast]m|xll)$/i;

/** The last part of any path, safe to show and to save. Never empty. */
export function safeFileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const visible = trim((safeText(last) ?? '').replace(RESERVED, '_'));
  const named = DEVICE.test(visible) ? `_${visible}` : visible;
  return trim(shorten(named)) || FALLBACK;
}

/** Without what hides a file in front, or is lost behind on some disks. */
const trim = (name: string): string => name.replace(/^[. ]+|[. ]+$/g, '');

/** Every part made safe; parts that only climb or point nowhere are left out, and what is too deep for an offer. */
export function safeFolder(folder: string): string {
  let safe = '';
  for (const part of folder.split(/[/\\]/)) {
    if (/^\.*\s*$/.test(part)) continue;
    const deeper = `${safe}${safe && '/'}${safeFileName(part)}`;
    if (deeper.length > MAX_FOLDER) break;
    safe = deeper;
  }
  return safe;
}

export const isRiskyName = (name: string): boolean => RISKY.test(name);

/** `report`, `pdf`: what `report.pdf` is made of. */
export const extensionOf = (name: string): string => (/[^.]\.([^.]{1,16})$/.exec(name)?.[1] ?? '').toLowerCase();

/** At most 200 bytes of UTF-8, whole code points, the extension kept: file systems end at 255 bytes. */
function shorten(name: string): string {
  const extension = extensionOf(name);
  const end = extension && `.${extension}`;
  const room = MAX_BYTES - byteLength(end);
  let stem = '';
  let used = 0;
  for (const letter of extension ? name.slice(0, -end.length) : name) {
    used += byteLength(letter);
    if (used > room) break;
    stem += letter;
  }
  return stem + (extension ? name.slice(-end.length) : '');
}

const byteLength = (text: string): number => new TextEncoder().encode(text).length;
