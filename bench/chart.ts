/** Bars, as an SVG that is legible on light and dark pages. */

export interface Bar {
  readonly name: string;
  readonly value: number;
  /** As it is written beside the bar. */
  readonly label: string;
}

/** Pixels. */
const WIDTH = 640;
const LEFT = 150;
const RIGHT = 110;
const ROW = 26;
const TOP = 34;
const STYLE = `text{font:13px system-ui,sans-serif;fill:#333}.title{font-weight:600}rect{fill:#8a94a6}.ours{fill:#2f6fed}
@media(prefers-color-scheme:dark){text{fill:#ddd}rect{fill:#667085}.ours{fill:#6ea0ff}}`;

/** @param title what is measured, and whether less or more of it is better */
export function barChart(title: string, bars: readonly Bar[]): string {
  const most = Math.max(...bars.map(({ value }) => value));
  const height = TOP + bars.length * ROW + 8;
  const rows = bars.map(({ name, value, label }, index) => {
    const y = TOP + index * ROW;
    const width = Math.max(2, Math.round((value / most) * (WIDTH - LEFT - RIGHT)));
    const own = name.startsWith('dm-elements') ? ' class="ours"' : '';
    return (
      `<text x="${LEFT - 8}" y="${y + 14}" text-anchor="end">${escape(name)}</text>` +
      `<rect${own} x="${LEFT}" y="${y}" width="${width}" height="18" rx="3"/>` +
      `<text x="${LEFT + width + 6}" y="${y + 14}">${escape(label)}</text>`
    );
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escape(title)}">\n` +
    `<style>${STYLE}</style>\n<text class="title" x="8" y="18">${escape(title)}</text>\n${rows.join('\n')}\n</svg>\n`
  );
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
