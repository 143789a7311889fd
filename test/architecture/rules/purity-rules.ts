import ts from 'typescript';
import { type Rule, type Source, type Violation, violation, walk } from '../source.js';

const CLOCK = 'Take the instant as an argument: the caller asks the clock.';
const RANDOM = 'Take the value as an argument: the caller draws it.';
const EFFECT = 'Return the value and let the caller act on it.';
const WAITING = 'The domain is synchronous: take what has been fetched as an argument.';
const TIMER = 'Return the next instant and let scheduling wait for it.';

/** Names of the world outside, with what to do instead. */
const BANNED_GLOBALS: Readonly<Record<string, string>> = {
  process: 'Take the setting as an argument: the app parses the environment.',
  performance: CLOCK,
  globalThis: EFFECT,
  crypto: `For a hash use @noble/hashes. ${RANDOM}`,
  console: EFFECT,
  fetch: WAITING,
  Promise: WAITING,
  setTimeout: TIMER,
  setInterval: TIMER,
  setImmediate: TIMER,
  queueMicrotask: TIMER,
};

/** Members of names that are otherwise welcome. */
const BANNED_MEMBERS: Readonly<Record<string, string>> = {
  'Date.now': CLOCK,
  'Math.random': RANDOM,
  'Temporal.Now': CLOCK,
};

/** Names a file gives to something of its own: `process` may be a parameter. */
function ownNames(source: Source): Set<string> {
  const names = new Set<string>();
  for (const node of walk(source.tree)) {
    const isDeclaration =
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isBindingElement(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isImportSpecifier(node) ||
      ts.isTypeAliasDeclaration(node) ||
      ts.isInterfaceDeclaration(node);
    if (isDeclaration && node.name && ts.isIdentifier(node.name)) names.add(node.name.text);
  }
  return names;
}

/** Is this identifier a use of a name in scope, and not the name of a member, a key or a declaration? */
function isUse(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isQualifiedName(parent)) return parent.left === node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isTypeReferenceNode(parent) || ts.isTypeQueryNode(parent)) return true;
  return !('name' in parent && parent.name === node) && !('propertyName' in parent && parent.propertyName === node);
}

function checkIdentifier(source: Source, node: ts.Identifier, own: ReadonlySet<string>): Violation[] {
  const { text, parent } = node;
  if (!isUse(node) || own.has(text)) return [];
  const instead = BANNED_GLOBALS[text];
  return instead && Object.hasOwn(BANNED_GLOBALS, text)
    ? [violation(source, parent, `The domain uses ${text}. ${instead}`)]
    : [];
}

function checkMember(source: Source, node: ts.PropertyAccessExpression): Violation[] {
  const text = node.getText(source.tree).replace(/\s|\?/g, '');
  return Object.entries(BANNED_MEMBERS).flatMap(([member, instead]) =>
    text === member ? [violation(source, node, `The domain uses ${member}. ${instead}`)] : [],
  );
}

function checkDate(source: Source, node: ts.NewExpression | ts.CallExpression): Violation[] {
  const isDate = ts.isIdentifier(node.expression) && node.expression.text === 'Date';
  if (!isDate) return [];
  if (ts.isCallExpression(node)) return [violation(source, node, `The domain calls Date(). ${CLOCK}`)];
  const hasArgument = (node.arguments?.length ?? 0) > 0;
  return hasArgument ? [] : [violation(source, node, `The domain uses new Date() without an argument. ${CLOCK}`)];
}

function checkNode(source: Source, node: ts.Node, own: ReadonlySet<string>): Violation[] {
  if (ts.isIdentifier(node)) return checkIdentifier(source, node, own);
  if (ts.isPropertyAccessExpression(node)) return checkMember(source, node);
  if (ts.isNewExpression(node) || ts.isCallExpression(node)) return checkDate(source, node);
  const waits =
    node.kind === ts.SyntaxKind.AsyncKeyword ||
    ts.isAwaitExpression(node) ||
    (ts.isForOfStatement(node) && node.awaitModifier);
  if (!waits) return [];
  const word = node.kind === ts.SyntaxKind.AsyncKeyword ? 'async' : 'await';
  return [violation(source, node, `The domain uses ${word}. ${WAITING}`)];
}

/** The domain is a set of pure functions: no clock, random, timer, environment, log or waiting. */
export const domainIsPure: Rule = (source) => {
  if (source.unit?.kind !== 'pure' || source.isSpec) return [];
  const own = ownNames(source);
  return [...walk(source.tree)].flatMap((node) => checkNode(source, node, own));
};
