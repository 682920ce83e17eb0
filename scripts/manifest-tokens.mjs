/** The `--dm-*` tokens for custom-elements.json: names and defaults from the style sheet, words from here. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SHEET = join(dirname(fileURLToPath(import.meta.url)), '..', 'components', 'shared', 'tokens.styles.ts');

const WORDS = {
  font: ['*', 'Font family.'],
  'font-size': ['<length>', 'Size of ordinary text; everything else follows it.'],
  space: ['<length>', 'The unit of all distances.'],
  radius: ['<length>', 'Corners of bubbles, panels and dialogs.'],
  target: ['<length>', 'Least size of what can be pressed. 44px by default where the pointer is a finger.'],
  surface: ['<color>', 'Background.'],
  'surface-2': ['<color>', 'Background of what stands out: fields, buttons, the header.'],
  text: ['<color>', 'Text.'],
  muted: ['<color>', 'Text of second rank, and icons.'],
  border: ['<color>', 'Lines between things.'],
  accent: ['<color>', 'The main button and links.'],
  'on-accent': ['<color>', 'Text on the accent.'],
  mine: ['<color>', 'Bubbles of this person.'],
  'on-mine': ['<color>', 'Text in them.'],
  peer: ['<color>', 'Bubbles of the other person.'],
  'on-peer': ['<color>', 'Text in them.'],
  danger: ['<color>', 'Ending, refusing, failing.'],
  warn: ['<color>', 'What needs attention.'],
  ok: ['<color>', 'Verified, delivered, online.'],
  focus: ['<color>', 'The ring around what has the focus.'],
};

/** Every token, in the order of the style sheet. Throws when one has no words here, or words have no token. */
export function tokens() {
  const [host = ''] = readFileSync(SHEET, 'utf8').match(/:host \{[^}]*\}/) ?? [];
  const found = [...host.matchAll(/: var\(--dm-([\w-]+), (.*)\);/g)];
  const names = found.map(([, name]) => name);
  const strange = [
    ...names.filter((name) => !WORDS[name]),
    ...Object.keys(WORDS).filter((name) => !names.includes(name)),
  ];
  if (strange.length > 0) throw new Error(`tokens and their words differ: ${strange.join(', ')}`);
  return found.map(([, name, standard]) => {
    const [syntax, description] = WORDS[name];
    // `--_text` is how the sheet calls `--dm-text` within itself.
    return { name: `--dm-${name}`, syntax, default: standard.replaceAll('--_', '--dm-'), description };
  });
}
