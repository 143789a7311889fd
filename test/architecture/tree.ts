import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Files } from './source.js';

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

const FOLDERS = ['apps', 'libs', 'prisma', 'test', 'bench', 'scripts'];
const LEFT_OUT = new Set(['node_modules', 'generated', 'dist']);

function* codeIn(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !LEFT_OUT.has(entry.name)) yield* codeIn(path);
    if (entry.isFile() && /\.(ts|mts|cts|tsx|mjs|js)$/.test(entry.name)) yield path;
  }
}

/** All code of the checkout. */
export function readTree(root = ROOT): Files {
  const folders = FOLDERS.map((folder) => join(root, folder)).filter((folder) => existsSync(folder));
  const paths = folders.flatMap((folder) => [...codeIn(folder)]);
  return new Map(paths.map((path) => [relative(root, path).split(sep).join('/'), readFileSync(path, 'utf8')]));
}

export function foldersIn(path: string): string[] {
  const folder = join(ROOT, path);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${path}/${entry.name}`);
}

export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
}
