/**
 * Unit and component tests in real Chromium and real Firefox.
 *
 *   npm run test:web                                    everything
 *   npm run test:web -- --files test/unit/wire/bytes.test.ts
 *   npm run test:web -- --group unit                    one of: unit, components, browsers-wtr, timed
 *   BROWSERS=chromium npm run test:web                  one browser only
 */
import { dirname } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter } from '@web/test-runner';
import { chromeLauncher } from '@web/test-runner-chrome';
import { BROWSER_KINDS, launchOptions } from './scripts/browsers.mjs';
import { buildSimplePeer, SIMPLE_PEER_PATH } from './scripts/simple-peer.mjs';
import { testFiles } from './scripts/testing/files.mjs';
import { summaryReporter } from './scripts/testing/wtr-reporter.mjs';

const ROOT = dirname(fileURLToPath(import.meta.url));
const GROUPS = { unit: ['test/unit'], components: ['test/components'], 'browsers-wtr': ['test/browsers-wtr'] };
/** Those that wait for real seconds, which `npm test` has none to spare of. */
const TIMED = { timed: ['test/timed'] };

function launcher(kind) {
  const result = chromeLauncher({ launchOptions: launchOptions(kind) });
  result.name = kind === 'firefox' ? 'Firefox' : 'Chromium';
  return result;
}

await buildSimplePeer();

export default {
  rootDir: ROOT,
  files: testFiles(ROOT, Object.values(GROUPS).flat()),
  groups: process.argv.includes('--group')
    ? Object.entries({ ...GROUPS, ...TIMED }).map(([name, folders]) => ({ name, files: testFiles(ROOT, folders) }))
    : [],
  nodeResolve: { exportConditions: ['browser', 'development'] },
  browsers: (env.BROWSERS?.split(',') ?? BROWSER_KINDS).map(launcher),
  // One page at a time in each browser: pages in the background are throttled and have no focus.
  concurrentBrowsers: 2,
  concurrency: 1,
  // A busy machine takes its time to open the first page.
  browserStartTimeout: 90_000,
  testsStartTimeout: 40_000,
  testsFinishTimeout: 300_000,
  // Lit's development build is wanted for its other warnings.
  filterBrowserLogs: ({ args }) => !String(args[0]).startsWith('Lit is in dev mode'),
  testFramework: { config: { ui: 'bdd', timeout: 10_000 } },
  reporters: [defaultReporter({ reportTestProgress: false }), summaryReporter()],
  plugins: [
    {
      name: 'simple-peer',
      resolveImport: ({ source }) => (source === 'simple-peer' ? `/${SIMPLE_PEER_PATH}` : undefined),
    },
    {
      // esbuild drops `with { type: 'json' }` for this target, so JSON is served as what is left: a module.
      name: 'json-modules',
      resolveMimeType: ({ path }) => (path.startsWith('/test/vectors/') && path.endsWith('.json') ? 'js' : undefined),
      transform: ({ path, body }) =>
        path.startsWith('/test/vectors/') && path.endsWith('.json') ? `export default ${body}` : undefined,
    },
    esbuildPlugin({ ts: true, target: 'es2022', tsconfig: `${ROOT}/tsconfig.json` }),
  ],
};
