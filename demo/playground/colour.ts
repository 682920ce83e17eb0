/** Colours as the browser understands them. */
import type { Item } from '../manifest.js';

/** What a field for colours takes: `#rrggbb`, as the page shows it now, in light or in dark. */
export function hex(colour: string, tokens: readonly Item[]): string {
  const resolved = colour.replaceAll(/var\((--dm-[\w-]+)\)/g, (_, name) => {
    return tokens.find((token) => token.name === name)?.default ?? 'transparent';
  });
  const probe = document.body.appendChild(document.createElement('i'));
  probe.style.color = resolved;
  const { color } = getComputedStyle(probe);
  probe.remove();
  const context = new OffscreenCanvas(1, 1).getContext('2d')!;
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return `#${[red, green, blue].map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}
