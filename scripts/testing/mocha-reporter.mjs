/** Mocha's `spec` output, plus the counts and failures for `scripts/test.mjs`. */
import Mocha from 'mocha';
import { writeSummary } from './summary.mjs';

export default class SummaryReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      writeSummary({ passed: passes, failed: failures, skipped: pending, failures: this.failures.map(inWords) });
    });
  }
}

const inWords = (test) => `${test.fullTitle()}\n${test.err?.stack ?? test.err?.message ?? ''}`;
