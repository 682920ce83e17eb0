/** Counts the tests of a Web Test Runner run for `scripts/test.mjs`, and prints one line per browser. */
import { writeSummary } from './summary.mjs';

/** A file that does not load, or a browser that dies, is one failure: no test of it could say so. */
function count(session) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const visit = (suite) => {
    for (const test of suite.tests) counts[test.skipped ? 'skipped' : test.passed ? 'passed' : 'failed'] += 1;
    suite.suites.forEach(visit);
  };
  if (session.testResults) visit(session.testResults);
  if (!session.passed && counts.failed === 0) counts.failed = 1;
  return counts;
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
      writeSummary([...byBrowser.values()].reduce(add, NOTHING));
    },
  };
}
