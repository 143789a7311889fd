import ts from 'typescript';
import { matches, packageOf, relativeTarget } from '../imports.js';
import { inferredResults, mentionedNames } from '../signature.js';
import { type Rule, type Source, type Violation, violation } from '../source.js';

const PERSISTENCE_INDEX = 'libs/persistence/src/index.ts';
const PRISMA = ['@prisma/*', 'prisma'];
const INSTEAD = 'Map it to a domain type or a type of persistence; Prisma stays inside libs/persistence.';

type Sources = ReadonlyMap<string, Source>;

/** Where a name comes from: a declaration in a file, Prisma, or somewhere of no interest. */
type Origin =
  { readonly kind: 'declared'; readonly source: Source; readonly node: ts.Node } | { readonly kind: 'prisma' } | null;

function isFromPrisma(source: Source, specifier: string): boolean {
  const name = packageOf(source, specifier);
  return name !== null && matches(name, PRISMA);
}

function fileOf(source: Source, specifier: string, all: Sources): Source | undefined {
  const target = relativeTarget(source, specifier);
  return target === null ? undefined : (all.get(`${target}.ts`) ?? all.get(`${target}/index.ts`));
}

function originIn(source: Source, specifier: string, name: string, all: Sources): Origin {
  if (isFromPrisma(source, specifier)) return { kind: 'prisma' };
  const file = fileOf(source, specifier, all);
  return file ? originOf(file, name, all) : null;
}

function nameOf(statement: ts.Statement): string | undefined {
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement);
  return isNamed ? statement.name?.text : undefined;
}

function declarationIn(source: Source, name: string): ts.Node | undefined {
  for (const statement of source.tree.statements) {
    if (ts.isVariableStatement(statement)) {
      const found = statement.declarationList.declarations.find((d) => ts.isIdentifier(d.name) && d.name.text === name);
      if (found) return found;
    }
    if (nameOf(statement) === name) return statement;
  }
  return undefined;
}

function importedOrigin(source: Source, name: string, all: Sources): Origin {
  for (const statement of source.tree.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const bindings = statement.importClause?.namedBindings;
    const specifier = statement.moduleSpecifier.text;
    const isDefault = statement.importClause?.name?.text === name;
    const isNamespace = bindings && ts.isNamespaceImport(bindings) && bindings.name.text === name;
    if (isDefault || isNamespace) return isFromPrisma(source, specifier) ? { kind: 'prisma' } : null;
    const named =
      bindings && ts.isNamedImports(bindings) ? bindings.elements.find((e) => e.name.text === name) : undefined;
    if (named) return originIn(source, specifier, (named.propertyName ?? named.name).text, all);
  }
  return null;
}

function reexportedOrigin(source: Source, name: string, all: Sources): Origin {
  for (const { specifier, exported, from } of exportsOf(source)) {
    if (specifier === undefined) {
      if (exported === name && from !== name) return originOf(source, from, all);
    } else if (exported === name || exported === '*') {
      const origin =
        exported === '*' && isFromPrisma(source, specifier)
          ? null
          : originIn(source, specifier, exported === '*' ? name : from, all);
      if (origin) return origin;
    }
  }
  return null;
}

function originOf(source: Source, name: string, all: Sources): Origin {
  const node = declarationIn(source, name);
  if (node) return { kind: 'declared', source, node };
  return importedOrigin(source, name, all) ?? reexportedOrigin(source, name, all);
}

interface Export {
  readonly node: ts.Node;
  readonly specifier: string | undefined;
  readonly exported: string;
  readonly from: string;
}

/** `export { a as b } from './x.js'`, `export * from`, `export { a }`. */
function exportsOf(source: Source): Export[] {
  return source.tree.statements.flatMap((node): Export[] => {
    if (!ts.isExportDeclaration(node)) return [];
    const specifier =
      node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier) ? node.moduleSpecifier.text : undefined;
    if (!node.exportClause || ts.isNamespaceExport(node.exportClause))
      return [{ node, specifier, exported: '*', from: '*' }];
    return node.exportClause.elements.map((element) => {
      return { node, specifier, exported: element.name.text, from: (element.propertyName ?? element.name).text };
    });
  });
}

/** The names a file lets out by itself or by passing on; `export *` of another file counts with its names. */
function exportedNames(source: Source, all: Sources): string[] {
  const own = source.tree.statements.flatMap((statement) => {
    const isExported =
      ts.canHaveModifiers(statement) && ts.getModifiers(statement)?.some((m) => m.kind === ts.SyntaxKind.ExportKeyword);
    if (!isExported) return [];
    if (!ts.isVariableStatement(statement)) return [nameOf(statement) ?? 'default'];
    return statement.declarationList.declarations.map((declaration) => declaration.name.getText());
  });
  const passed = exportsOf(source).flatMap(({ specifier, exported }) => {
    if (exported !== '*') return [exported];
    const file = specifier === undefined ? undefined : fileOf(source, specifier, all);
    return file ? exportedNames(file, all) : [];
  });
  return [...own, ...passed];
}

/** The way from a declaration's signature to Prisma, as the names on it; null when there is none. */
function wayToPrisma(source: Source, node: ts.Node, all: Sources, seen: Set<ts.Node>): string[] | null {
  if (seen.has(node)) return null;
  seen.add(node);
  for (const name of mentionedNames(node)) {
    const origin = originOf(source, name, all);
    if (origin?.kind === 'prisma') return [name];
    const further = origin ? wayToPrisma(origin.source, origin.node, all, seen) : null;
    if (further) return [name, ...further];
  }
  return null;
}

function checkName(index: Source, name: string, all: Sources): Violation[] {
  const origin = originOf(index, name, all);
  if (origin === null) return [];
  if (origin.kind === 'prisma')
    return [violation(index, 0, `#persistence exports ${name}, which is Prisma's. ${INSTEAD}`)];
  const { source, node } = origin;
  const way = wayToPrisma(source, node, all, new Set());
  const leak = `#persistence exports ${name}, whose signature leads to Prisma through ${way?.join(' -> ')}. ${INSTEAD}`;
  const inferred = inferredResults(node).map((result) =>
    violation(
      source,
      result,
      `#persistence exports ${name}, whose result is inferred here. State it, so that no Prisma type slips out.`,
    ),
  );
  return way ? [violation(source, node, leak), ...inferred] : inferred;
}

/** What leaves persistence is a domain type or persistence's own: never a type of Prisma, also not by inference. */
export const persistenceHidesPrisma: Rule = (index, all) => {
  if (index.path !== PERSISTENCE_INDEX) return [];
  const whole = exportsOf(index).filter(
    (one) => one.exported === '*' && one.specifier && isFromPrisma(index, one.specifier),
  );
  return [
    ...whole.map((one) => violation(index, one.node, `#persistence exports all of ${one.specifier}. ${INSTEAD}`)),
    ...new Set(exportedNames(index, all)),
  ].flatMap((one) => (typeof one === 'string' ? checkName(index, one, all) : [one]));
};
