import ts from 'typescript';
import { importsOf } from '../imports.js';
import { type Rule, type Source, violation, walk } from '../source.js';
import { EMPTY_NAMES, ENVIRONMENT_IN, UNSAFE_SQL_IN } from '../units.js';

const UNSAFE_SQL = new Set(['$queryRawUnsafe', '$executeRawUnsafe']);
const FOCUSED = new Set(['fit', 'fdescribe', 'xit', 'xtest', 'xdescribe']);
const SILENCERS = /@ts-(?:ignore|nocheck)|(?:eslint|oxlint)-disable/g;

/** The environment is parsed once, by each app's entry point and the settings it calls. */
export const environmentIsReadOnce: Rule = (source) => {
  if (ENVIRONMENT_IN.some((place) => place.test(source.path))) return [];
  const instead = 'Parse it in libs/operations into the frozen settings, and take the value as an argument.';
  const reads = [...walk(source.tree)].filter((node) => {
    if (ts.isPropertyAccessExpression(node)) return isProcess(node.expression) && node.name.text === 'env';
    if (ts.isElementAccessExpression(node)) return isProcess(node.expression);
    return ts.isVariableDeclaration(node) && takesEnv(node);
  });
  const imports = importsOf(source).filter(
    (one) => /^(node:)?process$/.test(one.specifier ?? '') && one.names.includes('env'),
  );
  return [...reads, ...imports.map((one) => one.node)].map((node) =>
    violation(source, node, `process.env is read here. ${instead}`),
  );
};

function isProcess(expression: ts.Expression): boolean {
  return ts.isIdentifier(expression) && expression.text === 'process';
}

/** `const { env } = process` */
function takesEnv(node: ts.VariableDeclaration): boolean {
  if (!node.initializer || !isProcess(node.initializer) || !ts.isObjectBindingPattern(node.name)) return false;
  return node.name.elements.some((element) => (element.propertyName ?? element.name).getText() === 'env');
}

/** SQL goes through tagged templates, which carry values beside the text. */
export const sqlIsParameterised: Rule = (source) => {
  if (UNSAFE_SQL_IN.includes(source.path)) return [];
  const instead =
    'Use $queryRaw`...` or Prisma.sql`...`, or name the file and the reason in UNSAFE_SQL_IN of units.ts.';
  return [...walk(source.tree)].flatMap((node) => {
    const isMember = ts.isPropertyAccessExpression(node);
    const name = isMember ? node.name.text : ts.isElementAccessExpression(node) ? literal(node.argumentExpression) : '';
    const isRaw = isMember && name === 'raw' && ts.isIdentifier(node.expression) && node.expression.text === 'Prisma';
    if (!UNSAFE_SQL.has(name) && !isRaw) return [];
    return [violation(source, node, `${isRaw ? 'Prisma.raw' : name} puts text into SQL. ${instead}`)];
  });
};

function literal(node: ts.Expression): string {
  return ts.isStringLiteralLike(node) ? node.text : '';
}

/** What leaves tests out, as written: `it.only`, `describe.skip`, `xit`. */
function leavesOut(node: ts.Node): ts.Expression | undefined {
  if (ts.isPropertyAccessExpression(node)) {
    const isPart = ['only', 'skip'].includes(node.name.text);
    return isPart && ['describe', 'it', 'test'].includes(leftmost(node)) ? node : undefined;
  }
  const isFocused = ts.isCallExpression(node) && ts.isIdentifier(node.expression) && FOCUSED.has(node.expression.text);
  return isFocused ? node.expression : undefined;
}

/** Every test runs, always. */
export const testsAllRun: Rule = (source) =>
  [...walk(source.tree)].flatMap((node) => {
    const written = leavesOut(node);
    if (!written) return [];
    const instead = 'Run it, or delete it with the reason in the commit.';
    return [violation(source, node, `${written.getText(source.tree)} leaves tests out. ${instead}`)];
  });

function leftmost(node: ts.Expression): string {
  if (ts.isPropertyAccessExpression(node) || ts.isCallExpression(node)) return leftmost(node.expression);
  return ts.isIdentifier(node) ? node.text : '';
}

/** The text of a string may say anything; only a comment silences a checker. */
function isInString(source: Source, position: number): boolean {
  let node: ts.Node = source.tree;
  for (let next: ts.Node | undefined = node; next;) {
    node = next;
    next = ts.forEachChild(node, (child) => (child.pos <= position && position < child.end ? child : undefined));
  }
  const isText = ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node) || ts.isRegularExpressionLiteral(node);
  return isText && node.getStart(source.tree) <= position;
}

export const checkersAreNotSilenced: Rule = (source) =>
  [...source.text.matchAll(SILENCERS)].flatMap(({ 0: word, index }) => {
    if (isInString(source, index)) return [];
    const instead = 'Cure the cause; a wrong type that is meant (in a test) is @ts-expect-error with its reason.';
    return [violation(source, index, `${word} silences a checker. ${instead}`)];
  });

/** A folder or file is named after what is inside. */
export const namesSaySomething: Rule = (source) => {
  const empty = source.path.split('/').find((part) => EMPTY_NAMES.includes(part.replace(/\.(spec\.)?(ts|mjs)$/, '')));
  if (!empty) return [];
  const instead = 'Name it after what is inside, or put each thing beside what uses it.';
  return [violation(source, 0, `"${empty}" says nothing about its content. ${instead}`)];
};
