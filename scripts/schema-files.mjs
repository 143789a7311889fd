import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
export const ENDPOINTS = ['delivery', 'management'];

/** The schema of an endpoint as it is written: its modules, in the order of their names. */
export function schemaText(endpoint) {
  const folder = join(ROOT, 'apps/api/src', endpoint, 'schema');
  const names = readdirSync(folder).filter((name) => name.endsWith('.graphql'));
  return names
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}
