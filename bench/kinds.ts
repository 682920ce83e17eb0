/** A browser by its name on the command line. */
import { BROWSER_KINDS, type BrowserKind } from '../scripts/browsers.mjs';

/** Throws `TypeError` for any other. */
export function kindOf(name: string): BrowserKind {
  const kind = BROWSER_KINDS.find((each) => each === name);
  if (!kind) throw new TypeError(`expected one of ${BROWSER_KINDS.join(', ')}, got ${name}`);
  return kind;
}
