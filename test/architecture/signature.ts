import ts from 'typescript';
import { walk } from './source.js';

type Member = ts.ClassElement | ts.TypeElement;

function isHidden(member: Member): boolean {
  const isPrivateName = member.name !== undefined && ts.isPrivateIdentifier(member.name);
  const modifiers = ts.canHaveModifiers(member) ? (ts.getModifiers(member) ?? []) : [];
  const hiding = [ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.ProtectedKeyword];
  return isPrivateName || modifiers.some((modifier) => hiding.includes(modifier.kind));
}

function callTypes(node: ts.SignatureDeclaration): ts.Node[] {
  const types = [...node.parameters.map((parameter) => parameter.type), node.type, ...(node.typeParameters ?? [])];
  return types.filter((type) => type !== undefined);
}

/** The members others can see. A constructor is wiring: dependency injection calls it, no importer does. */
function visibleMembers(node: ts.ClassDeclaration): ts.ClassElement[] {
  return node.members.filter((member) => !isHidden(member) && !ts.isConstructorDeclaration(member));
}

function classTypes(node: ts.ClassDeclaration): ts.Node[] {
  const members = visibleMembers(node).flatMap((member) => {
    if (ts.isPropertyDeclaration(member)) return member.type ? [member.type] : [];
    return ts.isFunctionLike(member) ? callTypes(member) : [];
  });
  return [...(node.heritageClauses ?? []), ...(node.typeParameters ?? []), ...members];
}

function variableTypes(node: ts.VariableDeclaration): ts.Node[] {
  if (node.type) return [node.type];
  const value = node.initializer;
  return value && (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) ? callTypes(value) : [];
}

/** The parts of a declaration an importer sees: types of parameters, results, visible members, what is extended. */
function visibleTypes(node: ts.Node): ts.Node[] {
  if (ts.isClassDeclaration(node)) return classTypes(node);
  if (ts.isVariableDeclaration(node)) return variableTypes(node);
  if (ts.isFunctionDeclaration(node)) return callTypes(node);
  return ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node) ? [node] : [];
}

function leftmost(name: ts.EntityName | ts.Expression): string {
  if (ts.isIdentifier(name)) return name.text;
  if (ts.isQualifiedName(name)) return leftmost(name.left);
  return ts.isPropertyAccessExpression(name) ? leftmost(name.expression) : '';
}

/** The names a declaration's signature mentions: of `Prisma.Run[]` it is `Prisma`. */
export function mentionedNames(declaration: ts.Node): Set<string> {
  const names = new Set<string>();
  for (const node of visibleTypes(declaration).flatMap((type) => [...walk(type)])) {
    if (ts.isTypeReferenceNode(node)) names.add(leftmost(node.typeName));
    if (ts.isTypeQueryNode(node)) names.add(leftmost(node.exprName));
    if (ts.isExpressionWithTypeArguments(node)) names.add(leftmost(node.expression));
  }
  return names;
}

function isInferred(node: ts.Node): boolean {
  const isFunction =
    ts.isFunctionDeclaration(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isGetAccessor(node) ||
    ts.isArrowFunction(node);
  return isFunction && node.type === undefined;
}

/** Functions and visible methods whose result is inferred: what they let out cannot be read from the text. */
export function inferredResults(declaration: ts.Node): ts.Node[] {
  if (ts.isClassDeclaration(declaration)) return visibleMembers(declaration).filter(isInferred);
  if (ts.isVariableDeclaration(declaration)) {
    const { initializer, type } = declaration;
    return initializer && !type && isInferred(initializer) ? [declaration] : [];
  }
  return isInferred(declaration) ? [declaration] : [];
}
