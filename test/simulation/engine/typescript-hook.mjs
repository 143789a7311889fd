/**
 * Lets plain Node run the TypeScript sources as they are, and lets it run them with a planted bug beside the healthy ones.
 *
 * A module asked for as `x.ts?bug=name` gets the edits of that bug, and hands the query on to every module of ours that it
 * imports: so one process holds the healthy graph and any number of sick ones. What stands in `engine` is there once for
 * all of them, since it stands in for Node's own clock and for the connections.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transform } from '@swc/core';

const ROOT = new URL('../../../', import.meta.url).href;
/** Bug to its edits `{ file, from, to }`. */
let edits = {};
const compiled = new Map();

export function initialize(data) {
  edits = data.edits;
}

export async function resolve(specifier, context, next) {
  const bug = context.parentURL === undefined ? null : new URL(context.parentURL).searchParams.get('bug');
  const found = await next(asTypeScript(specifier, context.parentURL), context);
  const path = found.url.startsWith(ROOT) ? found.url.slice(ROOT.length) : '';
  const isOurs = /^(libs|apps|test)\//.test(path) && !/\/(generated|engine)\//.test(path);
  return bug !== null && isOurs && !found.url.includes('?') ? { ...found, url: `${found.url}?bug=${bug}` } : found;
}

function asTypeScript(specifier, parentURL) {
  if (!/^\.{1,2}\/.*\.js$/.test(specifier) || parentURL === undefined) return specifier;
  const url = new URL(specifier.replace(/\.js$/, '.ts'), parentURL);
  return existsSync(fileURLToPath(url)) ? pathToFileURL(fileURLToPath(url)).href : specifier;
}

export async function load(url, context, next) {
  const { pathname, searchParams } = new URL(url);
  if (!pathname.endsWith('.ts')) return next(url, context);
  const path = pathname.slice(new URL(ROOT).pathname.length);
  const source = edited(await readFile(pathname, 'utf8'), path, edits[searchParams.get('bug')] ?? []);
  const known = compiled.get(source);
  if (known !== undefined) return { format: 'module', source: known, shortCircuit: true };
  const { code } = await transform(source, { filename: pathname, sourceMaps: 'inline' });
  compiled.set(source, code);
  return { format: 'module', source: code, shortCircuit: true };
}

function edited(source, path, changes) {
  return changes
    .filter((change) => change.file === path)
    .reduce((text, { from, to }) => {
      const count = text.split(from).length - 1;
      if (count !== 1) throw new Error(`A planted bug edits ${path}, where its text occurs ${count} times: ${from}`);
      return text.replace(from, () => to);
    }, source);
}
