/** The gallery of the demo, served from memory: every state of every element, without anybody on the other side. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bundle } from './bundle.js';

const DEMO = new URL('../../../demo/', import.meta.url);

export interface GallerySite {
  /** Takes `?scene=`, `?lang=`, `?scheme=` and `?theme=`. */
  readonly url: string;
  close(): Promise<void>;
}

export async function serveGallery(): Promise<GallerySite> {
  const code = await bundle('demo/gallery/gallery.ts');
  const files = new Map<string, Uint8Array | string>([...code].map(([name, text]) => [`/gallery/${name}`, text]));
  const html = await readFile(new URL('gallery/index.html', DEMO), 'utf8');
  files.set('/gallery/index.html', html.replace('./gallery.ts', './gallery.js'));
  for (const path of ['gallery/gallery.css', 'styles/page.css', 'styles/icon.svg']) {
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
