/**
 * How a test runner tells `scripts/test.mjs` its counts: a JSON file, named by the environment. Without that variable
 * (a run by hand) nothing is written.
 *
 * @typedef {{ passed: number, failed: number, skipped: number, failures: string[] }} Summary `failures`: what failed
 *   and why, in words
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { env } from 'node:process';

export const SUMMARY_VARIABLE = 'DM_TEST_SUMMARY';

/** @param {Summary} summary */
export function writeSummary(summary) {
  const path = env[SUMMARY_VARIABLE];
  if (path) writeFileSync(path, JSON.stringify(summary));
}

/**
 * @param {string} path
 * @returns {Summary | null} `null` when the runner died before it could write
 */
export function readSummary(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
