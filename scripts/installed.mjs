#!/usr/bin/env node
/** Exit 0: node_modules is what package-lock.json says. Exit 1: `npm ci` is needed, and why. */
import { existsSync, readFileSync } from 'node:fs';

const read = (path) => JSON.parse(readFileSync(path, 'utf8')).packages;

function difference() {
  const made = 'node_modules/.package-lock.json';
  if (!existsSync(made)) return 'node_modules is missing';
  const wanted = read('package-lock.json');
  const present = read(made);
  for (const [path, { version, optional, peer }] of Object.entries(wanted)) {
    if (path === '' || (!present[path] && (optional || peer))) continue;
    if (present[path]?.version !== version) return `${path} is ${present[path]?.version ?? 'missing'}, not ${version}`;
  }
  return Object.keys(present).find((path) => !wanted[path]) ?? null;
}

const reason = difference();
if (reason !== null) {
  console.error(reason);
  process.exitCode = 1;
}
