/** A field for each attribute and each token, with the words of custom-elements.json. */
import { make, marked, type Item } from '../manifest.js';

type Field = HTMLInputElement | HTMLSelectElement;

/** Whoever these name is asked at once, so not at each letter. */
const CONNECTING = ['self', 'peer', 'for', 'signaling', 'token-url', 'ice-url', 'page'];

/** @param changed `null`: the attribute is taken away */
export function attributeControl(
  { name, type, default: standard = '', description }: Item,
  value: string | null,
  changed: (value: string | null) => void,
): HTMLElement {
  const text = type?.text ?? 'string';
  if (text.startsWith('boolean')) {
    const field = Object.assign(input('checkbox'), { checked: value !== null });
    field.addEventListener('input', () => changed(field.checked ? '' : null));
    return control(name, description, field);
  }
  const words = [...text.matchAll(/'([\w-]+)'/g)].map(([, word]) => word!);
  const field = words.length > 0 ? choice(words) : input(text.startsWith('number') ? 'number' : 'text');
  field.value = value ?? '';
  if (field instanceof HTMLInputElement) field.placeholder = standard === "''" ? '' : standard;
  field.addEventListener(CONNECTING.includes(name) ? 'change' : 'input', () => changed(field.value || null));
  return control(name, description, field);
}

/** A colour has a second field, to pick it with. */
export function tokenControl(
  { name, syntax, default: standard = '', description }: Item,
  colour: string,
  changed: (value: string) => void,
): HTMLElement {
  const field = Object.assign(input('text'), { placeholder: standard });
  field.addEventListener('input', () => changed(field.value));
  if (syntax !== '<color>') return control(name, description, field);
  const picker = Object.assign(input('color'), { value: colour, ariaLabel: `${name}, picked` });
  picker.addEventListener('input', () => {
    field.value = picker.value;
    changed(field.value);
  });
  return control(name, description, field, picker);
}

function control(name: string, description = '', field: Field, ...more: readonly Field[]): HTMLElement {
  field.name = name;
  field.id = `of-${name}`;
  const label = make('label', '', make('code', '', name)) as HTMLLabelElement;
  label.htmlFor = field.id;
  const words = make('p', '', ...marked(description));
  words.id = `about-${name}`;
  field.setAttribute('aria-describedby', words.id);
  return make('div', 'control', label, make('span', 'fields', ...more, field), words);
}

function input(type: string): HTMLInputElement {
  return Object.assign(document.createElement('input'), { type, autocomplete: 'off', spellcheck: false });
}

/** The empty choice takes the attribute away. */
function choice(words: readonly string[]): HTMLSelectElement {
  const field = document.createElement('select');
  field.append(new Option('default', ''), ...words.map((word) => new Option(word, word)));
  return field;
}
