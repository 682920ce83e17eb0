/** custom-elements.json, as far as the demo reads it. */

export interface Item {
  readonly name: string;
  readonly description?: string;
  readonly default?: string;
  readonly syntax?: string;
  readonly type?: { readonly text: string };
}

export interface Attribute extends Item {
  /** The property of the same value. */
  readonly fieldName: string;
}

export interface Member extends Item {
  readonly kind: 'field' | 'method';
  readonly attribute?: string;
  readonly parameters?: readonly Item[];
  readonly return?: { readonly type?: { readonly text: string } };
}

export interface ElementDocs {
  readonly tagName: string;
  readonly summary?: string;
  readonly attributes?: readonly Attribute[];
  readonly members?: readonly Member[];
  readonly events?: readonly Item[];
  readonly slots?: readonly Item[];
  readonly cssParts?: readonly Item[];
  readonly cssStates?: readonly Item[];
  readonly cssProperties?: readonly Item[];
}

interface Manifest {
  readonly modules: readonly { readonly declarations: readonly Partial<ElementDocs>[] }[];
}

/** Every element, by name. */
export async function readElements(): Promise<readonly ElementDocs[]> {
  const response = await fetch(new URL('../custom-elements.json', import.meta.url));
  const { modules } = (await response.json()) as Manifest;
  return modules
    .flatMap(({ declarations }) => declarations)
    .filter((each): each is ElementDocs => each.tagName !== undefined)
    .sort((a, b) => a.tagName.localeCompare(b.tagName));
}

/** `<tag class="…">children</tag>` */
export function make(tag: string, className = '', ...children: readonly (Node | string)[]): HTMLElement {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

/** What stands between backticks is code. */
export function marked(text: string): readonly (Node | string)[] {
  return text.split(/`([^`]+)`/).map((piece, index) => (index % 2 ? make('code', '', piece) : piece));
}
