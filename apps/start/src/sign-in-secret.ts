import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { writeFileWhole } from './data-folder.js';

/** What signs sessions here: made once and kept, so that nobody is signed out by a restart. */
export function signInSecret(file: string): string {
  if (!existsSync(file)) writeFileWhole(file, `${randomBytes(32).toString('base64url')}\n`);
  return readFileSync(file, 'utf8').trim();
}
