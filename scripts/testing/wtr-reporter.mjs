/** Tells `scripts/test.mjs` how a run of Web Test Runner ended, and what failed; prints one line per browser. */
import { writeSummary } from './summary.mjs';

/** The one hint of ours, to a page that has not set it up. */
const HINT = 'dm-session: set self and signaling';

/** What a file has brought onto the console beside it: in a test as in a page of somebody else, nothing belongs there. */
const said = ({ logs }) => logs.filter(([first]) => !String(first).startsWith(HINT));

/** A file that does not load, or a browser that dies, is one failure: no test of it could say so. */
function count(session) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const visit = (suite) => {
    for (const test of suite.tests) counts[test.skipped ? 'skipped' : test.passed ? 'passed' : 'failed'] += 1;
    suite.suites.forEach(visit);
  };
  if (session.testResults) visit(session.testResults);
  if (!session.passed && counts.failed === 0) counts.failed = 1;
  if (said(session).length > 0) counts.failed += 1;
  return counts;
}

/** What failed in a file, and why, in words. */
function failures(session) {
  const { browser, testFile, testResults, errors } = session;
  const about = (title, error) => `${browser.name}, ${title}\n${error?.message ?? ''}\n${error?.stack ?? ''}`;
  const ofTests = (suite, path) => [
    ...suite.tests
      .filter((test) => !test.passed && !test.skipped)
      .map((test) => about([...path, test.name].join(' '), test.error)),
    ...suite.suites.flatMap((child) => ofTests(child, [...path, child.name])),
  ];
  const lines = said(session).map((args) => args.map(String).join(' '));
  return [
    ...errors.map((error) => about(testFile, error)),
    ...(testResults ? ofTests(testResults, []) : []),
    ...(lines.length > 0 ? [about(testFile, { message: `On the console:\n${lines.join('\n')}` })] : []),
  ];
}

const add = (a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped });
const NOTHING = { passed: 0, failed: 0, skipped: 0 };

export function summaryReporter() {
  return {
    onTestRunFinished({ sessions }) {
      const byBrowser = new Map();
      for (const session of sessions) {
        const { name } = session.browser;
        byBrowser.set(name, add(byBrowser.get(name) ?? NOTHING, count(session)));
      }
      for (const [name, { passed, failed }] of byBrowser) {
        process.stdout.write(`${name}: ${passed} passed, ${failed} failed\n`);
      }
      writeSummary({ ...[...byBrowser.values()].reduce(add, NOTHING), failures: [...sessions].flatMap(failures) });
    },
  };
}
