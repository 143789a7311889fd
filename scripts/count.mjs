#!/usr/bin/env node
/**
 * Prints `N passed, N failed` from Jest's own JSON count, and exits 1 when a test failed or none ran.
 *
 *   node scripts/count.mjs <file>
 *
 * A test file that could not be run at all has no tests to count: it counts as one that failed.
 */
import { readFileSync } from 'node:fs';

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 0, success: false };
  }
}

const counts = read(process.argv[2]);
const failed = counts.numFailedTests + counts.numRuntimeErrorTestSuites;
console.log(`${counts.numPassedTests} passed, ${failed} failed`);
if (failed > 0 || counts.numPassedTests === 0 || !counts.success) process.exitCode = 1;
