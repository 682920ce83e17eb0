/** `scripts/webkit.mjs` runs this: what needs no WebRTC, in WebKitGTK. */
import { testFiles } from './scripts/testing/files.mjs';
import { webkitLauncher } from './scripts/testing/wtr-webkit.mjs';
import base from './web-test-runner.config.mjs';

const FOLDERS = ['test/unit/wire', 'test/unit/secure', 'test/components', 'test/timed', 'test/webkit'];
/** Beginnings of the names of tests of elements that connect two people: this engine has no WebRTC to do it with. */
const NEED_WEBRTC = [
  'connects two people who carry one text each way',
  'asks the site for a token, and the relay',
  'is told states, ids and codes, and nothing that anybody wrote',
  'tells the page of requests and of the server where it stands alone',
];
/** The same of tests that record: Debian's build has no encoder for MediaRecorder, and recording fails in words there. */
const NEED_ENCODER = [
  'is one that the browser records',
  'records, plays back and sends',
  'throws the recording away when it leaves the page',
  'says when it is closed',
];
/** The same of tests that change the size of the window, which the runner cannot do here. */
const NEED_VIEWPORT = ['fills a phone, but for what the keyboard takes of it'];

export default {
  ...base,
  files: testFiles(base.rootDir, FOLDERS),
  browsers: [webkitLauncher()],
  concurrentBrowsers: 1,
  // It draws without a graphics card.
  testFramework: { config: { ui: 'bdd', timeout: 30_000 } },
  plugins: [
    {
      name: 'without-what-is-missing',
      transform: ({ path, body }) =>
        /^\/test\/(components|timed)\//.test(path) && path.endsWith('.ts')
          ? [...NEED_WEBRTC, ...NEED_ENCODER, ...NEED_VIEWPORT].reduce(
              (code, name) => code.replace(`it('${name}`, `it.skip('${name}`),
              String(body),
            )
          : undefined,
    },
    ...base.plugins,
  ],
};
