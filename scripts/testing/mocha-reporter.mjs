/** Mocha's `spec` output, plus the counts for `scripts/test.mjs`. */
import Mocha from 'mocha';
import { writeSummary } from './summary.mjs';

export default class SummaryReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      writeSummary({ passed: passes, failed: failures, skipped: pending });
    });
  }
}
