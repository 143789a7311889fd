import { posix } from 'node:path';
import ts from 'typescript';
import { type Source, walk } from './source.js';
import { GENERATED_CLIENT, GENERATED_FOLDER } from './units.js';

export interface Import {
  readonly node: ts.Node;
  /** As written; for a computed import its fixed beginning, or null when it has none. */
  readonly specifier: string | null;
  /** The names taken; `*` for all, also of a dynamic import. Empty: for its effect only. */
  readonly names: readonly string[];
}

function bindingNames(clause: ts.ImportClause): string[] {
  const bindings = clause.namedBindings;
  const named = !bindings
    ? []
    : ts.isNamespaceImport(bindings)
      ? ['*']
      : bindings.elements.map((element) => (element.propertyName ?? element.name).text);
  return clause.name ? ['default', ...named] : named;
}

function fixedText(node: ts.Node | undefined): string | null {
  if (!node) return null;
  if (ts.isStringLiteralLike(node)) return node.text;
  return ts.isTemplateExpression(node) && node.head.text !== '' ? node.head.text : null;
}

function declared(node: ts.Node): Import | undefined {
  if (ts.isImportDeclaration(node)) {
    const names = node.importClause ? bindingNames(node.importClause) : [];
    return { node, specifier: fixedText(node.moduleSpecifier), names };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
    const clause = node.exportClause;
    const names =
      clause && ts.isNamedExports(clause)
        ? clause.elements.map((element) => (element.propertyName ?? element.name).text)
        : ['*'];
    return { node, specifier: fixedText(node.moduleSpecifier), names };
  }
  if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
    return { node, specifier: fixedText(node.moduleReference.expression), names: ['*'] };
  }
  return undefined;
}

function qualifierName(name: ts.EntityName | undefined): string {
  if (!name) return '*';
  return ts.isIdentifier(name) ? name.text : qualifierName(name.left);
}

function called(node: ts.Node): Import | undefined {
  if (ts.isImportTypeNode(node)) {
    const literal = ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
    return { node, specifier: fixedText(literal), names: [qualifierName(node.qualifier)] };
  }
  if (!ts.isCallExpression(node)) return undefined;
  const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword;
  const isRequire = ts.isIdentifier(node.expression) && node.expression.text === 'require';
  return isImport || isRequire ? { node, specifier: fixedText(node.arguments[0]), names: ['*'] } : undefined;
}

/** Static and dynamic imports, type imports, re-exports and requires. */
export function importsOf(source: Source): Import[] {
  const found: Import[] = [];
  for (const node of walk(source.tree)) {
    const one = declared(node) ?? called(node);
    if (one) found.push(one);
  }
  return found;
}

/** The source a relative import means, without its extension and also where it is built; null for any other import. */
export function relativeTarget(source: Source, specifier: string): string | null {
  if (!specifier.startsWith('.')) return null;
  const target = posix.normalize(posix.join(posix.dirname(source.path), specifier));
  return target.replace(/^dist\//, '').replace(/\.(js|ts|mjs)$/, '');
}

/** The package an import means: `@scope/name`, `name`, `node:fs`; the generated client has a name of its own. */
export function packageOf(source: Source, specifier: string): string | null {
  const target = relativeTarget(source, specifier);
  if (target !== null) return `${target}/`.startsWith(GENERATED_FOLDER) ? GENERATED_CLIENT : null;
  if (specifier.startsWith('#')) return null;
  const parts = specifier.split('/');
  if (specifier.startsWith('node:')) return parts[0] ?? null;
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

/** Is the package one of these names, prefixes (`@prisma/*`, `graphql*`) or, for `*`, any? */
export function matches(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern));
}
