/** The markup that a page would write for what is shown. */
const INDENT = '  ';

export function markup(root: HTMLElement): string {
  const tokens = [...root.style].map((name) => `${INDENT}${INDENT}${name}: ${root.style.getPropertyValue(name)};\n`);
  const style =
    tokens.length > 0 ? `<style>\n${INDENT}${root.localName} {\n${tokens.join('')}${INDENT}}\n</style>\n` : '';
  return `<script type="module" src="dm-elements.js"></script>\n${style}${written(root, '')}`;
}

function written(element: Element, indent: string): string {
  const attributes = [...element.attributes].filter(({ name }) => name !== 'style');
  const tag = [
    element.localName,
    ...attributes.map(({ name, value }) => (value ? `${name}="${escaped(value)}"` : name)),
  ];
  const text = [...element.childNodes].find((node) => node instanceof Text)?.data.trim() ?? '';
  const inner = [...element.children].map((child) => `\n${written(child, indent + INDENT)}`).join('');
  return `${indent}<${tag.join(' ')}>${text}${inner}${inner && `\n${indent}`}</${element.localName}>`;
}

function escaped(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
}
