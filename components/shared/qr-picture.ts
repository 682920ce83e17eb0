/** A QR code as SVG: one path of dark runs, on white in every scheme, because cameras want dark on light. */
import { svg, html, type TemplateResult } from 'lit';
import type { QrModules } from '../../src/wire/qr.js';

export function qrPicture(modules: QrModules, label: string): TemplateResult {
  const size = modules.length;
  return html`<svg
    class="qr"
    part="qr"
    viewBox="0 0 ${size} ${size}"
    role="img"
    aria-label=${label}
    shape-rendering="crispEdges"
  >
    ${svg`<rect width=${size} height=${size} fill="#fff" /><path fill="#000" d=${outline(modules)} />`}
  </svg>`;
}

/** One rectangle for each run of dark modules in a row. */
function outline(modules: QrModules): string {
  const runs: string[] = [];
  for (const [y, row] of modules.entries()) {
    for (let x = 0; x < row.length; x++) {
      const start = x;
      while (row[x]) x++;
      if (x > start) runs.push(`M${start} ${y}h${x - start}v1h${start - x}z`);
    }
  }
  return runs.join('');
}
