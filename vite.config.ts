/** Vite for the demo: the dev server behind `npm start`, and `npm run build:demo` as static files. */
import { fileURLToPath } from 'node:url';
import { defineConfig, type UserConfig } from 'vite';
import { frame } from './demo/frame.js';
import { simplePeerAlias } from './scripts/bundle.mjs';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Of the demo, without `.html`. */
export const PAGES: readonly string[] = [
  ...['index', 'relay', 'person', 'playground', 'recipes', 'reference'],
  ...['labs/verify', 'labs/requests', 'labs/files', 'gallery/index'],
];

export default defineConfig(async (): Promise<UserConfig> => ({
  root: at('demo'),
  base: './',
  publicDir: false,
  plugins: [frame()],
  // As a visitor gets it: Lit's build for development has something to say in every console.
  resolve: { alias: [await simplePeerAlias()], conditions: ['module', 'browser', 'production'] },
  // The elements live beside the demo, not in it.
  server: { fs: { allow: [at('.')] } },
  // Named beforehand: Vite reloads the page when it meets a new package, and a reload ends a session.
  optimizeDeps: {
    include: [
      'lit',
      'lit/decorators.js',
      'lit/directives/class-map.js',
      'lit/directives/if-defined.js',
      'lit/directives/live.js',
      'lit/directives/repeat.js',
      '@lit/context',
      '@shoelace-style/localize',
      '@noble/post-quantum/ml-kem.js',
      'partysocket',
      'qr',
    ],
  },
  build: {
    outDir: at('demo-dist'),
    emptyOutDir: true,
    target: 'es2022',
    // What the elements need has `light-dark()`: the themes are shown as they are written.
    cssTarget: ['chrome125', 'firefox126', 'safari17.5'],
    rolldownOptions: { input: PAGES.map((page) => at(`demo/${page}.html`)) },
  },
}));
