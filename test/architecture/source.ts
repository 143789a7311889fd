import ts from 'typescript';
import { GENERATED_FOLDER, type Unit, UNITS } from './units.js';

/** Path from the root of the checkout, with slashes, to the text of the file. */
export type Files = ReadonlyMap<string, string>;

export interface Source {
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
  /** A spec beside the code it tests; it may import test tools and is free of the bans on its unit's code. */
  readonly isSpec: boolean;
  readonly unit: Unit | undefined;
}

export interface Violation {
  readonly path: string;
  readonly line: number;
  /** What is wrong, and what to do instead. */
  readonly message: string;
}

/** A rule looks at one file; what it must know of others it finds in `all`. */
export type Rule = (source: Source, all: ReadonlyMap<string, Source>) => Violation[];

const BY_DEPTH = UNITS.toSorted((a, b) => b.folder.length - a.folder.length);

/** The unit a path belongs to: the longest folder wins, so test/support is not test. */
export function unitOf(path: string): Unit | undefined {
  return BY_DEPTH.find((unit) => path.startsWith(`${unit.folder}/`));
}

export function parse(path: string, text: string): Source {
  const kind = path.endsWith('.mjs') ? ts.ScriptKind.JS : ts.ScriptKind.TS;
  return {
    path,
    text,
    tree: ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true, kind),
    isSpec: path.endsWith('.spec.ts'),
    unit: unitOf(path),
  };
}

/** All files but generated ones, which are nobody's style. */
export function parseAll(files: Files): Map<string, Source> {
  const sources = new Map<string, Source>();
  for (const [path, text] of files) {
    if (!path.startsWith(GENERATED_FOLDER)) sources.set(path, parse(path, text));
  }
  return sources;
}

export function lineOf(source: Source, position: number): number {
  return source.tree.getLineAndCharacterOfPosition(position).line + 1;
}

export function violation(source: Source, where: ts.Node | number, message: string): Violation {
  const position = typeof where === 'number' ? where : where.getStart(source.tree);
  return { path: source.path, line: lineOf(source, position), message };
}

/** Every node below `node`, itself included, parents first. */
export function* walk(node: ts.Node): Generator<ts.Node> {
  const open: ts.Node[] = [node];
  for (let next = open.pop(); next; next = open.pop()) {
    yield next;
    const children: ts.Node[] = [];
    ts.forEachChild(next, (child) => void children.push(child));
    open.push(...children.toReversed());
  }
}
