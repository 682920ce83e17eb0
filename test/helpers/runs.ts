/** How often a random test runs: `RUNS=5000 npm run test:unit -- --spec <file>` for a night, the short number otherwise. */
export const runs = (short: number): number => Number(globalThis.process?.env['RUNS']) || short;
