/** The gallery of the demo, served from memory: every state of every element, without anybody on the other side. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { framed } from '../../../demo/frame.js';
import { bundle } from './bundle.js';

const DEMO = new URL('../../../demo/', import.meta.url);

export interface GallerySite {
  /** Takes `?scene=`, `?lang=`, `?scheme=` and `?theme=`. */
  readonly url: string;
  close(): Promise<void>;
}

export async function serveGallery(): Promise<GallerySite> {
  const [gallery, scheme] = [await bundle('demo/gallery/gallery.ts'), await bundle('demo/scheme.ts')];
  const files = new Map<string, Uint8Array | string>();
  for (const [name, text] of gallery) files.set(`/gallery/${name}`, text);
  for (const [name, text] of scheme) files.set(`/${name}`, text);
  const html = framed(await readFile(new URL('gallery/index.html', DEMO), 'utf8'), 'gallery/index.html');
  files.set('/gallery/index.html', html.replaceAll('.ts"', '.js"'));
  const styles = ['page', 'tools', 'themes'].map((name) => `styles/${name}.css`);
  for (const path of ['gallery/gallery.css', 'styles/icon.svg', ...styles]) {
    files.set(`/${path}`, await readFile(new URL(path, DEMO), 'utf8'));
  }
  const types: Readonly<Record<string, string>> = {
    js: 'text/javascript',
    css: 'text/css',
    html: 'text/html',
    svg: 'image/svg+xml',
  };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://gallery');
    const content = files.get(pathname);
    const type = types[pathname.replace(/^.*\./, '')] ?? 'text/plain';
    if (content === undefined) response.writeHead(204).end();
    else response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/gallery/index.html`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** In the page: drawn, and at rest. */
export function settled(): boolean {
  if (!document.querySelector('.scenes:not([aria-busy])')) return false;
  const roots: ParentNode[] = [document];
  let drawn = 0;
  for (const root of roots) {
    for (const element of root.querySelectorAll('*')) {
      if (element.localName.startsWith('dm-') && !element.matches(':defined')) return false;
      if (element.shadowRoot) roots.push(element.shadowRoot);
      if ((element as Partial<{ isUpdatePending: boolean }>).isUpdatePending) return false;
      if (element.shadowRoot?.hasChildNodes()) drawn++;
      // A question takes no answer in its first moment, and fades in after that.
      if (element.localName === 'dm-request-dialog' && element.shadowRoot?.querySelector('[part="accept"]:disabled')) {
        return false;
      }
      for (const animation of element.getAnimations()) {
        const { iterations } = animation.effect?.getComputedTiming() ?? {};
        if (iterations !== Infinity && animation.playState === 'running') return false;
      }
    }
  }
  return drawn > 0;
}
