/** How many checks passed, failed and were skipped, from each runner's own report. */

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @returns {Counts} */
export const nothing = () => ({ passed: 0, failed: 0, skipped: 0 });

/** @param {Counts[]} all @returns {Counts} */
export function sum(all) {
  return all.reduce(
    (total, { passed, failed, skipped }) => ({
      passed: total.passed + passed,
      failed: total.failed + failed,
      skipped: total.skipped + skipped,
    }),
    nothing(),
  );
}

/** A check that passes or fails as a whole. */
export const whole = (exitCode) => (exitCode === 0 ? { ...nothing(), passed: 1 } : { ...nothing(), failed: 1 });

/** vitest's JSON report. */
export function fromVitest(report) {
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** Playwright's JSON report. A test that passed only when repeated counts as failed. */
export function fromPlaywright({ stats }) {
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped };
}

/**
 * The counts of a runner that ended with `exitCode`. One that failed without a failed test (a file that could not be
 * loaded, an error outside any test, no report at all, no tests found) has one failure more than it reports.
 * @param {((report: never) => Counts)} read
 */
export function ofRunner(exitCode, report, read) {
  const counts = report === null ? nothing() : read(report);
  const saysWhy = counts.failed > 0;
  const ranNothing = counts.passed + counts.failed === 0;
  return (exitCode !== 0 && !saysWhy) || ranNothing ? { ...counts, failed: counts.failed + 1 } : counts;
}

/** The last line of a run. */
export function countsLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
