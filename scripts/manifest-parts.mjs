/** The parts that an element hands on from the elements inside, for custom-elements.json: names from the code, words from the child. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const SOURCE = join(dirname(fileURLToPath(import.meta.url)), '..', 'components', 'shared', 'parts.ts');
const { outputFiles } = buildSync({ entryPoints: [SOURCE], bundle: true, format: 'esm', write: false });
const parts = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);

/** By element: the values of `exportparts` in its templates. */
const EXPORTS = {
  'dm-file': [parts.VOICE_PARTS],
  'dm-message': [parts.FILE_PARTS],
  'dm-message-list': [parts.MESSAGE_PARTS],
  'dm-session': [parts.STATUS_PARTS, parts.VERIFY_PARTS, parts.LIST_PARTS, parts.COMPOSER_PARTS],
  'dm-launcher': [parts.SESSION_PARTS],
};

/** `message` is how a part of `dm-message` begins; only the list is called otherwise. */
const tagOf = (child) => (child === 'list' ? 'dm-message-list' : `dm-${child}`);

/** Every exported part, with what the child says of it. Throws when the child has no such part. */
export function exportedParts(tag, declarations) {
  return (EXPORTS[tag] ?? [])
    .join()
    .split(',')
    .filter(Boolean)
    .map((each) => {
      const name = each.replace(/.*:/, '');
      const [child, part] = name.split('__');
      const element = declarations.find(({ tagName }) => tagName === tagOf(child));
      const own = element?.cssParts?.find((known) => known.name === part);
      if (!own) throw new Error(`${tag} exports ${name}, but ${tagOf(child)} has no such part`);
      return { name, description: `Of the ${tagOf(child)} inside. ${own.description}` };
    });
}
